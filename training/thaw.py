"""The reader that ships as a checkpoint again, for a run to go on from: its 8-bit matrices times their scales."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from training.learn import Reader


def thaw(reader: Reader, model: Path) -> None:
    """Set a reader's weights to those of a model folder. The word embeddings ship as the original's: they stay as they are."""
    graph = onnx.load(str(model / "encoder.onnx")).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    matrices = {}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            quantized, zero = node.input[1], stored[node.input[3]].astype(np.float32)
            scale = stored[quantized.removesuffix("_quantized") + "_scale"]
            name = node.name.split("/encoder/")[1].split("/MatMul")[0].replace("/", ".")
            matrices[f"{name}.weight"] = ((stored[quantized].astype(np.float32) - zero) * scale).T
    encoder = {
        name: value if name == "word.weight" else _tensor(matrices[name] if name in matrices else stored[f"encoder.{name}"])
        for name, value in reader.encoder.state_dict().items()
    }
    reader.encoder.load_state_dict(encoder)
    heads = np.load(model / "heads.npz")
    reader.heads.load_state_dict({name: _tensor(heads[name].astype(np.float32)) for name in reader.heads.state_dict()})


def _tensor(values: np.ndarray) -> Tensor:
    return torch.from_numpy(np.array(values, order="C"))
