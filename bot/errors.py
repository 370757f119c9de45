"""The few errors of ours: each carries a message key of the locales and the data for it, never prose."""

from __future__ import annotations

from bot.model import Outcome


class VigieError(Exception):
    """An error that a person is told about: `key` names its text in bot/locales, `data` fills it."""

    def __init__(self, key: str, **data: object) -> None:
        super().__init__(key, data)
        self.key = key
        self.data = data

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.data.items())
        return f"{self.key}: {details}" if details else self.key

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by state: the constructors of the children take other arguments, and errors cross processes."""
        return (_revive, (type(self), self.args, self.__dict__.copy()))


class IntakeError(VigieError):
    """A link, page, file or text that gives no article: `outcome` says which of the known reasons."""

    def __init__(self, outcome: Outcome, **data: object) -> None:
        super().__init__(f"outcome.{outcome}", **data)
        self.outcome = outcome


class SettingsError(VigieError):
    """Settings that can't be used: `problems` holds each one's text, which says what to do."""

    def __init__(self, problems: tuple[VigieError, ...]) -> None:
        super().__init__("settings.broken", n=len(problems))
        self.problems = problems


class StoreError(VigieError):
    """The database can't be used as it is: newer than this program, or held by another process."""


class ModelError(VigieError):
    """A language model is missing or doesn't have the expected contents."""


def _revive(kind: type[VigieError], args: tuple[object, ...], state: dict[str, object]) -> VigieError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error
