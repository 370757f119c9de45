"""`python -m tests.chaos.newer`: the bot as a later version of it would be, with workflows that older ones don't run."""

import os
import sys

from bot import engine
from bot.run import main

if __name__ == "__main__":
    engine.VERSION = os.environ["CHAOS_VERSION"]
    sys.exit(main())
