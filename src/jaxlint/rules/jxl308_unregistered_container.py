"""JXL308: an instance of a class that JAX does not know is handed to, or returned from, a transformed function."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import MOST
from jaxlint.text.findings import Finding
from jaxlint.tracer.unregistered import UnregisteredInstance
from jaxlint.tracer.view import View


class UnregisteredContainer(Rule[UnregisteredInstance]):
    """A class that is not registered as a pytree is no array and no container of arrays."""

    code = "JXL308"
    name = "unregistered-container"
    summary = "an instance of a class that is no pytree is an argument or result of a traced function"
    watches = (UnregisteredInstance,)
    predicts = "TypeError"

    def check(self, event: UnregisteredInstance, view: View) -> Iterator[Finding]:
        name = f"`{event.class_name}`"
        if event.argument:
            message = f"`{event.transform}` cannot trace `{event.argument}` of `{event.function}`: {name} is no pytree"
        else:
            message = (
                f"`{event.transform}` cannot return what `{event.function}` returns: {name} is no pytree"
            )
        if len(message) > MOST:
            message = f"`{event.transform}` cannot take or return an instance of {name}, which is no pytree"
        home = event.place._replace(module=event.module, at=event.definition.at)
        register = (
            "@jax.tree_util.register_dataclass"
            if event.is_dataclass
            else "jax.tree_util.register_pytree_node"
        )
        yield Finding(
            self.code,
            message,
            view.span(event.place),
            (view.note(f"{name} is not registered", home, event.place),),
            f"register it (`{register}`), or make it a NamedTuple",
            "TypeError",
        )
