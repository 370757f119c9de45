"""`python -m bot fetch` and `python -m bot read`: the intake by hand, and measured line by line (`--jsonl`)."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bot import settings
from bot.errors import IntakeError
from bot.intake.reader import PageReader
from bot.model import Article, Outcome, Page

Row = dict[str, object]  # one line of JSON, on its way in or out
CHILDREN = 2


def fetch(
    url: Annotated[str | None, typer.Argument(help="The address to fetch.")] = None,
    *,
    decide: Annotated[bool, typer.Option(help="Only decide whether it may be fetched; nothing is sent.")] = False,
    jsonl: Annotated[bool, typer.Option(help="Read one JSON object a line from standard input, answer one a line.")] = False,
) -> None:
    """Fetch an address as the bot would, or tell why it may not be."""
    if jsonl and decide:
        return _each_line(_decision)
    if jsonl or url is None:
        raise typer.BadParameter("give an address, or --decide --jsonl")
    if decide:
        typer.echo(json.dumps(_decision({"id": url, "url": url}), ensure_ascii=False))
        return None
    result = _told(asyncio.run(_fetch(url)))
    typer.echo(f"{result.url}\n{result.content_type}, charset {result.charset or 'not stated'}, {len(result.body)} bytes")
    return None


def read(
    file: Annotated[Path | None, typer.Argument(help="An HTML, text or markdown file; standard input without one.")] = None,
    *,
    url: Annotated[str, typer.Option(help="Fetch this address and read it; with FILE, the address the file comes from.")] = "",
    jsonl: Annotated[bool, typer.Option(help="Read one JSON object a line from standard input, answer one a line.")] = False,
) -> None:
    """Read the article out of a page, a file or standard input."""
    if jsonl:
        return asyncio.run(_read_lines())
    if url and file is None:
        page = _told(asyncio.run(_fetch(url)))
        answer = _reading({"id": page.url, "body": page.body, "charset": page.charset, "url": page.url})
    else:
        body = file.read_bytes() if file else sys.stdin.buffer.read()
        name = file.name if file else "standard input"
        answer = _reading({"id": name, "name": name, "body": body, "url": url})
    for key in ("verdict", "title", "date", "confidence", "authors", "site", "canonical", "language"):
        typer.echo(f"{key}: {answer.get(key)}")
    typer.echo(f"\n{answer.get('text')}")
    return None


def _each_line(answer: Callable[[Row], Row]) -> None:
    """Answer each line of standard input with one line; a line that can't be answered never ends the rest."""
    for line in filter(bytes.strip, sys.stdin.buffer):
        try:
            row = json.loads(line)
        except ValueError as error:
            _say(_error(None, error))
            continue
        try:
            _say(answer(row))
        except Exception as error:  # noqa: BLE001 - no line ends the rest
            _say(_error(row, error))
    sys.stdout.flush()


async def _read_lines() -> None:
    """Answer each line with what its page says, in the order of the lines, as the bot's own children do: a hostile page ends one."""
    reader = PageReader(CHILDREN)
    under_way: deque[asyncio.Task[Row]] = deque()
    try:
        while line := await asyncio.to_thread(sys.stdin.buffer.readline):
            if line.strip():
                under_way.append(asyncio.create_task(_read_line(reader, line)))
            if len(under_way) > 2 * CHILDREN:
                _say(await under_way.popleft())
        for answer in under_way:
            _say(await answer)
        sys.stdout.flush()
    finally:
        await reader.close()


async def _read_line(reader: PageReader, line: bytes) -> Row:
    row: object = None
    try:
        row = json.loads(line)
        return await reader.run(_reading, row)
    except IntakeError as error:
        return _answer(row if isinstance(row, dict) else {}, Article(text=""), error.outcome)
    except Exception as error:  # noqa: BLE001 - no line ends the rest
        return _error(row, error)


def _say(row: Row) -> None:
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def _error(row: object, error: Exception) -> Row:
    return {"id": row.get("id") if isinstance(row, dict) else None, "error": f"{type(error).__name__}: {error}"}


def _decision(row: Row) -> Row:
    from bot.intake.decide import decide

    resolves_to, redirects_to = row.get("resolves_to"), row.get("redirects_to")
    decision = decide(
        str(row["url"]),
        resolves_to=[str(address) for address in resolves_to] if isinstance(resolves_to, list) else None,
        redirects_to=str(redirects_to) if redirects_to is not None else None,
    )
    return {"id": row.get("id"), "decision": "allow" if decision.allowed else "refuse", "host": decision.host, "why": decision.why}


def _reading(row: Row) -> Row:
    """Read one page: its text is given whatever the verdict, so that extraction can be measured alone."""
    from bot.intake.article import examine
    from bot.intake.decode import decode
    from bot.intake.text import read_text

    body, html, name = row.get("body"), row.get("html"), str(row.get("name") or "")
    if body is None and html is None:
        body = Path(str(row["html_path"])).read_bytes()
    outcome: Outcome | None = None
    article = Article(text="")
    try:
        source = str(html) if html is not None else decode(body if isinstance(body, bytes) else b"", str(row.get("charset") or "") or None)
        if name and "<" not in source[:2000]:
            article = read_text(source, markdown=not name.endswith(".txt"))
        else:
            article, outcome = examine(source, url=str(row.get("url") or ""))
    except IntakeError as error:
        outcome = error.outcome
    return _answer(row, article, outcome)


def _answer(row: Row, article: Article, outcome: Outcome | None) -> Row:
    return {
        "id": row.get("id"),
        "title": article.title,
        "date": article.published.isoformat() if article.published else None,
        "confidence": article.published_confidence,
        "authors": list(article.authors),
        "text": article.text,
        "language": article.language,
        "site": article.site,
        "canonical": article.canonical,
        "verdict": outcome or "article",
    }


async def _fetch(url: str) -> Page | IntakeError:
    from bot.intake.fetch import Fetcher

    loaded = settings.load()
    fetcher = Fetcher(contact=loaded.contact, allow=loaded.fetch_allow)
    await fetcher.start()
    try:
        result = await fetcher.fetch(url)
    except IntakeError as error:
        return error
    finally:
        await fetcher.close()
    return result if isinstance(result, Page) else IntakeError(Outcome.EMPTY)


def _told(result: Page | IntakeError) -> Page:
    """Return the page, or end the program with the outcome in words a shell can use."""
    if isinstance(result, IntakeError):
        details = ", ".join(f"{name} {value}" for name, value in result.data.items())
        typer.echo(f"{result.outcome}: {details}", err=True)
        raise typer.Exit(1)
    return result
