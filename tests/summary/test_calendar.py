from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.model import Certainty, Kind, Language, When
from bot.summary.calendar import make, title
from bot.summary.values import CalendarFile, Item, LeftOut
from tests.summary.test_digest import fact, items, stored
from tests.summary.test_timeline import day

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ALWAYS = {"VERSION": "2.0", "CALSCALE": "GREGORIAN", "METHOD": "PUBLISH"}


def event(number: int, start: str | None, end: str | None, text: str = "le 5", **values: object) -> Item:
    time = None if start is end is None else When(start and day(start), end and day(end), text)  # type: ignore[arg-type]
    told = {"subject": "Forum Océan", "place": "Brest", "certainty": Certainty.PLANNED, "kind": Kind.SCHEDULED_EVENT} | values
    (item,) = items(stored(number, fact(number, time=time, **told)))  # type: ignore[arg-type]
    return item


def made(*told: Item, language: Language = Language.FR) -> CalendarFile:
    return make(told, language, name="Vigie", guild_id=1, now=NOW)


def parsed(file: CalendarFile) -> Any:
    return Calendar.from_ical(file.content)


@pytest.mark.parametrize(
    ("start", "end", "first", "after"),
    [
        ("2025-02-10", "2025-02-10", "2025-02-10", "2025-02-11"),
        ("2025-02-10", "2025-02-11", "2025-02-10", "2025-02-12"),
        ("2024-02-28", "2024-02-29", "2024-02-28", "2024-03-01"),
        ("2025-12-30", "2026-01-02", "2025-12-30", "2026-01-03"),
        ("2025-06-05", "2025-09-15", "2025-06-05", "2025-09-16"),
    ],
)
def test_days_are_whole_and_the_end_is_the_day_after(start: str, end: str, first: str, after: str) -> None:
    (found,) = parsed(made(event(1, start, end, "du 5 juin au 15 septembre"))).walk("VEVENT")
    assert found["DTSTART"].dt == day(first)
    assert found["DTEND"].dt == day(after)
    assert found["DTSTART"].params["VALUE"] == "DATE"


@pytest.mark.parametrize(
    ("start", "end", "text", "reason"),
    [
        ("2027-01-01", "2027-12-31", "en 2027", LeftOut.YEAR_ONLY),
        ("2026-01-01", "2027-12-31", "en 2026 ou 2027", LeftOut.YEAR_ONLY),
        ("2027-03-01", "2027-03-31", "en mars 2027", LeftOut.MONTH_ONLY),
        ("2027-01-01", "2027-03-31", "au premier trimestre", LeftOut.MONTH_ONLY),
        ("2026-09-22", "2026-12-20", "cet automne", LeftOut.MONTH_ONLY),
        ("2027-03-05", None, "dès le 5 mars", LeftOut.OPEN),
        (None, "2027-03-05", "d'ici au 5 mars", LeftOut.OPEN),
        (None, None, "", LeftOut.NO_DAY),
    ],
)
def test_what_has_no_day_is_named_and_left_out(start: str | None, end: str | None, text: str, reason: LeftOut) -> None:
    vague, exact = event(1, start, end, text), event(2, "2025-02-10", "2025-02-10", subject="Autre")
    file = made(vague, exact)
    assert file.left_out == ((vague.fact, reason),)
    assert file.included == (exact.fact,)
    assert len(parsed(file).walk("VEVENT")) == 1


def test_what_is_denied_will_not_take_place_and_a_rumour_is_tentative() -> None:
    denied = event(1, "2025-02-10", "2025-02-10", certainty=Certainty.DENIED)
    rumour = event(2, "2025-02-10", "2025-02-10", certainty=Certainty.RUMOURED, subject="Autre")
    file = made(denied, rumour)
    assert file.left_out == ((denied.fact, LeftOut.DENIED),)
    (found,) = parsed(file).walk("VEVENT")
    assert (found["STATUS"], found["SUMMARY"]) == ("TENTATIVE", "Autre (non confirmé)")


def test_an_event_carries_its_sentence_its_place_and_its_article() -> None:
    calendar = parsed(made(event(7, "2025-02-10", "2025-02-10")))
    assert {key: str(calendar[key]) for key in ALWAYS} == ALWAYS
    (found,) = calendar.walk("VEVENT")
    assert found["UID"] == "fact-7-guild-1@vigie"
    assert found["DTSTAMP"].dt == NOW
    assert found["LOCATION"] == "Brest"
    assert found["URL"] == "https://example.org/7"
    assert "« Phrase 7. »" in found["DESCRIPTION"]
    assert "10 février 2025" in found["DESCRIPTION"]
    assert found["TRANSP"] == "TRANSPARENT"


def test_a_launch_says_what_it_is() -> None:
    launch = event(1, "2025-02-10", "2025-02-10", kind=Kind.LAUNCH, subject="Brightloom", object="Loom 2")
    assert title(launch, Language.FR) == "Lancement : Brightloom → Loom 2"


def test_the_most_precise_article_gives_the_day() -> None:
    (item,) = items(
        stored(1, fact(1, Kind.SCHEDULED_EVENT, "Forum", place="Brest", time=When(day("2025-02-01"), day("2025-02-28"), "en février"))),
        stored(
            2, fact(2, Kind.SCHEDULED_EVENT, "Forum", place="Brest", time=When(day("2025-02-10"), day("2025-02-10"), "le 10")), site="B"
        ),
    )
    (found,) = parsed(made(item)).walk("VEVENT")
    assert found["DTSTART"].dt == day("2025-02-10")
    assert "2 sources" in found["DESCRIPTION"]


def test_lines_are_folded_and_end_as_the_standard_asks() -> None:
    content = made(event(1, "2025-02-10", "2025-02-10", subject="Été " * 60)).content
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    content.decode("utf-8")


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(st.text(max_size=60), st.text(max_size=60), DAYS, st.integers(0, 20))
@settings(max_examples=60, deadline=None)
def test_hostile_texts_add_no_line_to_the_file(name: str, place: str, first: date, length: int) -> None:
    time = When(first, first + timedelta(days=length), "du 1 au 2")
    what = fact(
        1, Kind.LAUNCH, f"A{name}\r\nATTACH:https://evil.example/", place=f"{place}\nX-EVIL:1", time=time, certainty=Certainty.PLANNED
    )
    (item,) = items(stored(1, what))
    file = made(item)
    calendar = parsed(file)
    (found,) = calendar.walk("VEVENT") or (None,)
    if found is None:
        assert file.left_out[0][1] is LeftOut.MONTH_ONLY
        return
    assert "ATTACH" not in found
    assert "X-EVIL" not in found
    assert found["DTSTART"].dt == first
    assert found["DTEND"].dt == first + timedelta(days=length + 1)
