"""How members leave: by mail, and by one click only where the list has a page for it (RFC 2369, RFC 8058)."""

import dataclasses

from bot.notices.courier import unsubscribe_fields
from tests.parts.reading import SALON

MAIL = b"<mailto:salon@lists.example.org?subject=unsubscribe%20lw-t.1>"


def test_without_a_page_there_is_no_click():
    assert unsubscribe_fields(SALON, "lw-t.1") == b"List-Unsubscribe: %s\r\n" % MAIL


def test_with_a_page_both_ways_stand_in_one_field_and_the_click_beside_it():
    paged = dataclasses.replace(SALON, unsubscribe_page="https://lists.example.org/leave/{token}")

    assert unsubscribe_fields(paged, "lw-t.1") == (
        b"List-Unsubscribe: <https://lists.example.org/leave/lw-t.1>, %s\r\n"
        b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" % MAIL
    )


def test_mail_goes_where_requests_are_read():
    served = dataclasses.replace(SALON, self_service="salon-request@lists.example.org")

    assert b"<mailto:salon-request@lists.example.org?" in unsubscribe_fields(served, "t")
