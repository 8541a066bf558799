"""The nearest valid word to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable


def suggestion(word: str, choices: Iterable[str]) -> str:
    """`; did you mean `x`?` with the choice most like the word, or nothing where none is like it."""
    import difflib

    by_folded = {choice.casefold(): choice for choice in choices}
    nearest = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.5)
    return f"; did you mean `{by_folded[nearest[0]]}`?" if nearest else ""
