"""`print` of traced values, made `jax.debug.print`."""

from __future__ import annotations

import string
from dataclasses import field

from jaxlint.fixes.imports import spell
from jaxlint.fixes.source import Source, is_plain
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.records import dataclass
from jaxlint.text.edits import Applicability, Fix
from jaxlint.tracer.world import TracePrint


@dataclass(slots=True)
class _Template:
    """A format string being put together, and the expressions for its fields."""

    source: Source
    text: str = ""
    fields: list[str] = field(default_factory=list)

    def add_text(self, text: str) -> None:
        self.text += text.replace("{", "{{").replace("}", "}}")

    def add(self, node: tree.Expr, is_text: bool) -> bool:
        """Add what `print` shows of an argument; False where that takes more than a field.

        Of what `is_text` already, the values are needed that it was made of.
        """
        match node:
            case tree.Constant(value=str(text)):
                self.add_text(text)
                return True
            case tree.FString(parts=parts):
                return all(self._add_part(part) for part in parts)
            case tree.Call(
                func=tree.Attribute(value=tree.Constant(value=str(text)), attr="format"), args=args
            ):
                return self._add_formatted(text, args)
        return not is_text and self._add_field(node, "")

    def _add_formatted(self, template: str, args: tuple[tree.Argument, ...]) -> bool:
        """`"v {:.2f}".format(x)`, with fields that are numbered by themselves."""
        if any(argument.keyword is not None or argument.stars for argument in args):
            return False
        left = list(args)
        for text, name, spec, _ in string.Formatter().parse(template):
            self.add_text(text)
            if name is None:
                continue
            if name or "{" in (spec or "") or not left or not self._add_field(left.pop(0).value, spec or ""):
                return False
        return not left

    def _add_part(self, part: str | tree.Format) -> bool:
        if isinstance(part, str):
            self.add_text(part)
            return True
        texts = () if part.spec is None else part.spec.parts
        if not all(isinstance(text, str) for text in texts):
            return False
        # A conversion makes a text of the tracer; the numbers need none.
        return self._add_field(part.value, "".join(text for text in texts if isinstance(text, str)))

    def _add_field(self, node: tree.Expr, spec: str) -> bool:
        text = self.source.of(node)
        self.text += f"{{:{spec}}}" if spec else "{}"
        self.fields.append(text)
        return is_plain(text) and not isinstance(node, (tree.Starred, tree.Yield, tree.Await, tree.Walrus))


def debug_print(event: TracePrint, module: Module) -> Fix | None:
    """`print("v", x)`, `print(f"v {x:.2f}")`, `jax.debug.print(f"v {x}")` to `jax.debug.print("v {:.2f}", x)`."""
    call, source = event.call, Source(module)
    if event.function not in ("builtins.print", "jax.debug.print"):
        return None
    if event.on_host and len(call.args) != 1:
        return None
    if any(argument.keyword is not None or argument.stars for argument in call.args):
        return None
    whole = source.of(call)
    if "#" in whole and not is_plain(whole):
        return None
    template = _Template(source)
    for number, argument in enumerate(call.args):
        template.text += " " if number else ""
        if not template.add(argument.value, number in event.texts):
            return None
    spelling = spell(module, "jax.debug.print", call.at)
    if spelling is None:
        return None
    text = f"{spelling.text}({', '.join([_literal(template.text), *template.fields])})"
    edit = source.replace(source.start(call), source.end(call), text)
    title = "Print the numbers when the compiled function runs"
    return Fix(title, (edit, *spelling.edits), Applicability.UNSAFE)


def _literal(text: str) -> str:
    """A string literal, in double quotes where that needs no escapes."""
    shown = repr(text)
    return f'"{shown[1:-1]}"' if shown.startswith("'") and '"' not in text else shown
