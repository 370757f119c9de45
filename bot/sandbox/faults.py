"""Faults on order: rate limits, failures before and after the work, slow answers, refused resumes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass(slots=True)
class Fault:
    """One rule. It fires on the next `times` requests whose method and whole path (without `/api/v10`) match."""

    method: str
    path: re.Pattern[str]
    times: int
    status: int | None = None
    after: bool = False
    delay: float = 0.0
    retry_after: float = 0.0
    fired: int = 0

    def matches(self, method: str, path: str) -> bool:
        """Tell whether the rule still has a shot left for this request."""
        return self.fired < self.times and self.method in ("*", method) and self.path.fullmatch(path) is not None


@dataclass(slots=True)
class Faults:
    """The faults that a test has ordered; every method returns the rule, whose `fired` counts its uses."""

    rules: list[Fault] = field(default_factory=list)
    refused_resumes: int = 0

    def rate_limit(self, method: str, path: str, *, retry_after: float = 0.2, times: int = 1) -> Fault:
        """Answer 429 with `retry_after` seconds."""
        return self._add(Fault(method, re.compile(path), times, status=429, retry_after=retry_after))

    def fail(self, method: str, path: str, *, status: int = 500, times: int = 1, after: bool = False) -> Fault:
        """Answer `status` (500, 503, 403, …); with `after`, only once the work has been done, as a broken proxy does."""
        return self._add(Fault(method, re.compile(path), times, status=status, after=after))

    def slow(self, method: str, path: str, seconds: float, *, times: int = 1, after: bool = False) -> Fault:
        """Hold the request back for `seconds` before serving it; with `after`, its answer, once the work has been done."""
        return self._add(Fault(method, re.compile(path), times, delay=seconds, after=after))

    def refuse_resume(self, times: int = 1) -> None:
        """Answer the next `times` RESUMEs with op 9 (invalid session): the bot has to identify anew."""
        self.refused_resumes += times

    def clear(self) -> None:
        """Forget every rule."""
        self.rules.clear()
        self.refused_resumes = 0

    def take(self, method: str, path: str) -> Fault | None:
        """Use up one shot of the first matching rule."""
        for rule in self.rules:
            if rule.matches(method, path):
                rule.fired += 1
                return rule
        return None

    def take_resume(self) -> bool:
        """Tell whether this RESUME is to be refused."""
        if self.refused_resumes == 0:
            return False
        self.refused_resumes -= 1
        return True

    def _add(self, rule: Fault) -> Fault:
        self.rules.append(rule)
        return rule
