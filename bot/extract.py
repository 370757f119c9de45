"""`python -m bot extract` and `explain`: facts by hand, and measured line by line (`--jsonl`)."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from bot import wording
from bot.errors import IntakeError, VigieError
from bot.facts.printing import Json, extraction_json
from bot.i18n import system_language, t
from bot.intake.text import read_file, read_text
from bot.model import Article, Document, Extraction, Language
from bot.terminal import complain

if TYPE_CHECKING:
    from bot.facts.pipeline import Extractor

File = Annotated[Path | None, typer.Argument(help="A text or HTML file; standard input without one.")]
HTML_START = ("<!doctype", "<html", "<?xml")


def extract(
    file: File = None,
    *,
    url: Annotated[str, typer.Option(help="Fetch this address and read it.")] = "",
    jsonl: Annotated[bool, typer.Option(help="Read one JSON object a line from standard input, answer one a line.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    spans: Annotated[bool, typer.Option(help="Add names, times, amounts and quotes to the JSON.")] = False,
) -> None:
    """Print the facts of an article."""
    extractor = _extractor()
    if jsonl:
        for line in sys.stdin.buffer:
            if line.strip():
                sys.stdout.write(json.dumps(answer(extractor, line, spans=spans), ensure_ascii=False) + "\n")
                sys.stdout.flush()
        return
    document = _told(file, url)
    try:
        extraction = extractor.extract(document, spans=spans)
    except VigieError as error:
        _stop(error)
    if as_json:
        sys.stdout.write(
            json.dumps({"id": file.name if file else url or None} | extraction_json(extraction, spans=spans), ensure_ascii=False) + "\n"
        )
    else:
        _show(extraction)


def explain(file: File = None, *, url: Annotated[str, typer.Option(help="Fetch this address and read it.")] = "") -> None:
    """Show for each sentence what was found, by which rule or model, and what was dropped and why."""
    trace = _extractor().trace(_told(file, url))
    scene = trace.scene
    for sentence in trace.frame:
        typer.echo(f"\n[{sentence.role.value}] {scene.text[sentence.start : sentence.end]}")
        for fact in trace.extraction.facts:
            if fact.evidence.start == sentence.start:
                cue = f", {fact.certainty.value}: {fact.cue}" if fact.cue else f", {fact.certainty.value}"
                typer.echo(f"  + {fact.kind.value} | {fact.subject} | {fact.object} | {fact.rule} {fact.confidence:.2f}{cue}")
        for one in trace.dropped:
            if scene.sentences[one.proposal.sentence].start == sentence.start:
                typer.echo(
                    f"  - {one.proposal.kind.value} | {one.proposal.subject} | {one.proposal.rule} {one.proposal.score:.2f}, {one.why}"
                )


def answer(extractor: Extractor, line: bytes, *, spans: bool) -> Json:
    """Answer one line of the batch: its facts, or what is wrong with it under the line's id."""
    name: Any = None
    try:
        row = json.loads(line)
        name = row.get("id")
        return {"id": name} | extraction_json(extractor.extract(_document(row), spans=spans), spans=spans)
    except VigieError as error:
        return {"id": name, "error": t(Language.EN, error.key, **error.data)}
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        return {"id": name, "error": f"this line can't be read: {error}"}


def _document(row: Json) -> Document:
    if not isinstance(row["text"], str):
        raise TypeError("text must be a string")
    published, posted, language = row.get("published"), row.get("posted"), row.get("language")
    instant = datetime.fromisoformat(posted) if posted else datetime.now(UTC)
    return Document(
        text=row["text"],
        posted=instant if instant.tzinfo else instant.replace(tzinfo=UTC),
        title=row.get("title") or None,
        published=date.fromisoformat(published[:10]) if published else None,
        language=Language(language) if language in set(Language) else None,
    )


def _told(file: Path | None, url: str) -> Document:
    try:
        article = asyncio.run(_fetched(url)) if url else _article(file)
    except IntakeError as error:
        _stop(error)
    except OSError as error:
        typer.echo(f"{file}: {error.strerror}", err=True)
        raise typer.Exit(1) from None
    published = article.published.date() if article.published else None
    return Document(text=article.text, posted=datetime.now(UTC), title=article.title, published=published, language=article.language)


def _article(file: Path | None) -> Article:
    body = file.read_bytes() if file else sys.stdin.buffer.read()
    if body.lstrip()[:20].decode("ascii", "replace").casefold().startswith(HTML_START):
        return read_file("page.html", body)
    return read_file(file.name, body) if file and file.suffix else read_text(body.decode("utf-8", "replace"))


async def _fetched(url: str) -> Article:
    from bot.intake.article import read_page
    from bot.intake.fetch import Fetcher
    from bot.model import Page
    from bot.settings import load

    settings = load()
    fetcher = Fetcher(allow=settings.fetch_allow, contact=settings.contact)
    await fetcher.start()
    try:
        page = await fetcher.fetch(url)
    finally:
        await fetcher.close()
    if not isinstance(page, Page):
        raise TypeError("an unconditional request was answered as unchanged")
    return read_page(page)


def _extractor() -> Extractor:
    from bot.facts.loading import load  # here, so that the other commands need not load spaCy

    loaded = load()
    if loaded.without_reader is not None:
        language, error = system_language(), loaded.without_reader
        complain(t(language, "check.reader.failed", reason=t(language, error.key, **error.data)))
    return loaded.extractor


def _stop(error: VigieError) -> NoReturn:
    typer.echo(t(system_language(), error.key, **error.data), err=True)
    raise typer.Exit(1) from None


def _show(extraction: Extraction) -> None:
    language = system_language()
    typer.echo(f"{wording.day(language, extraction.published)} ({extraction.published_from.value}), {extraction.language.value}\n")
    for fact in extraction.facts:
        people = ", ".join(f"{one.name} ({one.role})" if one.role else one.name for one in fact.people)
        parts = [fact.object, people, fact.place, fact.amount and fact.amount.text, fact.time and fact.time.text, fact.source]
        typer.echo(f"{fact.kind.value}: {fact.subject}" + "".join(f" · {part}" for part in parts if part))
        typer.echo(f"    {fact.certainty.value}{f' ({fact.cue})' if fact.cue else ''}, {fact.confidence:.2f}, {fact.rule}")
        typer.echo(f"    “{fact.evidence.text}”\n")
