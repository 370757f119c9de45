"""`python -m bot read` and `fetch`, as programs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.intake.hostile import HOSTILE
from tests.intake.pages import ADDRESS, LONG, VERDICTS, page

ROOT = Path(__file__).parents[2]


def answers(command: list[str], lines: list[str]) -> list[dict[str, object]]:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bot", *command], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True, cwd=ROOT
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_pages_are_read_line_by_line_in_order_whatever_is_among_them(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(LONG), encoding="utf-8")
    rows = [
        {"id": 1, "html": page(LONG), "url": ADDRESS},
        {"id": 2, "html": VERDICTS["teaser"][1], "url": ADDRESS},
        {"id": 3, "html": HOSTILE["tiny paragraphs"](), "url": ADDRESS},
        {"id": 4, "html_path": str(tmp_path / "page.html"), "url": ADDRESS},
        {"id": 5, "html_path": str(tmp_path / "none.html")},
    ]
    found = answers(["read", "--jsonl"], [*map(json.dumps, rows), "no JSON", "", "3"])
    assert [row["id"] for row in found] == [1, 2, 3, 4, 5, None, None]
    assert [row.get("verdict") for row in found[:4]] == ["article", "paywall", "hostile_page", "article"]
    assert LONG[0] in str(found[0]["text"])
    assert found[0]["text"] == found[3]["text"]
    assert set(found[0]) >= {"id", "title", "date", "authors", "text", "language", "site", "canonical", "verdict"}
    assert all("error" in row for row in found[4:])


def test_addresses_are_decided_line_by_line() -> None:
    rows = [
        {"id": 1, "url": "https://www.lemonde.fr/x", "resolves_to": None, "redirects_to": None},
        {"id": 2, "url": "https://www.lemonde.fr/x", "resolves_to": ["127.0.0.1"]},
        {"id": 3, "url": "https://www.lemonde.fr/x", "redirects_to": "http://169.254.169.254/"},
        {"id": 4, "url": "http://@]/"},
        {"id": 5},
    ]
    found = answers(["fetch", "--decide", "--jsonl"], [*map(json.dumps, rows), "{"])
    assert [row.get("decision") for row in found] == ["allow", "refuse", "refuse", "refuse", None, None]
    assert [row["id"] for row in found] == [1, 2, 3, 4, 5, None]
