"""What the frameworks do beyond rows: modules that are applied, functions made pairs, models that are inferred."""

from __future__ import annotations

from dataclasses import replace

from jaxlint.domain.avals import Aval
from jaxlint.domain.transforms import Regime, Transform
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    BoundMethod,
    ClassValue,
    Const,
    External,
    FunctionValue,
    Object,
    PartialValue,
    PyTree,
    Transformed,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures.classes import FIELD_FUNCTIONS, HELD_IN_ENUMS
from jaxlint.signatures.framework_needs import HAIKU, LINEN
from jaxlint.signatures.framework_rows import (
    CHANGED_BY_GRADIENTS,
    CREATES_PYTREE,
    HOLD_OTHERS,
    INFERENCE,
    KERNELS,
    LAYERS,
)
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.builtins import first_of, handles
from jaxlint.tracer.calls import call
from jaxlint.tracer.classes import class_attribute
from jaxlint.tracer.containers import havoc
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.library import HANDLERS, Handler, apply_row
from jaxlint.tracer.pytrees import new_instance, replaced
from jaxlint.tracer.tracing import Entry, run_traced, traced
from jaxlint.tracer.unmet import NOTHING, names_in, note_made, running

CALLABLE = FunctionValue | BoundMethod | PartialValue | Transformed


