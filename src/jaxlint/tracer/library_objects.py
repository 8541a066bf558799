"""Objects of libraries, of which the tables know the class and some methods."""

from __future__ import annotations

from jaxlint.domain.values import UNKNOWN, External, Object, Value
from jaxlint.program import tree
from jaxlint.signatures.distribution_rows import DISTRIBUTION, DRAWING, WRAPPING
from jaxlint.signatures.library_objects import GIVEN_OBJECT, MAKES_OBJECT
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.builtins import handles
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.library import HANDLERS, Handler
from jaxlint.tracer.state import Contents, Kind


def made(t: Tracer, name: str, node: tree.Node) -> Object:
    """A new object of a class of a library; what it holds is not followed."""
    contents = Contents(Kind.INSTANCE, {}, complete=False, rest=UNKNOWN, class_value=External(name))
    return t.allocate(contents, node.at, part=t.new_serial())


def _maker(function: str, name: str) -> Handler:
    def make(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        given = GIVEN_OBJECT.get(function)
        return UNKNOWN if given is not None and args.get(*given) is not None else made(t, name, node)

    return make


for _function, _name in MAKES_OBJECT.items():
    HANDLERS[_function] = _maker(_function, _name)


# NumPyro


@handles(*DRAWING)
def make_distribution(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`dist.Normal(0.0, 1.0)`."""
    return made(t, DISTRIBUTION, node)


@handles(*WRAPPING)
def wrap_distribution(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`dist.Normal(loc, scale).to_event(1)`: draws if what it is made of does."""
    inner = args.get(0, "base_dist") or args.get(0, "base_distribution") or UNKNOWN
    contents = t.contents(inner) if isinstance(inner, Object) else None
    draws = contents is not None and contents.class_value == External(DISTRIBUTION)
    return made(t, DISTRIBUTION, node) if draws else UNKNOWN
