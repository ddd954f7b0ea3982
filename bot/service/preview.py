"""An issue before it is sent: as text for a terminal, and as one page for a browser, its pictures inside."""

import base64
from collections.abc import Iterable
from email import message_from_bytes, policy

from bot.printable import blanked


def texts_of(raws: Iterable[bytes]) -> list[str]:
    """Subject and text of each part of an issue, once however many forms of it are mailed."""
    found: dict[str, str] = {}
    for raw in raws:
        message = message_from_bytes(raw, policy=policy.default)
        text = next((part for part in message.walk() if part.get_content_type() == "text/plain"), None)
        if text is not None:
            subject = str(message["Subject"])
            found.setdefault(subject, f"Subject: {subject}\n\n{text.get_content()}")
    return ["\n".join(map(blanked, text.splitlines())) for text in found.values()]


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
