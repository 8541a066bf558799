"""Programs that deal in random keys, for JAX's own checker: `run` and the helpers that it calls.

What is left out, because JAX's checker says less than what is the case, or more (jax 0.10.2, 0.12): rows of an array of
keys that are read and not consumed, that are taken by a traced index, or by iteration beside other uses of the
array; arrays of keys that are stacked, reshaped or selected; keys that a jitted function returns as they are; one
key for two parameters of a jitted function.
"""

from __future__ import annotations

from random import Random

from jaxlint.verify.oracle.key_holders import (
    chosen,
    container,
    helper,
    holder,
    per_row,
    state,
    unpacked,
)
from jaxlint.verify.oracle.key_prelude import PRELUDE
from jaxlint.verify.oracle.key_statements import (
    DRAWS,
    FLAGS,
    REUSE,
    Writer,
    array,
    copy,
    draw,
    fold,
    rows,
    split,
    suite,
)

_DEEP = 2


def key_program(random: Random) -> str:
    """A program that these choices make."""
    writer = Writer(random)
    writer.new()
    for _ in range(random.randrange(3, 9)):
        _statement(writer)
    body = "\n".join(writer.lines)
    return f"{PRELUDE}\ndef run({', '.join(FLAGS)}):\n    total = jnp.uint32(0)\n{body}\n    return total\n"


def _statement(w: Writer) -> None:
    simple = (
        draw,
        draw,
        draw,
        split,
        split,
        fold,
        copy,
        array,
        rows,
        rows,
        container,
        helper,
        holder,
        unpacked,
        chosen,
        state,
        per_row,
    )
    compound = (_if, _for, _comprehension, _closure, _cond, _fori, _scan, _while, _vmap, _map_rows, _grad)
    deep = w.indent > _DEEP
    w.random.choice(simple if deep or w.random.random() < 0.55 else compound)(w)


def _if(w: Writer) -> None:
    flag = w.flag()
    if flag is None:
        draw(w)
        return
    w.look()
    fresh, used, arrays = list(w.fresh), list(w.used), list(w.arrays)
    w.write(f"if {flag}:")
    suite(w, w.random.randrange(1, 3))
    after = list(w.used)
    if w.random.random() < 0.6:
        left = [one for one in w.arrays if one in arrays]
        w.fresh, w.used, w.arrays = list(fresh), list(used), list(arrays)
        w.write("else:")
        suite(w, w.random.randrange(1, 3))
        w.arrays = [one for one in w.arrays if one in left]
    # What either branch may have consumed is not taken for fresh.
    w.used = [key for key in (*fresh, *used) if key in after or key in w.used]
    w.fresh = [key for key in (*fresh, *used) if key not in w.used]


def _inside(w: Writer, own: str) -> None:
    """What the body of a loop does with a key of its own; now and then it takes one from outside."""
    w.write(f"total += {w.random.choice(DRAWS).format(own)}")
    # A key that is made here is none outside.
    if w.random.random() < 2 * REUSE and w.fresh:
        w.write(f"total += random.bits({w.take()})")


def _for(w: Writer) -> None:
    key, own = w.take(), w.name("k")
    kind = w.random.randrange(7)
    flag = w.flag() if kind in (4, 5) else None
    match kind if flag or kind not in (4, 5) else 0:
        case 0:
            w.write("for i in range(3):")
            w.indent += 1
            w.write(f"{key}, {own} = random.split({key})")
            _inside(w, own)
            w.bind(key)
        case 1:
            w.write("for i in range(3):")
            w.indent += 1
            w.write(f"{own} = random.fold_in({key}, i)")
            _inside(w, own)
        case 2:
            w.write(f"for {own} in random.split({key}, 3):")
            w.indent += 1
            _inside(w, own)
        case 3:
            w.write(f"for i, {own} in enumerate(random.split({key}, 3)):")
            w.indent += 1
            _inside(w, own)
        case 4:
            w.write(f"for i in range(2 + {flag}):")
            w.indent += 1
            w.write(f"{key}, {own} = random.split({key})")
            _inside(w, own)
            w.bind(key)
        case 5:
            w.write("for i in range(3):")
            w.indent += 1
            w.write(f"{key}, {own} = random.split({key})")
            w.write(f"if {flag}:")
            w.write(f"    {w.random.choice(('break', 'continue'))}")
            _inside(w, own)
            w.bind(key)
        case _:
            w.write("i = 0")
            w.write("while i < 3:")
            w.indent += 1
            w.write("i += 1")
            w.write(f"{key}, {own} = random.split({key})")
            _inside(w, own)
            w.bind(key)
    w.indent -= 1


def _comprehension(w: Writer) -> None:
    key = w.take()
    how = w.random.choice(
        (
            "[draw(k) for k in random.split({0}, 3)]",
            "[folded({0}, i) for i in range(3)]",
            "[draw(random.fold_in({0}, i)) for i in range(3)]",
            "list(map(draw, random.split({0}, 3)))",
        )
        if w.random.random() > REUSE
        else ("[draw({0}) for i in range(3)]",)
    )
    w.write(f"total += sum({how.format(key)})")


