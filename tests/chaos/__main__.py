"""`make chaos`: the same as the tests, at length. `python -m tests.chaos [--messages 1000] [--seed 1] [--on sqlite|postgresql]`."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time

from tests.chaos.run import Plan, Report, play
from tests.postgres import Postgres

PER_FAULT = 25


def tell(line: str) -> None:
    """Say how far a run is."""
    print(f"  {time.strftime('%H:%M:%S')}  {line}", flush=True)  # noqa: T201


def told(plan: Plan, report: Report) -> str:
    """One run, a line a figure."""
    where = "PostgreSQL, 2 bots and 2 workers" if plan.postgresql else "SQLite, one process"
    strikes = ", ".join(f"{name} {report.faults.count(name)}" for name in sorted(set(report.faults)))
    weights = ", ".join(f"{name} {before:.0f} → {after:.0f}" for name, (before, after) in report.memory.items())
    answers = ", ".join(f"{messages} messages {count} times" for count, messages in sorted(report.answers.items()))
    return "\n".join(
        [
            f"{where}, seed {plan.seed}, {plan.messages} messages",
            f"  faults    {strikes or 'none'}",
            f"  answered  {answers}",
            f"  states    {report.states}",
            f"  facts     {sum(report.facts.values())}",
            f"  database  {'sound' if report.sound else 'BROKEN'}",
            f"  left      {report.left_behind or 'nothing behind'}",
            f"  memory    {weights} MB{'' if report.light else ', MORE THAN ALLOWED'}",
            f"  restarted {report.restarts} processes that had ended by themselves",
            f"  seconds   {report.seconds:.0f}",
        ]
    )


def holds(plan: Plan, report: Report) -> bool:
    """Whether what is promised was kept."""
    answered = report.answers == {1: plan.messages} and report.states == {"answered": plan.messages}
    return answered and report.sound and report.light and not report.left_behind and not report.unimplemented


async def runs(given: argparse.Namespace) -> bool:
    """A quiet run, then a stormy one on each database; whether all was kept and all facts are equal."""
    common = {"messages": given.messages, "per_second": given.rate, "seed": given.seed}
    quiet = Plan(**common, faults=0, rare=10**9)
    expected = await play(quiet, tell=tell)
    print(told(quiet, expected), flush=True)  # noqa: T201
    good = holds(quiet, expected)
    for postgresql in {"sqlite": (False,), "postgresql": (True,), "both": (False, True)}[given.on]:
        plan = Plan(**common, postgresql=postgresql, faults=max(9, given.messages // PER_FAULT), rare=given.rare)
        server = Postgres() if postgresql else None
        try:
            if server is not None:
                server.start()
            report = await play(plan, server, tell)
        finally:
            if server is not None:
                server.remove()
        same = given.rare <= given.messages or report.facts == expected.facts
        print(told(plan, report), "" if same else "  FACTS DIFFER from the quiet run's", sep="\n", flush=True)  # noqa: T201
        good = good and holds(plan, report) and same
    return good


def main() -> None:
    """Parse, play, tell; exit status 1 if anything was lost, doubled or different."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=4.0, help="messages a second")
    parser.add_argument("--rare", type=int, default=10**9, help="one page in so many hangs or drips; facts are compared only without these")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--on", choices=("sqlite", "postgresql", "both"), default="both")
    sys.exit(0 if asyncio.run(runs(parser.parse_args())) else 1)


if __name__ == "__main__":
    main()
