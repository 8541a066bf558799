"""Rows of the functions that trace, call or wrap other functions (table A1 of the catalogue)."""

from __future__ import annotations

import enum

from jaxlint.domain.transforms import Regime
from jaxlint.records import dataclass


class Applies(enum.Enum):
    """How a row uses the function it is given."""

    JIT = "jit"
    """Returns a function that stages; static arguments stay Python values."""
    VMAP = "vmap"
    GRAD = "grad"
    """Returns a function; only the arguments of `argnums` are traced."""
    VALUE_AND_GRAD = "value and grad"
    JACOBIAN = "jacobian"
    CHECKPOINT = "checkpoint"
    WRAP = "wrap"
    """Returns a function that behaves as the given one, with attributes of its own (custom_vjp)."""
    MEMOIZE = "memoize"
    """Returns a function that keeps results by its arguments, which must have a hash: functools.lru_cache."""
    MAKER = "maker"
    """Returns a function that traces, with a result of its own kind (make_jaxpr, eval_shape curried)."""
    CALL_NOW = "call now"
    """Traces the function on the arguments that follow it, at once: eval_shape, jvp, vjp, linearize."""
    SCAN = "scan"
    MAP = "map"
    WHILE = "while"
    FORI = "fori"
    COND = "cond"
    SWITCH = "switch"
    ASSOCIATIVE_SCAN = "associative scan"
    CALLBACK = "callback"
    KERNEL = "kernel"
    """The function's parameters are mutable references: Pallas."""
    LEAVES = "leaves"
    """Calls the function on leaves, not tracing: tree.map."""
    VECTORIZE = "vectorize"
    """Batches by what the arguments have beyond the core dimensions; scalars are handed on as they are."""
    LIFTED_SCAN = "lifted scan"
    """Returns a function that scans: Flax's, with `in_axes` for what it is given."""
    LIFTED_WHILE = "lifted while"
    """Linen's while_loop: condition and body take the module before the carry."""
    INDEX_MAP = "index map"
    """Holds a function of Pallas' grid indices, which are traced."""
    WHEN = "when"
    """Returns a decorator that runs the function at once, as the branch of a conditional."""
    LOOP = "loop"
    """Returns a decorator that runs the function at once, as the body of a loop over a traced index."""


@dataclass(frozen=True, slots=True)
class TransformRow:
    """One function that takes functions. `function` is the parameter (or its position 0) that is traced."""

    name: str
    applies: Applies
    regime: Regime
    cached: bool = False
    display: str | None = None
    """What the user calls it in messages, where not the canonical name."""
    arrays_only: bool = False
    """Only array leaves are traced, everything else stays as it is (Equinox's filters)."""
    lifts: bool = False
    """Takes classes, methods and functions of Linen modules; the module, their first argument, is not traced."""

    @property
    def runs_kernels(self) -> bool:
        """Whether the function writes its results into references, and returns None (Pallas)."""
        return self.name in _KERNEL_CALLS

    @property
    def shown(self) -> str:
        return self.display or self.name


