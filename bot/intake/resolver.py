"""Name look-ups with threads of their own: a name server that never answers blocks no other work of the program."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from bot.intake.guard import Guard, RefusedAddressError

Lookup = Callable[..., list[tuple[Any, ...]]]
MAX_LOOKUPS = 32  # look-ups under way at once; further ones wait
PATIENCE = 5.0  # seconds for one look-up


class Resolver(AbstractResolver):
    """Resolves names by `lookup` (that of the system, unless a test says otherwise) and refuses answers that aren't public."""

    def __init__(self, guard: Guard, lookup: Lookup = socket.getaddrinfo) -> None:
        self._guard = guard
        self._lookup = lookup
        self._slots = asyncio.Semaphore(MAX_LOOKUPS)

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        """Return the addresses of `host`.

        Raises:
            RefusedAddressError: where one of the answers mustn't be connected to.
            OSError: where the name doesn't resolve, or not in time.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                answers = await self._ask(host, port, family)
        except TimeoutError:
            raise OSError(f"no answer from the name servers about {host}") from None
        results = [self._result(host, answer) for answer in answers if answer[0] in (socket.AF_INET, socket.AF_INET6)]
        for result in results:
            if not self._guard.permits(result["host"], port):
                raise RefusedAddressError(f"{host} resolves to {result['host']}")
        return results

    async def close(self) -> None:
        """Nothing to close: threads of look-ups end with them, or with the program."""

    async def _ask(self, host: str, port: int, family: socket.AddressFamily) -> list[tuple[Any, ...]]:
        await self._slots.acquire()
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[tuple[Any, ...]]] = loop.create_future()

        def settle(value: list[tuple[Any, ...]] | None, error: BaseException | None) -> None:
            self._slots.release()
            if answer.done():
                return
            if error is not None:
                answer.set_exception(error)
            else:
                answer.set_result(value or [])

        def ask() -> None:
            value, failure = None, None
            try:
                value = self._lookup(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
            except (OSError, UnicodeError) as error:
                failure = error if isinstance(error, OSError) else OSError(str(error))
            with contextlib.suppress(RuntimeError):  # the loop has closed meanwhile
                loop.call_soon_threadsafe(settle, value, failure)

        threading.Thread(target=ask, daemon=True, name=f"look-up of {host}"[:60]).start()
        return await answer

    @staticmethod
    def _result(host: str, answer: tuple[Any, ...]) -> ResolveResult:
        family, _, protocol, _, target = answer
        address = str(target[0])
        if len(target) > 3 and target[3]:
            address = f"{address}%{target[3]}"  # a scope: never public
        flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
        return ResolveResult(hostname=host, host=address, port=int(target[1]), family=family, proto=protocol, flags=flags)