def held(name: str, layer: str = "") -> Handler:
    """A call that is kept as it stands: what reads it finds the function and its options."""

    def keep(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        if layer:
            note_made(t, layer, node)
        return PartialValue(External(name), args.positional, args.keywords)

    return keep


for _name in (*FIELD_FUNCTIONS, *HELD_IN_ENUMS, *KERNELS, *INFERENCE):
    HANDLERS[_name] = held(_name)
for _name in (*LAYERS, *HOLD_OTHERS):
    HANDLERS[_name] = held(f"{_name}.__call__", _name)


@handles(
    "dataclasses.replace",
    "flax.struct.dataclass.replace",
    "flax.struct.PyTreeNode.replace",
    "flax.training.train_state.TrainState.replace",
    "chex.dataclass.replace",
)
def replace_fields(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    receiver = first_of(args)
    if not isinstance(receiver, Object) or args.more_keywords or len(args.positional) != 1:
        return UNKNOWN
    return replaced(t, receiver, args.keywords, node.at)


def _constructor(library: str) -> Handler:
    """`TrainState.create(apply_fn=..., params=..., tx=...)`, also of a class derived from it."""

    def make(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        match args.positional:
            case () if not args.more:
                return new_instance(t, External(library), library, args.keywords, node.at)
            case (ClassValue() as cls,) if not args.more:
                return new_instance(t, cls, library, args.keywords, node.at)
        return UNKNOWN

    return make


for _name, _made in CREATES_PYTREE.items():
    HANDLERS[_name] = _constructor(_made)


@handles("flax.training.train_state.TrainState.apply_gradients")
def apply_gradients(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """The next state: trees that are not known are traced as those of this one, the parameters are new arrays."""
    contents, options = t.contents(first_of(args)), dict(args.keywords)
    grads = options.pop("grads", UNKNOWN)
    if contents is None:
        return UNKNOWN
    held = {name: contents.items[name].value for name in CHANGED_BY_GRADIENTS if name in contents.items}
    changed: dict[str, Value] = {
        name: UNKNOWN for name, value in held.items() if not isinstance(value, PyTree)
    }
    if "params" in changed:
        changed["params"] = apply_row(t, "optax.apply_updates", CallArguments((held["params"], grads)), node)
    return replace_fields(t, replace(args, keywords=tuple({**changed, **options}.items())), node)


# Flax Linen


@handles("flax.linen.Module.apply")
def apply_module(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`model.apply(variables, *args, mutable=..., method=...)`: a bound copy of the module runs its method."""
    options = dict(args.keywords)
    mutable = None if args.more_keywords else names_in(t, options.get("mutable"))
    keys = None if args.more_keywords else names_in(t, options.get("rngs"))
    with running(t, LINEN, node, mutable, keys):
        result = _run_module(t, args, node)
    if options.get("capture_intermediates", Const(False)) != Const(False) or args.more_keywords:
        return UNKNOWN
    if options.get("mutable", Const(False)) == Const(False):
        return result
    # A filter that is not written out may be False.
    known = isinstance(options["mutable"], (Const, TupleValue, Object))
    return TupleValue((result, UNKNOWN)) if known else UNKNOWN


@handles("flax.linen.Module.init", "flax.linen.Module.init_with_output")
def init_module(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    with running(t, LINEN, node, None, names_in(t, args.get(1, "rngs")), initialises=True):
        _run_module(t, args, node)
    return UNKNOWN


APPLY_OPTIONS = ("rngs", "method", "mutable", "capture_intermediates")


def _run_module(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    receiver, method = first_of(args), args.keyword("method")
    contents = t.contents(receiver)
    owner = None if contents is None else contents.class_value
    if contents is None or not isinstance(owner, ClassValue):
        return UNKNOWN
    bound = t.allocate(replace(contents, shared=False), node.at, part=t.new_serial())
    set_up(t, bound, owner, node)
    given = args.drop(2, APPLY_OPTIONS)
    match method:
        case None | Const(None):
            found = class_attribute(t, owner, "__call__", t.place(node.at), None)
        case Const(str() as name):
            found = class_attribute(t, owner, name, t.place(node.at), None)
        case BoundMethod(function=function):
            found = function
        case _:
            found = method
    if not isinstance(found, CALLABLE):
        havoc(t, given.all_values())
        return UNKNOWN
    return call(t, BoundMethod(found, bound), given, node)


def set_up(t: Tracer, instance: Object, owner: ClassValue, node: tree.Node) -> None:
    """Run the module's `setup`, as binding it does."""
    setup = class_attribute(t, owner, "setup", t.place(node.at), None)
    if isinstance(setup, (FunctionValue, Transformed)):
        call(t, BoundMethod(setup, instance), CallArguments(()), node)


@handles("flax.linen.Module.perturb")
def perturb(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    return args.get(2, "value") or UNKNOWN


# Haiku


def _pair(first: str, second: str, name: str) -> Handler:
    """A function made a named pair of functions of it."""

    def make(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        function = args.get(0, "f")
        if not isinstance(function, CALLABLE):
            return UNKNOWN
        pair = (PartialValue(External(f"{name}.{part}"), (function,), ()) for part in (first, second))
        return TupleValue(tuple(pair), None, (first, second))

    return make


HANDLERS["haiku.transform"] = _pair("init", "apply", "haiku.Transformed")
HANDLERS["haiku.transform_with_state"] = _pair("init", "apply", "haiku.TransformedWithState")


@handles("haiku.without_apply_rng")
def without_apply_rng(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    match first_of(args):
        case TupleValue(items=(init, apply), fields=("init", "apply")) as pair:
            return replace(
                pair, items=(init, PartialValue(External("haiku.without_apply_rng.apply"), (apply,), ()))
            )
    return UNKNOWN


@handles("haiku.without_apply_rng.apply")
def apply_without_rng(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    inner, *given = args.positional
    count = 2 if isinstance(inner, PartialValue) and inner.function == _WITH_STATE else 1
    if len(given) < count:
        return UNKNOWN
    return call(t, inner, replace(args, positional=(*given[:count], NONE, *given[count:]), nodes=()), node)


_WITH_STATE = External("haiku.TransformedWithState.apply")


@handles("haiku.Transformed.init")
def init_transformed(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    with running(t, HAIKU, node, NOTHING, _given(args.get(1, "rng")), initialises=True):
        call(t, args.positional[0], args.drop(2, ("rng",)), node)
    return UNKNOWN


@handles("haiku.TransformedWithState.init")
def init_with_state(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    with running(t, HAIKU, node, None, _given(args.get(1, "rng")), initialises=True):
        call(t, args.positional[0], args.drop(2, ("rng",)), node)
    return UNKNOWN


@handles("haiku.Transformed.apply")
def apply_transformed(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`apply(params, rng, *args)`."""
    named = sum(name in ("params", "rng") for name, _ in args.keywords)
    with running(t, HAIKU, node, NOTHING, _given(args.get(2, "rng"))):
        return call(t, args.positional[0], args.drop(3 - named, ("params", "rng")), node)


@handles("haiku.TransformedWithState.apply")
def apply_with_state(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`apply(params, state, rng, *args)`."""
    named = sum(name in ("params", "state", "rng") for name, _ in args.keywords)
    with running(t, HAIKU, node, None, _given(args.get(3, "rng"))):
        result = call(t, args.positional[0], args.drop(4 - named, ("params", "state", "rng")), node)
    return TupleValue((result, UNKNOWN))


def _given(key: Value | None) -> frozenset[str] | None:
    """What keys there are of one that is passed."""
    return NOTHING if key == NONE else None


@handles("haiku.layer_stack", "haiku.experimental.layer_stack")
def layer_stack(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    return External("haiku.layer_stack.body")


# Equinox


@handles("equinox.partition")
def partition(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """Two trees of the same structure, `None` where the other has the leaf."""
    return TupleValue((UNKNOWN, UNKNOWN))


# NumPyro


@handles("numpyro.sample")
def sample(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    observed = args.get(2, "obs")
    return _site(t, node) if observed is None or observed == NONE else observed


@handles("numpyro.param")
def param(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    return _site(t, node)


@handles("numpyro.deterministic")
def deterministic(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    return args.get(1, "value") or UNKNOWN


def _site(t: Tracer, node: tree.Node) -> Value:
    """Inference traces what a model draws; handlers alone, or a condition, may put anything there."""
    if not t.regions or t.regions[-1].transform.name not in INFERENCE:
        return UNKNOWN
    shown = f"the result of `{t.text(node.func)}`" if isinstance(node, tree.Call) else "a sample"
    return t.made_array(Aval(), t.place(node.at), shown)


@handles("numpyro.infer.MCMC.run", "numpyro.infer.MCMC.warmup")
def run_mcmc(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`MCMC(NUTS(model), ...).run(key, *args)`: the model is traced; its arguments are, if `jit_model_args` says so."""
    inference = first_of(args)
    if not isinstance(inference, PartialValue):
        return UNKNOWN
    kernel = inference.args[0] if inference.args else dict(inference.kwargs).get("sampler", UNKNOWN)
    if isinstance(kernel, PartialValue) and kernel.function in {External(name) for name in KERNELS}:
        model = kernel.args[0] if kernel.args else dict(kernel.kwargs).get("model", UNKNOWN)
        stages = dict(inference.kwargs).get("jit_model_args", Const(False)) == Const(True)
        _infer(
            t,
            "numpyro.infer.MCMC",
            model,
            args.drop(2, ("rng_key", "extra_fields", "init_params")),
            stages,
            node,
        )
    return UNKNOWN


@handles("numpyro.infer.SVI.run")
def run_svi(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`SVI(model, guide, optim, loss).run(key, steps, *args)`."""
    inference = first_of(args)
    if isinstance(inference, PartialValue):
        given = args.drop(
            3, ("rng_key", "num_steps", "progress_bar", "stable_update", "init_state", "init_params")
        )
        named = dict(inference.kwargs)
        for position, name in enumerate(("model", "guide")):
            function = (
                inference.args[position] if len(inference.args) > position else named.get(name, UNKNOWN)
            )
            _infer(t, "numpyro.infer.SVI", function, given, False, node)
    return UNKNOWN


def _infer(t: Tracer, name: str, model: Value, args: CallArguments, stages: bool, node: tree.Node) -> None:
    if not isinstance(model, (FunctionValue, BoundMethod)):
        return

    def give(v: Value, position: int, keyword: str, entry: Entry) -> Value:
        return traced(t, v, entry) if stages else v

    run_traced(t, model, Transform(name, Regime.STAGED, t.place(node.at)), args, node, give)
