"""All that was found in an article below its facts: what the rules and the reader's answers are read against."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from bot.facts.entities import Names
from bot.facts.segment import Sentence
from bot.model import Language, Quantity, Quote, Time


@dataclass(frozen=True, slots=True)
class Post:
    """A person holding a role: where it stands, the person's canonical name, the role and the organisation, if told.

    `taken`: the sentence tells that they take it ("nommée au poste de"), which is no fact of its own beside the appointment.
    """

    start: int
    end: int
    person: str
    role: str
    organisation: str | None
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """One article, taken apart. `sentences` are those that may be evidence."""

    text: str
    title: str | None
    language: Language
    published: date
    doc: Doc
    sentences: Sequence[Sentence]
    names: Names
    times: tuple[Time, ...]
    amounts: tuple[Quantity, ...]
    quotes: tuple[Quote, ...]
    posts: tuple[Post, ...] = ()
    _offsets: list[int] = field(default_factory=list)

    def sentence_at(self, offset: int) -> int:
        """The number of the last sentence that begins at or before an offset; -1 before all of them."""
        return bisect_right(self.sentences, offset, key=attrgetter("start")) - 1

    def is_quoted(self, offset: int) -> bool:
        """Whether a code point stands in a quotation."""
        return any(quote.start <= offset < quote.end for quote in self.quotes)

    def token_at(self, offset: int) -> Token | None:
        """The token that covers a code point."""
        if not self._offsets:
            self._offsets.extend(token.idx for token in self.doc)
        at = bisect_right(self._offsets, offset) - 1
        return self.doc[at] if 0 <= at < len(self.doc) else None

    def tokens(self, start: int, end: int) -> Tokens | None:
        """The tokens of a range."""
        return self.doc.char_span(start, end, alignment_mode="expand")
