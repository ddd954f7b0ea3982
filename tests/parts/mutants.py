"""Mails that nobody would send: whole ones of many forms, cut, doubled, joined and sprinkled with what parsers fear."""

import base64
import quopri
import random
from collections.abc import Iterator
from pathlib import Path

UNIT = Path(__file__).parent.parent / "unit" / "mail"
HEAD = (
    b"From: =?utf-8?q?Ann_=C3=84xample?= <ann@example.com>\nTo: salon@lists.example.org\n"
    b"Message-ID: <1@example.com>\nDate: Tue, 3 Mar 2026 10:00:00 +0100\nMIME-Version: 1.0\n"
)
TOKENS = [
    b"\n", b"\r", b"\r\n", b"\n\n", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b$B", b"> ", b">" * 60, b"> > >> ",
    b"| ", b"-- \n", b"---", b"--b\n", b"--b--\n", b"--", b"=", b"=\n", b"=3D=20", b"=?utf-8?q?", b"?=",
    b"=?utf-8?b?4pyT?=", b"=?x?b?!!!?=", b"<", b">", b"<div>", b"</div>", b"<blockquote>", b"</blockquote>",
    b"<style>", b"<!--", b'<a href="https://example.org/', b"&nbsp;", b"&#x202e;", b"(((((((", b")))))", b'"', b",",
    b";", b":", b"@", b"From: ", b"Von: ", b"\nSubject: ", b"\nContent-Type: multipart/mixed; boundary=b\n\n",
    b"\nContent-Type: message/rfc822\n\n", b"\nContent-Type: text/html; charset=x\n\n", b'charset="utf-16"',
    b"charset=utf-7", b"format=flowed; delsp=yes", b"\nContent-Transfer-Encoding: base64\n", b'boundary=""',
    b"filename*0*=utf-8''%E2%9C%93", b"\nContent-Disposition: attachment; filename=x\n", b"https://", b"http://[", b"www.",
    b"https://example.org/" + b"a" * 300, b"xn--", b"On Mon, Mar 2, 2026 at 9:00 AM, A <a@example.org> wrote:\n",
    b"---------- Forwarded message ---------\n", b"----- End forwarded message -----\n", b">>> A 3/3/2026 9:15 >>>\n",
    b"________________________________\n", b"By Ann Example\n", b"March 4, 2026\n", b"Sent from my iPhone\n",
    b"unsubscribe", b"Received: from x by y; Tue, 3 Mar 2026 10:00:00 +0100\n", b"\xe2\x80\x9c", b"\xf0\x9f\x98\x80",
    "漢字かな".encode(), "ß".encode(), "İ".encode(), "\u202e\u200b".encode(), b"\xc3", b"[Salon] Re: Fwd: AW: ",
    b" \n\t \n", b"DE> ", b"    ", b"1" * 200, b"=" * 80, b"...", b"\x85", b"\x0c",
]  # fmt: skip


def mutants(seed: int, number: int) -> Iterator[bytes]:
    """So many mutated mails, the same for the same seed."""
    dice = random.Random(seed)
    whole = whole_mails()
    for _ in range(number):
        yield _mutated(dice.choice(whole), whole, dice)


def whole_mails() -> list[bytes]:
    """Mails of every form, made of the texts of the other tests."""
    texts = [_text_of(path) for folder in ("layouts", "replies", "posts") for path in _files(folder)]
    mails = [_plain(subject, text) for subject, text in texts]
    for number, (subject, text) in enumerate(texts):
        mails.append(FORMS[number % len(FORMS)](subject, text))
    return mails


def _files(folder: str) -> list[Path]:
    return sorted((UNIT / folder).glob("*.txt"))


def _text_of(path: Path) -> tuple[bytes, bytes]:
    """Subject and text of a file, with or without marks in its margin."""
    text = path.read_text("utf-8")
    if path.parent.name == "posts":
        return b"[Salon] Fwd: The bridge", text.encode()
    head, _, body = text.partition("\n\n")
    lines = [line.partition("|")[2].removeprefix(" ") for line in body.split("\n")]
    return head.partition("\n")[0].removeprefix("Subject: ").encode(), "\n".join(lines).encode()


