"""The last check before a connection: the very socket address it goes to, whatever name, redirect or literal led there.

A custom resolver alone isn't enough: aiohttp asks no resolver about IP literals. `socket_factory` sees every attempt.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from typing import Any

from bot.intake.addresses import is_public
from bot.intake.decide import PORTS

AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]


class RefusedAddressError(OSError):
    """A connection that isn't made: its address isn't public, or its port isn't the web's."""


class Guard:
    """Makes the sockets of a fetcher; `allowed` holds the (address, port) pairs exempt from the check."""

    def __init__(self, allowed: Iterable[tuple[str, int]] = ()) -> None:
        self.allowed = set(allowed)

    def permits(self, address: str, port: int) -> bool:
        """Tell whether a connection to this address may be made."""
        return (address, port) in self.allowed or (port in PORTS.values() and is_public(address))

    def socket(self, info: AddressInfo) -> socket.socket:
        """Return a socket for one attempt to connect (aiohttp's `socket_factory`).

        Raises:
            RefusedAddressError: where the attempt mustn't be made.
        """
        family, kind, protocol, _, target = info
        scoped = len(target) > 3 and target[3] != 0
        if family not in (socket.AF_INET, socket.AF_INET6) or scoped or not self.permits(str(target[0]), int(target[1])):
            raise RefusedAddressError(f"not a public address: {target[0]} port {target[1]}")
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made
