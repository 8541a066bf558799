"""What programs do with keys in containers, objects and states, and with helpers that take and return them."""

from __future__ import annotations

from jaxlint.verify.oracle.key_statements import DRAWS, REUSE, Writer, array


def container(w: Writer) -> None:
    one, two = w.take(), w.take()
    made = w.name("held")
    if one == two:
        return
    match w.random.randrange(7):
        case 0:
            w.write(f"{made} = ({one}, {two})")
            first, second = f"{made}[0]", f"{made}[1]"
        case 1:
            w.write(f'{made} = {{"a": {one}, "b": {two}}}')
            first, second = f'{made}["a"]', f'{made}["b"]'
        case 2:
            w.write(f"{made} = [{one}, {two}]")
            first, second = f"{made}[0]", f"{made}[-1]"
        case 3:
            w.write(f'{made} = {{"a": {{"key": {one}}}, "b": [{two}]}}')
            first, second = f'{made}["a"]["key"]', f'{made}["b"][0]'
        case 4:
            w.write(f'{made} = {{"a": {one}, "b": {two}}}')
            w.write(f"total += sum(jax.tree.leaves(jax.tree.map(draw, {made})))")
            return
        case 5:
            w.write(f'{made} = {{"a": {one}, "b": {two}}}')
            w.write(f"total += of_dict({made})")
            return
        case _:
            w.write(f"{made} = Pair({one}, {two})")
            first, second = f"{made}.first", f"{made}.second"
            if w.random.random() < 0.5:
                w.write(f"total += of_pair({made})")
                return
    w.write(f"total += random.bits({first})")
    taken = w.name("k")
    w.write(f"{taken} = {second}")
    w.bind(taken)


def helper(w: Writer) -> None:
    if w.random.random() < 0.5:
        _returned(w)
        return
    one, two = w.take(), w.take()
    if one == two:
        w.write(f"total += {w.random.choice(('draw({0})', 'both({0}, {0})')).format(one)}")
    else:
        w.write(f"total += both({one}, other={two})")


def _returned(w: Writer) -> None:
    """A helper that returns a key: the one that it is given, or another."""
    key, made = w.look(), w.name("k")
    how = w.random.choice(
        ("same({0})", "second({0})", "maybe({0}, {1})", "either({0}, {1})", "(lambda k: second(k))({0})")
    )
    flag = w.flag() or "False" if "{1}" in how else ""
    w.write(f"{made} = {how.format(key, flag)}")
    w.fresh.remove(key)
    w.used.append(key)
    w.bind(made)


def unpacked(w: Writer) -> None:
    """Keys taken from an array of them that has no other use."""
    key = w.take()
    one, two, rest = w.name("k"), w.name("k"), w.name("rest")
    match w.random.randrange(5):
        case 0:
            w.write(f"{one}, *{rest} = random.split({key}, 4)")
            w.write(f"{two} = {rest}[{w.random.randrange(3)}]")
        case 1:
            w.write(f'{rest} = dict(zip("ab", random.split({key}), strict=True))')
            w.write(f'{one}, {two} = {rest}["a"], {rest}["b"]')
        case 2:
            w.write(f"{rest} = list(random.split({key}, 3))")
            w.write(f"{one}, {two} = {rest}.pop(), {rest}[0]")
        case 3:
            w.write(f"{rest} = iter(random.split({key}, 3))")
            w.write(f"{one}, {two} = next({rest}), next({rest})")
        case _:
            w.write(f"{rest} = [k for k in random.split({key}, 3)]")
            w.write(f"{one}, {two} = {rest}[2], {rest}[-3]")
    w.bind(one, two)


def chosen(w: Writer) -> None:
    """One of two keys, by a conditional expression."""
    flag = w.flag()
    one, two, made = w.take(), w.take(), w.name("k")
    w.write(f"{made} = {one} if {flag or True} else {two}")
    w.bind(made)
    if w.random.random() < 0.6:
        w.write(f"total += draw({made})")
        w.fresh = [key for key in w.fresh if key != made]
        w.used = [*(key for key in w.used if key != made), made]


def holder(w: Writer) -> None:
    made = w.name("source")
    w.write(f"{made} = Source({w.take()})")
    for _ in range(w.random.randrange(1, 3)):
        w.write(f"total += random.bits({made}.next())")
    if w.random.random() < 0.4:
        w.write(f"total += {made}.draw()")


def state(w: Writer) -> None:
    """A record with a key, from which others are made."""
    made, key = w.name("state"), w.take()
    match w.random.randrange(4):
        case 0:
            w.write(f"{made} = State({key}, 0)")
            for _ in range(w.random.randrange(1, 3)):
                w.write(f"{made}, drawn = advanced({made})")
                w.write("total += drawn")
        case 1:
            w.write(f"{made}, drawn = lax.scan(lambda s, _: advanced(s), State({key}, 0), None, length=3)")
            w.write("total += drawn.sum()")
        case 2:
            w.write(f"{made} = Chain({key}, 1)")
            w.write(f"total += draw({made}.key)")
            if w.random.random() > REUSE:
                w.write(f"{made} = replace({made}, key=random.fold_in({made}.key, 1))")
        case _:
            w.write(f"{made} = State(count=1, key={key})")
            w.write(f"{made} = {made}._replace(key=second({made}.key))")
    if w.random.random() < 0.7:
        w.write(f"total += {w.random.choice(DRAWS[:3]).format(f'{made}.key')}")


def per_row(w: Writer) -> None:
    """One key for every row of `vmap`, which uses it once; keys for the rows beside it."""
    key = w.take()
    rows = "jnp.arange(3, dtype=jnp.uint32)"
    match w.random.randrange(4):
        case 0:
            w.write(f"total += jax.vmap(noisy, in_axes=(None, 0))({key}, {rows}).sum()")
        case 1:
            w.write(f"total += jax.vmap(lambda x: x + draw({key}))({rows}).sum()")
        case 2:
            w.write(f"total += jax.vmap(partial(noisy, {key}))({rows}).sum()")
        case _:
            if not w.arrays:
                array(w)
            keys = w.random.choice(w.arrays)
            w.arrays.remove(keys)
            how = f"jax.vmap(both, in_axes=(None, 0))({key}, {keys[0]})"
            w.write(f"total += {how}.sum()")
