"""How two values stand to each other when either may tell less than the other."""

from __future__ import annotations

from enum import IntEnum


class Likeness(IntEnum):
    """The answer of every comparison. UNKNOWN: one tells nothing, or too little to say; it neither joins nor parts two facts."""

    DIFFERENT = -1
    UNKNOWN = 0
    SAME = 1
