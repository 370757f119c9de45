"""Pasted text and text files → the same Article that a page gives."""

from __future__ import annotations

import re
from pathlib import PurePath

from bot.errors import IntakeError
from bot.intake.decode import decode
from bot.intake.repeats import drop_repeats
from bot.model import Article, Outcome

MIN_WORDS = 12
MAX_TITLE = 200
_FENCE = re.compile(r"^\s{0,3}(?:`{3,}|~{3,})[\w+-]*\s*$")
_QUOTE = re.compile(r"^(?:>{1,3}\s+|>>>\s*|>\s*$)")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)(?:\s+#+)?$")
_SUBTEXT = re.compile(r"^-#\s+")
_RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\(<?https?://[^\s)>]+>?(?:\s+\"[^\"\n]*\")?\)")
_EMPHASIS = re.compile(r"(?<![\w*_~|\\])(\*{1,3}|_{1,3}|~~|\|\|)(?=\S)(.+?)(?<=\S)\1(?![\w*_~])")
_CUSTOM_EMOJI = re.compile(r"<a?:\w{2,32}:\d{15,21}>")
_FRONT_MATTER = re.compile(r"\A---\n(?:[\w -]+:.*\n)+---\n")
_SENTENCE_END = (".", "!", "?", "…", ":", ";", ",")


def read_text(text: str, *, markdown: bool = True) -> Article:
    """Read a pasted text.

    Chat quotes, code fences and markdown marks are removed; nothing else is changed but repeated paragraphs, which stand once. The first
    line is the title where it looks like one: short, without the full stop of a sentence, and followed by a longer text.

    Raises:
        IntakeError: EMPTY where there are no words, TOO_SHORT below MIN_WORDS.
    """
    lines = _plain_lines(text) if markdown else [line.rstrip() for line in text.splitlines()]
    body = drop_repeats("\n".join(lines)).strip()
    if not re.search(r"\w", body):
        raise IntakeError(Outcome.EMPTY)
    words = len(re.findall(r"\w+", body))
    if words < MIN_WORDS:
        raise IntakeError(Outcome.TOO_SHORT, words=words)
    title, body = _title(body)
    return Article(text=body, title=title)


def read_file(name: str, body: bytes) -> Article:
    """Read an attached file: .txt, .md or .html, told by its name.

    Raises:
        IntakeError: UNREADABLE_FILE (`name`, `kinds`) for any other, else the outcome of its text or page.
    """
    kind = PurePath(name.lower()).suffix
    if kind not in (".txt", ".md", ".markdown", ".html", ".htm"):
        raise IntakeError(Outcome.UNREADABLE_FILE, name=name, kinds=".txt, .md, .html")
    try:
        text = decode(body)
    except IntakeError:
        raise IntakeError(Outcome.UNREADABLE_FILE, name=name, kinds=".txt, .md, .html") from None
    if kind in (".html", ".htm"):
        from bot.intake.article import read_html  # here, so that the bot's own process needn't load the extraction libraries

        return read_html(text, url="")
    return read_text(text, markdown=kind != ".txt")


def _plain_lines(text: str) -> list[str]:
    text = _FRONT_MATTER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = []
    for line in text.split("\n"):
        line = _QUOTE.sub("", line)
        if _FENCE.match(line) or _RULE.match(line):
            continue
        line = _SUBTEXT.sub("", line)
        if heading := _HEADING.match(line):
            line = heading[1]
        lines.append(_plain(line).rstrip())
    return lines


def _plain(line: str) -> str:
    line = _CUSTOM_EMOJI.sub("", _LINK.sub(r"\1", line))
    for _ in range(3):  # marks in marks
        line = _EMPHASIS.sub(r"\2", line)
    return line


def _title(body: str) -> tuple[str | None, str]:
    """Split off the title; without one the body is returned whole."""
    first, _, rest = body.partition("\n")
    first, rest = first.strip(), rest.strip()
    is_title = (
        0 < len(first) <= MAX_TITLE
        and not first.endswith(_SENTENCE_END)
        and len(rest) > 2 * len(first)
        and len(re.findall(r"\w+", rest)) >= MIN_WORDS
    )
    return (first, rest) if is_title else (None, body)
