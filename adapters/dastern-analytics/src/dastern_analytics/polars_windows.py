"""
Window functions for Polars: the one rule that Ibis lacks for it.

Ibis translates expressions to Polars by a table of rules and has none for window functions
(ibis-project/ibis#10513, open). Polars computes them all the same, with ``Expr.over``. This
adds the rule, for those kinds that the measures use: a whole group without an order, and
what lies before and up to a row with one.
"""

from collections.abc import Callable, Mapping
from typing import Any

import ibis.expr.operations as ops
import polars as pl
from ibis.backends.polars.compiler import translate
from ibis.common.exceptions import OperationNotDefinedError

__all__ = ["add_window_functions"]

_WHOLE: Mapping[type, Callable[[pl.Expr], pl.Expr]] = {
    ops.Sum: pl.Expr.sum,
    ops.Min: pl.Expr.min,
    ops.Max: pl.Expr.max,
}
_SO_FAR: Mapping[type, Callable[[pl.Expr], pl.Expr]] = {
    ops.Sum: pl.Expr.cum_sum,
    ops.Min: pl.Expr.cum_min,
    ops.Max: pl.Expr.cum_max,
}
_SHIFTS = {ops.Lag: 1, ops.Lead: -1}


def add_window_functions() -> None:
    """
    Teach Ibis the rule, unless it has one by now.
    """
    if translate.dispatch(ops.WindowFunction) is translate.dispatch(ops.Node):
        translate.register(ops.WindowFunction, _window_function)


def _window_function(op: ops.WindowFunction, **context: Any) -> pl.Expr:  # noqa: ANN401 - Ibis' own
    groups = [translate(one, **context) for one in op.group_by] or [pl.lit(0)]
    order = [translate(key.arg, **context) for key in op.order_by]
    if any(key.descending for key in op.order_by) or not _is_known_frame(op):
        message = f"Polars has no rule here for the window of {type(op.func).__name__}"
        raise OperationNotDefinedError(message)
    column: pl.Expr = translate(op.func.arg, **context)
    kind = type(op.func)
    if kind in _SHIFTS and op.func.offset is None and op.func.default is None:
        column = column.shift(_SHIFTS[kind])
    elif kind in _WHOLE and op.func.where is None:
        column = (_SO_FAR if order else _WHOLE)[kind](column)
    else:
        message = f"Polars has no rule here for {kind.__name__} over a window"
        raise OperationNotDefinedError(message)
    return column.over(groups, order_by=order or None)


def _is_known_frame(op: ops.WindowFunction) -> bool:
    if op.start is not None or type(op.func) in _SHIFTS or not op.order_by:
        return op.start is None and op.end is None
    return op.how == "rows" and op.end is not None and _is_0(op.end.value)


def _is_0(value: ops.Value) -> bool:
    return isinstance(value, ops.Literal) and value.value == 0
