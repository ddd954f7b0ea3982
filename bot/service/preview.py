"""The HTML form of a mail as one page for a browser, its pictures inside of it."""

import base64
from email import message_from_bytes, policy


def page_of(raw: bytes) -> str | None:
    """The page of a mail; None where it has no HTML."""
    message = message_from_bytes(raw, policy=policy.default)
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    if not pages:
        return None
    page = str(pages[0].get_content())
    for part in message.walk():
        if part["Content-ID"] and part.get_content_maintype() == "image":
            data = base64.b64encode(part.get_payload(decode=True)).decode("ascii")  # type: ignore[arg-type]
            name = part["Content-ID"].strip("<> ")
            page = page.replace(f"cid:{name}", f"data:{part.get_content_type()};base64,{data}")
    return page
