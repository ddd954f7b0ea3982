"""The generated pages are those that the program would write today."""

import pytest

from tests.parts.documents import PAGES, ROOT


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(name):
    assert (ROOT / name).read_text() == PAGES[name](), "make docs writes it again"
