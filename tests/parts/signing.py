"""Posts signed with DKIM, and a name server of the test on loopback that tells the keys and policies."""

import base64
import hashlib
import re
import socket
import threading
from functools import cache
from typing import Self

import dns.message
import dns.rcode
import dns.rrset
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NAMES = ("from", "to", "subject", "date", "message-id")


@cache
def key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """One key of each size a run."""
    return rsa.generate_private_key(65537, bits)


def record(bits: int = 2048, *, tags: str = "") -> str:
    """The TXT record that tells the key."""
    der = key(bits).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; {tags}p={base64.b64encode(der).decode()}"


def signed(
    raw: bytes, domain: str, *, bits: int = 2048, tags: str = "", names: tuple[str, ...] = NAMES
) -> bytes:
    """A message with CRLF ends below a relaxed/simple signature, ``tags`` added to its own."""
    raw = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    head, _, body = raw.partition(b"\r\n\r\n")
    fields = dict(re.findall(rb"(?m)^([^:\s]+):((?:.*\r\n[ \t])*.*)", head))
    fields = {name.lower(): b" ".join(value.split()) for name, value in fields.items()}
    covered = b"".join(
        b"%s:%s\r\n" % (name, fields[name]) for name in (each.encode() for each in names) if name in fields
    )
    body_hash = base64.b64encode(hashlib.sha256(body.rstrip(b"\r\n") + b"\r\n").digest()).decode()
    value = (
        f"v=1; a=rsa-sha256; c=relaxed/simple; d={domain}; s=x; h={':'.join(names)}; {tags}bh={body_hash}; b="
    )
    signature = key(bits).sign(covered + f"dkim-signature:{value}".encode(), PKCS1v15(), SHA256())
    return f"DKIM-Signature: {value}{base64.b64encode(signature).decode()}\r\n".encode() + raw


class NameServer(threading.Thread):
    """
    Answers TXT questions from ``records`` (name with its final dot: texts); all other names do not exist.

    A name with "broken" in it gets SERVFAIL, one with "silent" no answer. ``asked`` are the names, in order.
    """

    def __init__(self, records: dict[str, list[str]]) -> None:
        super().__init__(daemon=True)
        self.records = records
        self.asked: list[str] = []
        self._line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._line.bind(("127.0.0.1", 0))
        self.port: int = self._line.getsockname()[1]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def run(self) -> None:
        """Until the socket is closed."""
        while True:
            try:
                data, peer = self._line.recvfrom(4000)
            except OSError:
                return
            question = dns.message.from_wire(data)
            name = question.question[0].name.to_text()
            self.asked.append(name)
            if "silent" not in name:
                self._line.sendto(self._answer(question, name), peer)

    def _answer(self, question: dns.message.Message, name: str) -> bytes:
        answer = dns.message.make_response(question)
        if "broken" in name:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif name in self.records:
            texts = [
                " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))
                for text in self.records[name]
            ]
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *texts))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()
