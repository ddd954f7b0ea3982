"""Failures of the outside world: temporary (try again) and permanent (tell someone)."""


class TemporaryFailure(Exception):  # noqa: N818 - the field's word: RFC 5321 4.2.1 calls 4yz "transient"
    """What failed may work later: try again."""


class PermanentFailure(Exception):  # noqa: N818
    """Trying again will not help: tell someone. ``status``: a command that ends by it exits so."""

    status = 1
