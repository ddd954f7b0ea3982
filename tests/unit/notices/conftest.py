import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode


class Mail(SingleFileSnapshotExtension):
    """One mail, one .eml file that a mail program opens."""

    file_extension = "eml"
    _write_mode = WriteMode.BINARY


class Page(SingleFileSnapshotExtension):
    """One page, one .html file that a browser opens."""

    file_extension = "html"
    _write_mode = WriteMode.TEXT


@pytest.fixture
def mail(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Mail)


@pytest.fixture
def web_page(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Page)
