"""The clock that is set back: only the time that is told may change, or a process in chaos runs would be busy with waiting."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.chaos.fleet import clock_shim

WAIT = """
import ctypes, math, time

class Instant(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]

def waited(by):  # on a condition that nobody signals, as libraries without Python do
    libc, condition, mutex = ctypes.CDLL(None), ctypes.create_string_buffer(64), ctypes.create_string_buffer(64)
    libc.pthread_mutex_lock(mutex)
    if by is time.monotonic:
        attributes = ctypes.create_string_buffer(64)
        libc.pthread_condattr_init(attributes)
        libc.pthread_condattr_setclock(attributes, time.CLOCK_MONOTONIC)
        libc.pthread_cond_init(condition, attributes)
    began, deadline = time.monotonic(), by() + 0.2
    libc.pthread_cond_timedwait(condition, mutex, ctypes.byref(Instant(int(deadline), int(math.modf(deadline)[0] * 1e9))))
    return time.monotonic() - began

print(time.time(), waited(time.time), waited(time.monotonic))
"""


@pytest.fixture
def shim(tmp_path: Path) -> str:
    built = clock_shim(tmp_path)
    if built is None:
        pytest.skip("there is no compiler here")
    return built


def test_a_clock_that_is_set_back_lets_nobody_wait_for_less(shim: str) -> None:
    """a thread of onnxruntime waits by the time of day: it took a whole core from every run in which a worker's clock was set back."""
    back = {**os.environ, "LD_PRELOAD": shim, "CLOCK_OFFSET": "-3600"}
    told = subprocess.run([sys.executable, "-c", WAIT], env=back, check=True, capture_output=True, text=True, timeout=60)  # noqa: S603
    at, by_day, by_uptime = (float(one) for one in told.stdout.split())
    assert time.time() - at > 3500
    assert by_day >= 0.2
    assert by_uptime >= 0.2
