"""Floor 4: what known callables do.

`table.lookup` finds the row of a function, `methods.method` that of an array's method, `bind.bind` binds a call's
arguments to its parameters; `operators` and `indexing` say what `a + b` and `x[i]` are.
"""
