"""Bytes to text, by us: extraction libraries take one bad byte in a UTF-8 page as a reason to read all of it as something else."""

from __future__ import annotations

import codecs
import re

from bot.errors import IntakeError
from bot.model import Outcome

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
_META_WITHIN = 4096  # bytes; the HTML standard looks at 1,024, real pages go further
_BAD_SHARE = 0.02  # of the bytes above 127
_ENCODINGS = frozenset(
    {
        "utf-8",
        "cp1252",
        "iso8859-15",
        "iso8859-2",
        "iso8859-9",
        "cp1250",
        "cp1251",
        "cp1254",
        "koi8-r",
        "mac-roman",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
    }
    | {"shift_jis", "euc_jp", "euc_kr", "gb18030", "gbk", "gb2312", "big5"}
)
_MEANS = {"iso8859-1": "cp1252", "ascii": "cp1252"}  # as browsers do (WHATWG Encoding)
_SIGNATURES = (b"%PDF", b"\x1f\x8b", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF", b"OggS", b"ID3", b"\x00\x00\x00")


def decode(body: bytes, charset: str | None = None) -> str:
    """Return the text of a page or file.

    Tried in order: byte order mark, UTF-8, UTF-8 with a few bad bytes, the charset of the header, that of a `<meta>`, windows-1252.

    Raises:
        IntakeError: NOT_HTML where the bytes are no text at all.
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace")
    refuse_binary(body)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _nearly_utf8(body):
        return body.decode("utf-8", "replace")
    stated = _META.search(body[:_META_WITHIN])
    for name in (charset, stated[1].decode("ascii") if stated else None):
        if known := _known(name):
            return body.decode(known, "replace")
    return body.decode("cp1252", "replace")


def refuse_binary(body: bytes) -> None:
    """Raise NOT_HTML for a PDF, an image, an archive or other bytes that are no text, whatever they were announced as."""
    start = body[:1024].lstrip()
    if start.startswith(_SIGNATURES) or start.count(b"\x00") > len(start) // 2 + 1 or (b"\x00" in start and b"<" not in start):
        raise IntakeError(Outcome.NOT_HTML, content_type="application/pdf" if start.startswith(b"%PDF") else "application/octet-stream")


def _nearly_utf8(body: bytes) -> bool:
    high = sum(map(body.count, range(0x80, 0x100)))
    if high == 0:
        return False
    bad = body.decode("utf-8", "replace").count("\ufffd") - body.count("\ufffd".encode())
    return bad <= high * _BAD_SHARE


def _known(name: str | None) -> str | None:
    try:
        found = codecs.lookup(name or "").name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return None
    found = _MEANS.get(found, found)
    return found if found in _ENCODINGS and found != "utf-8" else None