def _rows() -> dict[str, TransformRow]:
    staged, batched, differentiated = Regime.STAGED, Regime.BATCHED, Regime.DIFFERENTIATED
    rows: list[TransformRow] = []

    def add(
        names: str,
        applies: Applies,
        regime: Regime,
        cached: bool = False,
        arrays_only: bool = False,
        lifts: bool = False,
    ) -> None:
        rows.extend(TransformRow(n, applies, regime, cached, None, arrays_only, lifts) for n in names.split())

    add(
        "jax.jit jax.pmap jax.api.jit jax.experimental.pjit.pjit flax.nnx.jit flax.nnx.pmap haiku.jit",
        Applies.JIT,
        staged,
        cached=True,
    )
    add("jax.custom_batching.custom_vmap jax.custom_batching.sequential_vmap", Applies.JIT, staged)
    add("equinox.filter_jit equinox.filter_pmap", Applies.JIT, staged, cached=True, arrays_only=True)
    add("flax.linen.jit", Applies.JIT, staged, lifts=True)
    add("jax.vmap haiku.vmap flax.nnx.vmap", Applies.VMAP, batched)
    add("equinox.filter_vmap", Applies.VMAP, batched, arrays_only=True)
    add("flax.linen.vmap", Applies.VMAP, batched, lifts=True)
    add("jax.numpy.vectorize", Applies.VECTORIZE, batched)
    add("jax.grad haiku.grad flax.nnx.grad", Applies.GRAD, differentiated)
    add("equinox.filter_grad", Applies.GRAD, differentiated, arrays_only=True)
    add(
        "jax.value_and_grad haiku.value_and_grad flax.nnx.value_and_grad",
        Applies.VALUE_AND_GRAD,
        differentiated,
    )
    add("equinox.filter_value_and_grad", Applies.VALUE_AND_GRAD, differentiated, arrays_only=True)
    add("jax.jacfwd jax.jacrev jax.jacobian jax.hessian", Applies.JACOBIAN, differentiated)
    add(
        "equinox.filter_jacfwd equinox.filter_jacrev equinox.filter_hessian",
        Applies.JACOBIAN,
        differentiated,
        arrays_only=True,
    )
    add(
        """
        jax.checkpoint jax.remat jax.ad_checkpoint.checkpoint jax.ad_checkpoint.remat haiku.remat flax.nnx.remat
        """,
        Applies.CHECKPOINT,
        staged,
        cached=True,
    )
    add("equinox.filter_checkpoint", Applies.CHECKPOINT, staged, cached=True, arrays_only=True)
    add("flax.linen.remat flax.linen.checkpoint", Applies.CHECKPOINT, staged, lifts=True)
    add(
        "jax.custom_vjp jax.custom_jvp jax.custom_gradient jax.named_call flax.nnx.custom_vjp",
        Applies.WRAP,
        Regime.TRANSPARENT,
    )
    add("functools.lru_cache functools.cache", Applies.MEMOIZE, Regime.TRANSPARENT)
    add("jax.make_jaxpr flax.nnx.make_jaxpr", Applies.MAKER, staged, cached=True)
    add("jax.export.export haiku.layer_stack.body", Applies.MAKER, staged)
    # Python numbers stay Python numbers under checkify and Equinox (jax 0.10.2, equinox 0.13.8).
    add(
        "jax.experimental.checkify.checkify flax.nnx.checkify equinox.filter_make_jaxpr",
        Applies.MAKER,
        staged,
        arrays_only=True,
    )
    add(
        "jax.shard_map jax.experimental.shard_map.shard_map jax.smap flax.nnx.shard_map",
        Applies.MAKER,
        Regime.MAPPED,
    )
    add("jax.linear_transpose jax.closure_convert", Applies.CALL_NOW, staged)
    add("jax.eval_shape haiku.eval_shape flax.nnx.eval_shape", Applies.CALL_NOW, staged, cached=True)
    add("equinox.filter_eval_shape", Applies.CALL_NOW, staged, cached=True, arrays_only=True)
    add("jax.jvp jax.vjp jax.linearize flax.nnx.jvp flax.nnx.vjp", Applies.CALL_NOW, differentiated)
    add(
        "flax.linen.vjp flax.linen.grad flax.linen.value_and_grad",
        Applies.CALL_NOW,
        differentiated,
        lifts=True,
    )
    add("equinox.filter_jvp equinox.filter_vjp", Applies.CALL_NOW, differentiated, arrays_only=True)
    add("jax.lax.scan haiku.scan equinox.internal.scan", Applies.SCAN, staged, cached=True)
    add("flax.linen.scan", Applies.LIFTED_SCAN, staged, lifts=True)
    add("flax.nnx.scan", Applies.LIFTED_SCAN, staged, cached=True)
    add("jax.lax.map haiku.map", Applies.MAP, staged)
    add(
        "jax.lax.while_loop haiku.while_loop flax.nnx.while_loop equinox.internal.while_loop",
        Applies.WHILE,
        staged,
        cached=True,
    )
    add("flax.linen.while_loop", Applies.LIFTED_WHILE, staged, lifts=True)
    add("jax.lax.fori_loop haiku.fori_loop flax.nnx.fori_loop", Applies.FORI, staged, cached=True)
    add("jax.lax.cond haiku.cond flax.nnx.cond", Applies.COND, staged, cached=True)
    add("flax.linen.cond", Applies.COND, staged, lifts=True)
    add("jax.lax.switch haiku.switch flax.nnx.switch", Applies.SWITCH, staged, cached=True)
    add("flax.linen.switch", Applies.SWITCH, staged, lifts=True)
    add("jax.lax.associative_scan", Applies.ASSOCIATIVE_SCAN, Regime.TRANSPARENT)
    add(
        """
        jax.pure_callback jax.experimental.io_callback jax.debug.callback jax.experimental.pure_callback
        equinox.filter_pure_callback
        """,
        Applies.CALLBACK,
        Regime.HOST,
    )
    add("jax.experimental.pallas.pallas_call jax.experimental.pallas.kernel", Applies.KERNEL, staged)
    add("jax.experimental.pallas.run_scoped", Applies.KERNEL, staged)
    add("jax.experimental.pallas.BlockSpec", Applies.INDEX_MAP, staged)
    add("jax.experimental.pallas.when", Applies.WHEN, staged)
    add("jax.experimental.pallas.loop", Applies.LOOP, staged)
    add(
        "jax.tree.map jax.tree_util.tree_map jax.tree_map jax.tree.map_with_path jax.tree_util.tree_map_with_path",
        Applies.LEAVES,
        Regime.TRANSPARENT,
    )
    return {row.name: row for row in rows}


