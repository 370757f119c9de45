"""Coverage-guided fuzzing of what strangers' bytes reach first, with atheris (not a dependency: `pip install atheris`, Linux).

usage: python -m tests.intake.fuzz links|decode|head|page|feed FOLDER tests/intake/seeds/<target> [-max_total_time=600, …]

FOLDER takes the inputs that reach new code. What fails is kept in `tests/intake/corpus/<target>/`; it and the seeds are run by
`test_fuzz.py` with the rest of the tests.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from types import FunctionType

from bot.errors import IntakeError
from bot.intake.decide import decide, resolve_reference
from bot.intake.decode import decode
from bot.intake.discovery import feeds_of_page
from bot.intake.head import read_head
from bot.intake.keys import canonical_key, own_canonical
from bot.intake.links import find_links, without_links

NOW = datetime(2026, 11, 24, tzinfo=UTC)
PAGE = "https://www.le-journal.fr/eco/article"


def links(data: bytes) -> None:
    """Every message is survived; a link found is decided upon, and its key is one address's."""
    text = data.decode("utf-8", "surrogateescape")
    for link in find_links(text):
        assert link.url.lower().startswith(("http://", "https://"))
        assert link.outcome is not None or decide(link.url).allowed
        if link.outcome is None:
            assert canonical_key(link.key) == link.key
            assert decide(link.key).allowed
    without_links(text)
    decide(text)
    own_canonical(PAGE, text)


def bytes_to_text(data: bytes) -> None:
    """Any bytes under any name of a charset are text, or are no HTML."""
    name, _, body = data.partition(b"\n")
    try:
        assert isinstance(decode(body, name.decode("latin-1") or None), str)
    except IntakeError:
        return


def head(data: bytes) -> None:
    """Any head leads where it can be decided upon, or nowhere; no feed that it names leads inside."""
    decide(resolve_reference(PAGE, read_head(data).refresh or ""))
    for address in feeds_of_page(data.decode("utf-8", "replace"), PAGE):
        assert decide(address).allowed


def page(data: bytes) -> None:
    """Any source gives an article or an outcome."""
    from bot.intake.article import examine

    try:
        article, _ = examine(data.decode("utf-8", "replace"), url=PAGE, now=NOW)
    except IntakeError:
        return
    assert isinstance(article.text, str)


def feed(data: bytes) -> None:
    """Any bytes are a feed or are none; no entry leads inside."""
    from bot.intake.feeds import read_feed

    try:
        found = read_feed(data, PAGE)
    except IntakeError:
        return
    for entry in found.entries:
        assert decide(entry.url).allowed
        assert entry.published is None or entry.published.tzinfo is not None


TARGETS: dict[str, Callable[[bytes], None]] = {"links": links, "decode": bytes_to_text, "head": head, "page": page, "feed": feed}


def main() -> None:
    import atheris  # type: ignore[import-not-found]

    import bot.intake.article
    import bot.intake.feeds  # noqa: F401 - they are watched too

    target = TARGETS[sys.argv.pop(1)]
    atheris.instrument_func(target)
    for module in [module for name, module in sys.modules.items() if name.startswith("bot.intake")]:
        for name, function in vars(module).items():
            if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                setattr(module, name, atheris.instrument_func(function))
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
