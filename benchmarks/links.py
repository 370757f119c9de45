"""The suites of addresses: must every address that must be refused be refused, and may real news addresses be read?

usage: python -m benchmarks.links [SUITE.jsonl ...]     (without files: ../shared/suites/urls*.jsonl beside the repository)

Three figures a suite: addresses to refuse that are refused, addresses to allow that are allowed, and of these those that the finder of
links in messages hands on whole, as one link to be fetched. Rows: `{"url", "expect": "allow"|"refuse", "resolves_to", "redirects_to"}`.
The status is 1 where one that must be refused isn't, or fewer than 0.995 are allowed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bot.intake.decide import decide
from bot.intake.links import find_links

SHARED = Path(__file__).resolve().parents[1] / "../shared/suites"
GOAL = 0.995


def measure(path: Path) -> bool:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    refused: list[bool] = []
    allowed: list[bool] = []
    linked: list[bool] = []
    for row in rows:
        answers = row.get("resolves_to")
        decision = decide(row["url"], resolves_to=[answers] if isinstance(answers, str) else answers, redirects_to=row.get("redirects_to"))
        if row["expect"] == "refuse":
            refused.append(not decision.allowed)
        else:
            allowed.append(decision.allowed)
            linked.append([(link.url, link.outcome) for link in find_links(f"<{row['url']}>")] == [(row["url"], None)])
        if decision.allowed != (row["expect"] == "allow"):
            print(f"  {row['expect']}: {row['url']} ({decision.why})")
    share = sum(allowed) / len(allowed) if allowed else 1.0
    print(
        f"{path.name}: {sum(refused)} of {len(refused)} refused, {sum(allowed)} of {len(allowed)} allowed ({share:.4f}), "
        f"{sum(linked)} handed on whole"
    )
    return all(refused) and share >= GOAL


def main() -> None:
    suites = [Path(name) for name in sys.argv[1:]] or sorted(SHARED.glob("urls*.jsonl"))
    if not suites:
        sys.exit(f"no suites in {SHARED}")
    good = [measure(path) for path in suites]
    sys.exit(not all(good))


if __name__ == "__main__":
    main()