def _mail(subject: bytes, rest: bytes) -> bytes:
    return HEAD + b"Subject: " + subject + b"\n" + rest


def _plain(subject: bytes, text: bytes) -> bytes:
    return _mail(subject, b"Content-Type: text/plain; charset=utf-8\n\n" + text)


def _crlf(subject: bytes, text: bytes) -> bytes:
    return _plain(subject, text).replace(b"\n", b"\r\n")


def _quoted_printable(subject: bytes, text: bytes) -> bytes:
    fields = b"Content-Type: text/plain; charset=utf-8; format=flowed\nContent-Transfer-Encoding: quoted-printable\n\n"
    return _mail(subject, fields + quopri.encodestring(text))


def _base64(subject: bytes, text: bytes) -> bytes:
    fields = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    return _mail(subject, fields + base64.encodebytes(text))


def _as_html(text: bytes) -> bytes:
    lines = text.replace(b"<", b"&lt;").split(b"\n")
    marked = [
        b"<blockquote>" + line[1:] + b"</blockquote>" if line[:1] == b">" else line + b"<br>"
        for line in lines
    ]
    return b'<html><body><div class="gmail_quote">' + b"\n".join(marked) + b"</div></body></html>"


def _html(subject: bytes, text: bytes) -> bytes:
    return _mail(subject, b"Content-Type: text/html; charset=utf-8\n\n" + _as_html(text))


def _alternative(subject: bytes, text: bytes) -> bytes:
    parts = b"--b\nContent-Type: text/plain; charset=utf-8\n\n%b\n--b\nContent-Type: text/html\n\n%b\n--b--\n"
    return _mail(
        subject, b"Content-Type: multipart/alternative; boundary=b\n\n" + parts % (text, _as_html(text))
    )


def _mixed(subject: bytes, text: bytes) -> bytes:
    parts = (
        b'--b\nContent-Type: text/plain\n\n%b\n--b\nContent-Type: image/png; name="x.png"\n'
        b"Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=x.png\n\n%b\n--b--\n"
    )  # fmt: skip
    return _mail(
        subject, b'Content-Type: multipart/mixed; boundary="b"\n\n' + parts % (text, base64.encodebytes(text))
    )


def _attached(subject: bytes, text: bytes) -> bytes:
    inner = _alternative(b"The bridge", text).replace(b"=b\n", b"=c\n").replace(b"--b", b"--c")
    parts = b"--b\nContent-Type: text/plain\n\nSee below.\n--b\nContent-Type: message/rfc822\n\n%b\n--b--\n"
    return _mail(subject, b"Content-Type: multipart/mixed; boundary=b\n\n" + parts % inner)


FORMS = [_crlf, _quoted_printable, _base64, _html, _alternative, _mixed, _attached]


def _mutated(mail: bytes, whole: list[bytes], dice: random.Random) -> bytes:
    octets = bytearray(mail)
    for _ in range(dice.choice([1, 1, 2, 3, 5, 8, 20])):
        _change(octets, whole, dice)
    return bytes(octets)


def _change(octets: bytearray, whole: list[bytes], dice: random.Random) -> None:
    at = dice.randrange(len(octets) + 1)
    reach = min(len(octets), at + dice.choice([1, 2, 10, 80, 400]))
    match dice.randrange(8):
        case 0:
            del octets[at:reach]
        case 1:
            octets[at:at] = octets[at:reach] * dice.choice([1, 2, 10])
        case 2 | 3 | 4:
            octets[at:at] = dice.choice(TOKENS) * dice.choice([1, 1, 1, 3, 40])
        case 5:
            octets[at:reach] = dice.randbytes(reach - at)
        case 6:
            other = dice.choice(whole)
            start = dice.randrange(len(other))
            octets[at:reach] = other[start : start + dice.choice([20, 200, 2000])]
        case _:
            del octets[max(1, at) :]