def _closure(w: Writer) -> None:
    key, made = w.take(), w.name("inner")
    decorator = w.random.choice(("", "", "@jax.jit", "@jax.checkpoint"))
    if decorator:
        w.write(decorator)
    w.write(f"def {made}():")
    w.write(f"    return {w.random.choice(DRAWS[:2]).format(key)}")
    for _ in range(1 if w.random.random() > 2 * REUSE else 2):
        w.write(f"total += {made}()")


def _cond(w: Writer) -> None:
    key = w.take()
    match w.random.randrange(4):
        case 0:
            w.write(f"total += lax.cond(total > 3, draw, lambda k: random.bits(k) + 1, {key})")
        case 1:
            w.write(f"total += lax.cond(total > 3, lambda: draw({key}), lambda: jnp.uint32(0))")
        case 2:
            other = w.take()
            w.write(f"total += lax.cond(total > 3, lambda: draw({key}), lambda: draw({other}))")
        case _:
            branches = "[draw, lambda k: folded(k, 1), lambda k: advance(k)[1]]"
            w.write(f"total += lax.switch(1, {branches}, {key})")


def _fori(w: Writer) -> None:
    key, made = w.take(), w.name("body")
    w.write(f"def {made}(i, carry):")
    w.indent += 1
    w.write("k, total = carry")
    match w.random.randrange(5):
        case 0 | 1:
            w.write("k, own = random.split(k)")
            _inside(w, "own")
        case 2:
            w.write("total += folded(k, i)")
        case 3:
            w.write("k, drawn = step(k, i)")
            w.write("total += drawn")
        case _:
            w.write("total += random.bits(random.fold_in(k, i))")
            if w.random.random() < 3 * REUSE:
                w.write("total += random.bits(k)")
    w.write("return k, total")
    w.indent -= 1
    w.write(f"_, total = lax.fori_loop(0, 3, {made}, ({key}, total))")


def _scan(w: Writer) -> None:
    key, made = w.take(), w.name("body")
    match w.random.randrange(4):
        case 0:
            w.write(f"def {made}(carry, k):")
            w.indent += 1
            w.write("total = carry")
            _inside(w, "k")
            w.write("return total, None")
            w.indent -= 1
            w.write(f"total, _ = lax.scan({made}, total, random.split({key}, 3))")
        case 1:
            w.write(f"_, drawn = lax.scan(step, {key}, jnp.arange(3))")
            w.write("total += drawn.sum()")
        case 2:
            w.write(f"{key}, drawn = lax.scan(step, {key}, None, length=3)")
            w.write("total += drawn.sum()")
            w.bind(key)
        case _:
            w.write(f"def {made}(carry, i):")
            w.indent += 1
            w.write("k, total = carry")
            if w.random.random() < 0.7:
                w.write("k, own = random.split(k)")
            else:
                w.write("own = random.fold_in(k, i)")
            _inside(w, "own")
            w.write("return (k, total), None")
            w.indent -= 1
            w.write(f"(_, total), _ = lax.scan({made}, ({key}, total), jnp.arange(3))")


def _while(w: Writer) -> None:
    key, made = w.take(), w.name("body")
    w.write(f"def {made}(carry):")
    w.indent += 1
    w.write("i, k, total = carry")
    w.write("k, own = random.split(k)")
    _inside(w, "own")
    w.write("return i + 1, k, total")
    w.indent -= 1
    w.write(f"_, _, total = lax.while_loop(lambda carry: carry[0] < 3, {made}, (0, {key}, total))")


def _vmap(w: Writer) -> None:
    if w.random.random() < REUSE:
        how = w.random.choice(
            ("lax.map(lambda x: draw({0}), jnp.arange(3))", "lax.map(partial(folded, {0}), jnp.arange(3))")
        )
        w.write(f"total += {how.format(w.take())}.sum()")
        return
    key = w.take()
    how = w.random.choice(("draw", "lambda k: draw(k)", "lambda k: advance(k)[1]", "lambda k: folded(k, 2)"))
    w.write(f"total += jax.vmap({how})(random.split({key}, 3)).sum()")


def _map_rows(w: Writer) -> None:
    if not w.arrays:
        array(w)
    keys = w.random.choice(w.arrays)
    w.arrays.remove(keys)
    how = ("lax.map(draw, {0}).sum()", "jax.vmap(draw)({0}).sum()", "jax.jit(jax.vmap(draw))({0}).sum()")
    for _ in range(1 if w.random.random() > REUSE else 2):
        w.write(f"total += {w.random.choice(how).format(keys[0])}")


def _grad(w: Writer) -> None:
    key = w.take()
    w.write(f"slope = jax.grad(lambda x: x * random.normal({key}))(1.0)")
    w.write("total += slope.astype(jnp.uint32)")
