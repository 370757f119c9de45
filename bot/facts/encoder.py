"""The learned encoder: runs `model/encoder.onnx` on one window at a time, on one core."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.errors import ModelError
from bot.facts.windows import Window

MODEL = Path(__file__).with_name("model")
MANIFEST = "manifest.toml"


def check(folder: Path) -> str:
    """Compare every file of a model with its manifest; the model's version. Raises ModelError (reader.missing, reader.changed)."""
    try:
        manifest = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        expected: dict[str, str] = manifest["sha256"]
        version = str(manifest["version"])
    except FileNotFoundError as error:
        raise ModelError("reader.missing", name=MANIFEST) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise ModelError("reader.changed", name=MANIFEST) from error
    for name, digest in expected.items():
        path = folder / name
        if not path.is_file():
            raise ModelError("reader.missing", name=name)
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise ModelError("reader.changed", name=name)
    return version


class Encoder:
    """Turns a window's pieces into states, one vector a piece."""

    def __init__(self, path: Path) -> None:
        import onnxruntime  # here, so that a library that can't be loaded costs the reader, not the program

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # Windows differ in length: without the arena each process keeps tens of megabytes less.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def states(self, window: Window) -> NDArray[np.float32]:
        """(pieces, hidden)."""
        ids = np.asarray([window.ids], np.int64)
        result: NDArray[np.float32] = self._session.run(["states"], {"ids": ids})[0]
        return result
