"""Texts out of articles made fit for Discord: they ping nobody, forge no link, break no layout, and are cut where a reader expects it."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Final
from urllib.parse import quote

ELLIPSIS: Final = "…"
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode categories of controls, direction marks, zero-width and unassigned characters."""
_BLANKS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f")
"""Letters and marks that are drawn as nothing."""
_MOST_MARKS: Final = 2
"""Combining marks on one letter: Vietnamese needs two, more only smear over the neighbouring lines."""
_SPECIAL: Final = re.compile(r"([\\*_~`|<>\[\]])")
_LINE_START: Final = re.compile(r"^(?=[#\-+>])|(?<=^\d)(?=[.)])|(?<=^\d\d)(?=[.)])")
_SENTENCE_END: Final = re.compile(r"[.!?…](?:\s?[»”\"'’)])?(?=\s)")


def clean(text: str) -> str:
    """Return the text on one line without invisible characters and piled-up marks."""
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category in ("Cc", "Zl", "Zp") and character.isspace():
            character = " "
        elif category in _INVISIBLE or character in _BLANKS:
            continue
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return re.sub(r"[ \t\n\r\f\v]+", " ", "".join(kept)).strip()


def safe(text: str) -> str:
    """Return the cleaned text with everything that Discord would take for markup, a mention or a link taken from it.

    Discord shows a backslash before a punctuation mark as that mark alone. An address loses its `://` to the same means, since Discord
    links bare addresses; a zero-width space after `@` keeps its servers from seeing a mention.
    """
    escaped = _SPECIAL.sub(r"\\\1", clean(text))
    escaped = _LINE_START.sub(r"\\", escaped)
    return escaped.replace("://", ":\\//").replace("@", "@\u200b")


def cut(text: str, limit: int) -> str:
    """Return at most `limit` characters of a text: whole sentences if they are most of it, else whole words, and then marked "…"."""
    if len(text) <= limit:
        return text
    if limit <= 0:
        return ""
    head = text[: limit - 1]
    ends = [match.end() for match in _SENTENCE_END.finditer(text[:limit]) if match.end() < limit - 1]
    if ends and ends[-1] >= limit // 2:
        return f"{text[: ends[-1]]} {ELLIPSIS}"
    space = text[:limit].rfind(" ")  # one right after the head ends a word too
    return (head[:space] if space > limit // 2 else head).rstrip(" ,;:") + ELLIPSIS


def fit(text: str, limit: int) -> str:
    """Return the text made safe and cut so that it takes at most `limit` characters on Discord, its escapes included."""
    cleaned = clean(text)
    room = limit
    while room > 0:
        shown = safe(cut(cleaned, room))
        if width(shown) <= limit:
            return shown
        room -= max(1, (width(shown) - limit) // 2)
    return ""


def width(text: str) -> int:
    """Return a text's length as the strictest of Discord's parts counts it: in UTF-16 code units."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def link(shown: str, url: str | None) -> str:
    """Return a link named by an already safe text; the text alone where there is no web address to lead to."""
    if url is None or not url.startswith(("https://", "http://")):
        return shown
    return f"[{shown}]({target(url)})"


def target(url: str) -> str:
    """Return an address that can't end the brackets it stands in."""
    return quote(clean(url), safe="/:?#@!$&'*+,;=%~-._")


def message_link(guild_id: int | None, channel_id: int, message_id: int) -> str:
    """Return the address of a Discord message; `guild_id` is None for one of the reader's private messages."""
    return f"https://discord.com/channels/{guild_id or '@me'}/{channel_id}/{message_id}"


def timestamp(at: datetime, style: str = "d") -> str:
    """Return an instant that every reader sees in their own zone and language (`d` day, `f` day and time, `R` relative)."""
    return f"<t:{int(at.timestamp())}:{style}>"
