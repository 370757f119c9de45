"""People and the offices they hold: appositions, "PDG de", "its chief executive", "X's chairman"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from bot.facts.coreference import main_party, resolve
from bot.facts.data import table
from bot.facts.entities import PARTIES, Name, Names
from bot.facts.scene import Post, Scene
from bot.model import EntityKind, Language

LONGEST = 90
_SPACE = r"[ \u00a0]"


@dataclass(frozen=True, slots=True)
class _Words:
    after: re.Pattern[str]
    taking: re.Pattern[str]
    before: re.Pattern[str]
    stop: re.Pattern[str]
    link: re.Pattern[str]
    outside: re.Pattern[str]


@cache
def _words(language: Language) -> _Words:
    data = table(language, "roles")
    nouns = "|".join(sorted(data["nouns"], key=len, reverse=True))
    lead, links = "".join(data["lead"]), "|".join(sorted(data["links"], key=len, reverse=True))
    flags = re.IGNORECASE
    return _Words(
        after=re.compile(
            rf"\s?(?:,|\(|–|-|—)?\s?(?:\d+ (?:ans)?,? ?)?(?P<own>(?:\S+ ){{0,3}}?\S+['’]s )?(?P<lead>{lead})(?P<role>\b(?:{nouns})\b)",
            flags,
        ),
        taking=re.compile(
            rf"(?P<own>)[^.;:«»“”\"]{{0,45}}?\b(?:{'|'.join(data['taking'])})(?P<lead>{lead})(?P<role>\b(?:{nouns})\b)",
            flags,
        ),
        before=re.compile(rf"(?P<lead>{lead})(?P<role>\b(?:{nouns})\b[^,;:.!?«»“”\"()]{{0,70}}?),?\s$", flags),
        stop=re.compile(data["stop"]),
        link=re.compile(rf"\b(?:{links})(?:la |l['’]|le |the )?$", flags),
        outside=re.compile(rf"\b(?:{'|'.join(data['outside'])})", flags),
    )


def find_posts(scene: Scene) -> Iterator[Post]:
    """The posts that the article's sentences tell, in order; one that follows its person comes before one that precedes him."""
    words = _words(scene.language)
    for sentence in scene.sentences:
        for person in scene.names.within(sentence.start, sentence.end):
            if person.kind is EntityKind.PERSON:
                found = (
                    _following(scene, person, sentence.end, words)
                    or _preceding(scene, person, sentence.start, words)
                    or _taking(scene, person, sentence.end, words)
                )
                if found is not None:
                    yield found


def best_posts(posts: tuple[Post, ...]) -> dict[str, Post]:
    """The first post of each person that names an organisation, else the first."""
    best: dict[str, Post] = {}
    for post in posts:
        known = best.get(post.person)
        if known is None or (known.organisation is None and post.organisation is not None):
            best[post.person] = post
    return best


def _following(scene: Scene, person: Name, end: int, words: _Words) -> Post | None:
    """ "Sam Altman, PDG d'OpenAI"."""
    match = words.after.match(scene.text, person.end, min(end, person.end + LONGEST))
    if match is None or scene.text[person.end : person.end + 2].strip()[:1] not in (",", "(", "–", "-", "—"):
        return None
    return _behind(scene, person, match, end, words)


def _taking(scene: Scene, person: Name, end: int, words: _Words) -> Post | None:
    """ "a nommé Sam Altman, 39 ans, au poste de directeur général"."""
    match = words.taking.match(scene.text, person.end, min(end, person.end + LONGEST))
    if match is None or any(one.kind is EntityKind.PERSON for one in scene.names.within(person.end, match.start("role"))):
        return None
    return replace(_behind(scene, person, match, end, words), taken=True)


def _behind(scene: Scene, person: Name, match: re.Match[str], end: int, words: _Words) -> Post:
    """The post whose role stands behind its person, with the words up to the organisation or the clause's end."""
    text = scene.text
    stop = words.stop.search(text, match.end("role"), end)
    until = min(stop.start() if stop else end, match.end("role") + LONGEST)
    organisation = _organisation(scene.names, match.end("role"), until, text, words)
    owner = scene.names.touching(match.start("own"), match.end("own") - 2) if match["own"] else []
    company = owner[-1].canonical if owner else organisation.canonical if organisation else None
    role = _role(text, match.start("role"), until, organisation, words)
    return Post(person.start, until, person.canonical, role, company or _implied(scene, person.start, role, words))


def _preceding(scene: Scene, person: Name, start: int, words: _Words) -> Post | None:
    """ "le directeur financier de X, Y", "X chief executive Y"."""
    text = scene.text
    first = max(start, person.start - LONGEST)
    match = words.before.search(text, first, person.start)
    if match is None:
        return None
    until = match.end("role")
    if [one for one in scene.names.within(match.start("role"), until) if one.kind is EntityKind.PERSON]:
        return None
    organisation = _organisation(scene.names, match.start("role"), until, text, words)
    before = [one for one in scene.names.within(first, match.start("role")) if one.kind in PARTIES and match.start("lead") - one.end <= 3]
    company = organisation.canonical if organisation else before[-1].canonical if before else None
    role = _role(text, match.start("role"), until, organisation, words)
    company = company or _implied(scene, person.start, role, words)
    return Post(match.start("role"), person.end, person.canonical, role, company)


def _organisation(names: Names, start: int, end: int, text: str, words: _Words) -> Name | None:
    for one in names.within(start, end):
        if one.kind is not EntityKind.PERSON and words.link.search(text[start : one.start]):
            return one
    return None


def _role(text: str, start: int, until: int, organisation: Name | None, words: _Words) -> str:
    """The role's words, up to the organisation where there is one."""
    if organisation is not None and organisation.start < until:
        return words.link.sub("", text[start : organisation.start]).strip(" ,")
    return text[start:until].strip(" ,")


def _implied(scene: Scene, before: int, role: str, words: _Words) -> str | None:
    """The firm that the article speaks of, for an office that firms have."""
    if words.outside.search(role):
        return None
    link = resolve(scene, before, EntityKind.COMPANY)
    if link is not None:
        return link.name.canonical
    main = main_party(scene)
    return main.canonical if main is not None else None
