"""`python -m tests.chaos.newer`: the bot as a later version of it would be, with workflows that older ones don't run."""

import os
import sys

if __name__ == "__main__":  # the imports too: children import this module, and weigh no more than the bot's own do
    from bot import engine
    from bot.run import main

    engine.VERSION = os.environ["CHAOS_VERSION"]
    sys.exit(main())
