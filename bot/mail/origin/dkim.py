"""Verifies DKIM signatures of the author's own domain (RFC 6376, RFC 8301, RFC 8463); keys are handed in."""

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import re
from collections import Counter
from dataclasses import dataclass

from bot.mail.origin.domains import aligned, ascii_domain
from bot.mail.post import Field, Post

MOST = 4
"""Signatures of one post that are looked at; those of other domains prove nothing of its author."""

FEWEST_BITS, MOST_BITS = 1024, 4096
"""Of RSA keys: shorter ones are not to be believed (RFC 8301 3.2), longer ones cost too much."""

ONCE = frozenset(
    b"from sender reply-to to cc subject date message-id mime-version content-type "
    b"content-transfer-encoding".split()
)
"""Fields that a message has once: who adds another above a signed one shows what was not signed (8.15)."""

ALGORITHMS = ("rsa-sha256", "ed25519-sha256")
_TAG = re.compile(rb"[ \t\r\n]*([A-Za-z][A-Za-z0-9_]*)[ \t\r\n]*=([^;]*)")
_OWN_VALUE = re.compile(rb"((?:\A|;)[ \t\r\n]*b[ \t\r\n]*=)[^;]*")
_WORD = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?", re.IGNORECASE)
_BARE_LF = re.compile(rb"(?<!\r)\n")
_BLANKS = re.compile(rb"[ \t]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One DKIM-Signature; ``relaxed`` is the canonical form of header and body, ``names`` what it covers."""

    field: bytes
    domain: str
    selector: str
    algorithm: str
    relaxed: tuple[bool, bool]
    names: tuple[bytes, ...]
    body_hash: bytes
    value: bytes
    identity: str

    @property
    def key_at(self) -> str:
        """The name whose TXT record has the key (3.6.2.1)."""
        return f"{self.selector}._domainkey.{self.domain}"


def signatures_of(post: Post, at: dt.datetime) -> tuple[Signature, ...]:
    """
    The signatures that can prove the author, as of a moment: of the author's organisation and complete.

    One that covers no From or a part of the body (``l=``) is none, nor any in a
    post with two fields of which one may stand.
    """
    domain = ascii_domain(post.from_[0].domain) if len(post.from_) == 1 else ""
    named = Counter(item.name.strip().lower().encode("utf-8", "replace") for item in post.header)
    if not domain or any(named[name] > 1 for name in ONCE):
        return ()
    fields = [item for item in post.header if item.name.lower() == "dkim-signature"]
    found = (_signature(item, at) for item in fields[: 4 * MOST])
    return tuple(one for one in found if one and aligned(one.domain, domain))[:MOST]


def _signature(item: Field, at: dt.datetime) -> Signature | None:
    tags = _tags(_content(item))
    if tags is None or tags.get("v") != "1" or "l" in tags or tags.get("q", "dns/txt") != "dns/txt":
        return None
    domain, selector, algorithm = (
        ascii_domain(tags.get("d", "")),
        tags.get("s", ""),
        tags.get("a", "").lower(),
    )
    names = tuple(name.strip().lower().encode() for name in tags.get("h", "").split(":"))
    identity = ascii_domain(tags["i"].rpartition("@")[2]) if "i" in tags else domain
    forms = _forms(tags.get("c", "simple/simple").lower())
    value, body_hash = _base64(tags.get("b", "")), _base64(tags.get("bh", ""))
    if not (domain and _WORD.fullmatch(selector) and algorithm in ALGORITHMS and b"from" in names and forms):
        return None
    if not (value and body_hash and f".{identity}".endswith(f".{domain}")) or _expired(tags, at):
        return None
    return Signature(
        field=item.raw,
        domain=domain,
        selector=selector,
        algorithm=algorithm,
        relaxed=forms,
        names=names,
        body_hash=body_hash,
        value=value,
        identity=identity,
    )


def _content(item: Field) -> bytes:
    return item.raw.partition(b":")[2]


def _tags(octets: bytes) -> dict[str, str] | None:
    """The tags of a list (3.2), white space around values taken off; None where it is none."""
    tags: dict[str, str] = {}
    for piece in octets.rstrip(b"; \t\r\n").split(b";"):
        found = _TAG.fullmatch(piece)
        if found is None or not octets.isascii():
            return None
        name, value = found[1].decode(), b" ".join(found[2].split()).decode()
        if name in tags:
            return None
        tags[name] = value
    return tags


def _forms(text: str) -> tuple[bool, bool] | None:
    head, _, body = text.partition("/")
    known = {"relaxed": True, "simple": False}
    return (known[head], known[body or "simple"]) if head in known and (body or "simple") in known else None


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _expired(tags: dict[str, str], at: dt.datetime) -> bool:
    text = tags.get("x", "")
    return bool(text) and not (
        text.isascii() and text.isdigit() and len(text) < 13 and int(text) >= at.timestamp()
    )


def verifies(post: Post, signature: Signature, record: str) -> bool:
    """Whether a signature holds under the key that a TXT record tells (3.6.1)."""
    key = _key(record, signature)
    if key is None:
        return False
    body = _body(post.raw[post.body_at :], relaxed=signature.relaxed[1])
    if not hmac.compare_digest(hashlib.sha256(body).digest(), signature.body_hash):
        return False
    return _is_signed_by(key, signature, _signed_fields(post, signature))


def _body(body: bytes, *, relaxed: bool) -> bytes:
    """The body as it is hashed (3.4.3, 3.4.4)."""
    body = _BARE_LF.sub(b"\r\n", body)
    if body and not body.endswith(b"\r\n"):
        body += b"\r\n"
    if relaxed:
        body = _BLANKS.sub(b" ", body).replace(b" \r\n", b"\r\n")
    end = len(body)
    while body[max(0, end - 2) : end] == b"\r\n":
        end -= 2
    if end == 0:
        return b"" if relaxed else b"\r\n"
    return body[:end] + b"\r\n"


def _signed_fields(post: Post, signature: Signature) -> bytes:
    """The fields that are signed, the lowest of each name first (5.4.2); the signature without its value."""
    relaxed = signature.relaxed[0]
    below: dict[bytes, list[bytes]] = {}
    for item in post.header:
        below.setdefault(item.name.strip().lower().encode("utf-8", "replace"), []).append(item.raw)
    chosen = [below[name].pop() for name in signature.names if below.get(name)]
    name, colon, content = signature.field.partition(b":")
    own = name + colon + _OWN_VALUE.sub(rb"\1", content)
    return b"".join(_field(one, relaxed=relaxed) for one in chosen) + _field(own, relaxed=relaxed).rstrip(
        b"\r\n"
    )


def _field(raw: bytes, *, relaxed: bool) -> bytes:
    """A field as it is hashed (3.4.1, 3.4.2)."""
    raw = _BARE_LF.sub(b"\r\n", raw).rstrip(b"\r\n")
    if not relaxed:
        return raw + b"\r\n"
    name, _, content = raw.partition(b":")
    return name.strip().lower() + b":" + _BLANKS.sub(b" ", content.replace(b"\r\n", b"")).strip() + b"\r\n"


def _key(record: str, signature: Signature) -> bytes | None:
    """The key's octets, where the record is one for this signature."""
    tags = _tags(record.encode("ascii", "replace"))
    if tags is None or tags.get("v", "DKIM1") != "DKIM1":
        return None
    kind = signature.algorithm.partition("-")[0]
    services, hashes, flags = (
        {word.strip().lower() for word in tags.get(name, usual).split(":")}
        for name, usual in (("s", "*"), ("h", "sha256"), ("t", ""))
    )
    if tags.get("k", "rsa").lower() != kind or "sha256" not in hashes or not services & {"*", "email"}:
        return None
    if "y" in flags or ("s" in flags and signature.identity != signature.domain):
        return None
    return _base64(tags.get("p", "")) or None


def _is_signed_by(key: bytes, signature: Signature, signed: bytes) -> bool:
    # An extra: whose server says who wrote a post needs no cryptography of ours.
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415

    try:
        if signature.algorithm == "ed25519-sha256":
            Ed25519PublicKey.from_public_bytes(key).verify(signature.value, hashlib.sha256(signed).digest())
            return True
        public = load_der_public_key(key)
        if not isinstance(public, RSAPublicKey) or not FEWEST_BITS <= public.key_size <= MOST_BITS:
            return False
        public.verify(signature.value, signed, PKCS1v15(), SHA256())
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True
