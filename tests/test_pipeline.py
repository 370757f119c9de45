"""What the steps make of one another, with a real database and web server; only the extraction is ours."""

from __future__ import annotations

from pathlib import Path

from bot.errors import IntakeError
from bot.model import Document, Extraction, Outcome
from bot.pipeline import Pipeline
from tests.intake.pages import LONG, page
from tests.world import Inline, opened


class Refusing:
    """Finds every text to be in a language that nobody reads."""

    async def extract(self, document: Document) -> Extraction:
        raise IntakeError(Outcome.UNSUPPORTED_LANGUAGE)


async def test_a_copy_of_a_text_that_turns_out_unreadable_is_told_so_itself(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        world.serve("/one", page(LONG))
        first, copy = await world.post("/one"), await world.paste("\n".join(LONG))
        assert [await world.reading.read(one) for one in (first, copy)] == [Outcome.READ, Outcome.DUPLICATE]
        pipeline = Pipeline(world.db, world.reading._fetcher, Inline(), Refusing(), lambda: world.now)  # type: ignore[arg-type]
        assert await pipeline.extract(copy) is Outcome.UNSUPPORTED_LANGUAGE  # before the original's own turn
        assert await pipeline.extract(first) is Outcome.UNSUPPORTED_LANGUAGE