TRANSFORMS = _rows()

FUNCTION_PARAMETERS = frozenset(
    {"fun", "f", "fn", "target", "body_fun", "cond_fun", "true_fun", "false_fun", "branches"}
)
"""Names under which transformations take functions by keyword."""


NEEDS_JIT = frozenset(
    {Applies.JIT, Applies.SCAN, Applies.MAP, Applies.WHILE, Applies.FORI, Applies.COND, Applies.SWITCH}
)
"""What runs its function as it is under `jax.disable_jit()` (JAX 0.10, 0.12)."""


def runs_without_jit(name: str) -> bool:
    """Whether `jax.disable_jit()` makes a transformation call its function on what it is given."""
    row = TRANSFORMS.get(name)
    return row is not None and row.applies in NEEDS_JIT


def transform_row(name: str) -> TransformRow | None:
    """The row of a function that takes functions, by canonical name."""
    return TRANSFORMS.get(name)


_CHECKS_PARAMETERS = frozenset({"jax.jit", "jax.experimental.pjit.pjit", "flax.nnx.jit"})


def checks_parameters(name: str) -> bool:
    """Whether a transformation looks for the parameters that it is told to treat as static or to donate, and raises
    where it is applied if one is missing; pmap and checkpoint do not (JAX 0.10, 0.12).
    """
    return name in _CHECKS_PARAMETERS


_CHECKPOINTS = {"jax.checkpoint", "jax.remat", "jax.ad_checkpoint.checkpoint", "jax.ad_checkpoint.remat"}
_REFUSES_OBJECTS = frozenset({*_CHECKS_PARAMETERS, *_CHECKPOINTS, "jax.grad", "jax.value_and_grad"})
_MAPS_DEVICES = frozenset({"jax.pmap", "flax.nnx.pmap", "equinox.filter_pmap"})


def maps_devices(name: str) -> bool:
    """Whether a transformation hands each device one row of every argument."""
    return name in _MAPS_DEVICES


_HASHES_STATICS = frozenset({*_CHECKS_PARAMETERS, "jax.pmap"})


def refuses_objects(name: str) -> bool:
    """Whether the function that a transformation returns raises TypeError where an argument that it traces is no
    tree of arrays and numbers (JAX 0.10, 0.12).
    """
    return name in _REFUSES_OBJECTS


def hashes_statics(name: str) -> bool:
    """Whether static arguments are part of the key of a cache; those of checkpoint are not (JAX 0.10, 0.12)."""
    return name in _HASHES_STATICS


_KERNEL_CALLS = frozenset({"jax.experimental.pallas.pallas_call"})
_DERIVED = (None, "argnums", "has_aux")
_STATIC_OPTIONS: dict[str, tuple[str | None, ...]] = {
    "jax.lax.scan": (None, None, None, "length", None, "unroll"),
    "jax.lax.fori_loop": (None, None, None, None, "unroll"),
    "jax.lax.map": (None, None, "batch_size"),
    "jax.lax.associative_scan": (None, None, "reverse"),
    **{f"jax.{name}": _DERIVED for name in "grad value_and_grad jacfwd jacrev jacobian hessian".split()},
}


def static_options(name: str) -> dict[str, int]:
    """Options of a transformation that are no tracers (ConcretizationTypeError, JAX 0.10 and 0.12), by position."""
    return {option: at for at, option in enumerate(_STATIC_OPTIONS.get(name, ())) if option is not None}


_LOOKS = frozenset(
    """
    jax.eval_shape jax.make_jaxpr jax.linear_transpose jax.closure_convert jax.export.export haiku.eval_shape
    flax.nnx.eval_shape flax.nnx.make_jaxpr equinox.filter_eval_shape equinox.filter_make_jaxpr
    """.split()
)
_ITERATES = frozenset(
    {
        Applies.SCAN, Applies.MAP, Applies.WHILE, Applies.FORI, Applies.LOOP, Applies.LIFTED_SCAN,
        Applies.LIFTED_WHILE,
    }
)  # fmt: skip


