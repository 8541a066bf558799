"""Rows of Optax: losses, which are one number for each example, and what is added to parameters."""

from __future__ import annotations

from typing import Final

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import Const
from jaxlint.signatures.reading import axes_of, is_absent, operand
from jaxlint.signatures.reductions import reduced_shape
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import broadcast
from jaxlint.signatures.signature import Arguments, Makes, Mismatch, Outcome, ShapeRule


def _dtype(*operands: Aval) -> str | None:
    """The dtype that floats of one dtype give."""
    found = {one.dtype for one in operands}
    dtype = found.pop() if len(found) == 1 else None
    return dtype if dtypes.kind_of(dtype) is Kind.FLOATING else None


def _paired(first: str, second: str) -> ShapeRule:
    """Losses that compare element by element, and sum over nothing."""

    def rule(args: Arguments) -> Outcome:
        a = operand(args.get(first))
        b = a if is_absent(args.get(second)) else operand(args.get(second))
        if a is None or b is None or a.shape is None or b.shape is None:
            return None
        shape = broadcast(a.shape, b.shape)
        return None if shape is None or isinstance(shape, Mismatch) else Aval(shape, _dtype(a, b))

    return rule


def _over_classes(args: Arguments, one_hot: bool) -> Outcome:
    """The cross entropy: the axis of the classes is summed over."""
    logits, labels = operand(args.get("logits")), operand(args.get("labels"))
    if logits is None or labels is None or logits.shape is None or not is_absent(args.get("where")):
        return None
    axes = axes_of(args.get("axis", Const(-1)), len(logits.shape), "ValueError")
    if axes is None or isinstance(axes, Mismatch):
        return None
    reduced = reduced_shape(logits.shape, axes, keepdims=False)
    alike = labels.shape is not None and labels.shape == (logits.shape if one_hot else reduced)
    return Aval(reduced, _dtype(logits)) if alike else None


def _number(args: Arguments) -> Outcome:
    return Aval(())


OPTIMIZERS: Final = """
    adabelief adadelta adafactor adagrad adam adamax adamaxw adamw adan adaptive_grad_clip add_decayed_weights add_noise
    amsgrad apply_every apply_if_finite centralize chain clip clip_by_block_rms clip_by_global_norm ema fromage identity
    keep_params_nonnegative lamb lars lbfgs lion lookahead masked multi_transform nadam nadamw noisy_sgd novograd
    optimistic_gradient_descent partition polyak_sgd radam rmsprop rprop scale scale_by_adam scale_by_learning_rate
    scale_by_rms scale_by_schedule set_to_zero sgd sign_sgd signum sm3 trace yogi zero_nans
"""
"""Functions that return a `GradientTransformation`, a pair of functions (optax 0.2)."""

SCHEDULED: Final = dict.fromkeys(
    """
    adabelief adadelta adafactor adagrad adam adamax adamaxw adamw adan amsgrad fromage lamb lars lbfgs lion nadam
    nadamw noisy_sgd novograd optimistic_gradient_descent radam rmsprop scale_by_learning_rate sgd sign_sgd signum yogi
    """.split(),
    "learning_rate",
) | {"scale_by_schedule": "step_size_fn"}
"""Optimizers whose first parameter, of this name, may be a function of the number of steps (optax 0.2)."""

TRANSFORMATION: Final = "optax.GradientTransformation"
SCHEDULED_UPDATE: Final = f"{TRANSFORMATION}.update.scheduled"
"""The `update` of an optimizer with schedules, which it is given first."""

FAMILIES: Final = (
    Family(TRANSFORMATION, "init update: ?", makes=Makes.UNKNOWN),
    Family("optax", "apply_updates: params, updates", makes=Makes.SAME),
    Family("optax", "global_norm: updates", _number),
    Family(
        "optax",
        """
        squared_error l2_loss log_cosh: predictions, targets=?
        huber_loss: predictions, targets=?, *, delta=?
        """,
        _paired("predictions", "targets"),
    ),
    Family("optax", "sigmoid_binary_cross_entropy: logits, labels", _paired("logits", "labels")),
    Family(
        "optax",
        "softmax_cross_entropy: logits, labels, static axis=?, where=?",
        lambda args: _over_classes(args, one_hot=True),
    ),
    Family(
        "optax",
        "softmax_cross_entropy_with_integer_labels: logits, labels, static axis=?, where=?",
        lambda args: _over_classes(args, one_hot=False),
    ),
)
