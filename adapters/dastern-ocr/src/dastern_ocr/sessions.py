"""
Sessions: models that run in onnxruntime, on the processor.
"""

from importlib.resources import as_file
from importlib.resources.abc import Traversable

import onnxruntime  # type: ignore[import-untyped]  # the package ships no types

__all__ = ["load_session"]

_ERRORS_ONLY = 4  # of onnxruntime's levels: fatal


def load_session(model: Traversable, *, threads: int) -> onnxruntime.InferenceSession:
    """
    Load a model.

    Args:
        model: An ONNX file; of bytes onnxruntime would keep a copy.
        threads: How many processor cores one run may use.

    Raises:
        Exception: Whatever onnxruntime raises for a model that it cannot load.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = _ERRORS_ONLY
    options.enable_cpu_mem_arena = False  # an arena keeps the largest page's memory for ever
    # Threads that spin while they wait slow everything down on a busy machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    with as_file(model) as path:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