def only_looks(name: str) -> bool:
    """Whether a transformation runs the function for what the trace tells, once for each call as written."""
    return name in _LOOKS


def runs_per_iteration(name: str) -> bool:
    """Whether what a transformation stages is run many times in one call: the bodies of loops."""
    row = TRANSFORMS.get(name)
    return row is not None and row.applies in _ITERATES


def takes_rules(name: str) -> bool:
    """Whether a transformation is given rules of the form that JAX documents; those of Flax NNX have their own."""
    return name in ("jax.custom_vjp", "jax.custom_jvp")


def returns_derivative(name: str) -> bool:
    """Whether the function under a transformation returns its derivative besides the result that callers get."""
    return name == "jax.custom_gradient"


_COLLECTIVES = frozenset(
    f"jax.lax.{name}"
    for name in "psum pmean pmax pmin all_gather all_to_all psum_scatter pswapaxes axis_index axis_size".split()
)
_BINDS_AT = {Applies.VMAP: 2, Applies.JIT: 0}
"""Where vmap and pmap take the name of their axis, counted after the function."""


def needs_axis(name: str) -> bool:
    """Whether a function raises NameError where no transformation binds the axis that it names (JAX 0.10, 0.12).

    `ppermute` and `pshuffle` ask for other things first.
    """
    return name in _COLLECTIVES


def binds_axis(row: TransformRow) -> int | None:
    """The position, after the function, at which a transformation takes the name of an axis that it maps over."""
    maps = row.applies is Applies.VMAP or row.name.endswith("pmap")
    return _BINDS_AT.get(row.applies) if maps else None


def hides_axes(row: TransformRow) -> bool:
    """Whether a transformation may bind axes that are written elsewhere: in a mesh, a grid, an environment."""
    elsewhere = row.applies in (Applies.KERNEL, Applies.INDEX_MAP, Applies.WHEN, Applies.LOOP)
    return row.regime in (Regime.MAPPED, Regime.HOST) or elsewhere


def compares_types(name: str) -> bool:
    """Whether a loop or conditional compares types as those of `jax.lax` do; Haiku's are these, with its state beside
    the carry. NNX' and Equinox' take what they are given apart first.
    """
    return name.startswith(("jax.lax.", "haiku."))


def keeps_changes(name: str) -> bool:
    """Whether a transformation carries changes of its arguments over to the caller's objects: those of NNX."""
    return name.startswith("flax.nnx.")


_FLOATS_ONLY = frozenset(
    """
    jax.grad haiku.grad jax.value_and_grad haiku.value_and_grad jax.jacfwd jax.jacrev jax.jacobian jax.hessian
    """.split()
)


def refuses_integers(name: str) -> bool:
    """Whether a derivative by an integer is refused where `allow_int` is not given; Equinox and NNX differentiate by
    the floats of what they are given, and leave the rest (JAX 0.10, 0.12, equinox 0.13, flax 0.12).
    """
    return name in _FLOATS_ONLY


_REVERSE_MODE = frozenset(
    """
    jax.grad jax.value_and_grad jax.jacrev jax.jacobian jax.hessian jax.vjp haiku.grad haiku.value_and_grad
    flax.nnx.grad flax.nnx.value_and_grad flax.nnx.vjp flax.linen.grad flax.linen.value_and_grad flax.linen.vjp
    equinox.filter_grad equinox.filter_value_and_grad equinox.filter_jacrev equinox.filter_hessian
    equinox.filter_vjp
    """.split()
)


def is_reverse_mode(name: str) -> bool:
    """Whether a transformation multiplies derivatives backwards: a cotangent of zero times an infinite derivative is
    NaN, where forward mode selects the tangent of the chosen arm.
    """
    return name in _REVERSE_MODE


_REFUSES_OPERANDS = frozenset(
    """
    jax.vmap jax.jacfwd jax.jacrev jax.hessian jax.eval_shape jax.make_jaxpr jax.jvp jax.lax.scan jax.lax.fori_loop
    jax.lax.while_loop jax.lax.cond jax.lax.switch jax.lax.map
    """.split()
)


def refuses_operands(name: str) -> bool:
    """Whether another transformation, or control flow, raises TypeError for such arguments (JAX 0.10, 0.12)."""
    return name in _REFUSES_OPERANDS


def refuses_results(name: str) -> bool:
    """Whether what such a function returns is reported where it is defined: that of a loop is its argument as well."""
    return name == "jax.jit"
