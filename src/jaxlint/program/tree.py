"""The lowered program: our own small tree, made from libcst by `program.lower`.

Every node has `at`, the number of the libcst node it was made from, counted over the whole module.
`Module.span_of(at)` finds the source range when a finding needs it; nothing else of libcst is kept here.
Constructs that mean the same to Python but not to a reader (`if`, conditional expression, `and`) stay apart,
because messages speak of what was written.
"""

from __future__ import annotations

from jaxlint.program.nodes import Argument as Argument
from jaxlint.program.nodes import Attribute as Attribute
from jaxlint.program.nodes import Await as Await
from jaxlint.program.nodes import Binary as Binary
from jaxlint.program.nodes import Boolean as Boolean
from jaxlint.program.nodes import Call as Call
from jaxlint.program.nodes import Compare as Compare
from jaxlint.program.nodes import Comprehension as Comprehension
from jaxlint.program.nodes import ComprehensionKind as ComprehensionKind
from jaxlint.program.nodes import Conditional as Conditional
from jaxlint.program.nodes import Constant as Constant
from jaxlint.program.nodes import Display as Display
from jaxlint.program.nodes import Expr as Expr
from jaxlint.program.nodes import Format as Format
from jaxlint.program.nodes import FString as FString
from jaxlint.program.nodes import Function as Function
from jaxlint.program.nodes import Generator as Generator
from jaxlint.program.nodes import Lambda as Lambda
from jaxlint.program.nodes import Mapping as Mapping
from jaxlint.program.nodes import Name as Name
from jaxlint.program.nodes import Node as Node
from jaxlint.program.nodes import Opaque as Opaque
from jaxlint.program.nodes import Parameter as Parameter
from jaxlint.program.nodes import ParameterKind as ParameterKind
from jaxlint.program.nodes import Scope as Scope
from jaxlint.program.nodes import Sequence as Sequence
from jaxlint.program.nodes import Slice as Slice
from jaxlint.program.nodes import Starred as Starred
from jaxlint.program.nodes import Subscript as Subscript
from jaxlint.program.nodes import Unary as Unary
from jaxlint.program.nodes import Walrus as Walrus
from jaxlint.program.nodes import Yield as Yield
from jaxlint.program.nodes import parts_of as parts_of
from jaxlint.program.statements import AnnAssign as AnnAssign
from jaxlint.program.statements import Assert as Assert
from jaxlint.program.statements import Assign as Assign
from jaxlint.program.statements import AugAssign as AugAssign
from jaxlint.program.statements import Break as Break
from jaxlint.program.statements import Case as Case
from jaxlint.program.statements import ClassDef as ClassDef
from jaxlint.program.statements import Continue as Continue
from jaxlint.program.statements import Delete as Delete
from jaxlint.program.statements import ExprStmt as ExprStmt
from jaxlint.program.statements import For as For
from jaxlint.program.statements import FunctionDef as FunctionDef
from jaxlint.program.statements import GlobalDecl as GlobalDecl
from jaxlint.program.statements import Handler as Handler
from jaxlint.program.statements import If as If
from jaxlint.program.statements import Import as Import
from jaxlint.program.statements import ImportedName as ImportedName
from jaxlint.program.statements import ImportFrom as ImportFrom
from jaxlint.program.statements import Match as Match
from jaxlint.program.statements import NonlocalDecl as NonlocalDecl
from jaxlint.program.statements import Pass as Pass
from jaxlint.program.statements import Raise as Raise
from jaxlint.program.statements import Return as Return
from jaxlint.program.statements import Stmt as Stmt
from jaxlint.program.statements import Try as Try
from jaxlint.program.statements import While as While
from jaxlint.program.statements import With as With
from jaxlint.program.statements import WithItem as WithItem
