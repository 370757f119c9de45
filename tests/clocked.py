"""`python -m tests.clocked`: the bot as `python -m bot run` starts it, by a clock that a test sets.

The file that CLOCK names holds how many seconds that clock is ahead of the real one.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot import app, run, upkeep
from bot.pipeline import now


def clock() -> datetime:
    """The instant that the test wants it to be."""
    return now() + timedelta(seconds=float(Path(os.environ["CLOCK"]).read_text(encoding="utf-8")))


if __name__ == "__main__":
    app.VigieBot = partial(app.VigieBot, clock=clock)  # type: ignore[assignment, misc]
    upkeep.ROUND_S = 0.5
    sys.exit(run.main())
