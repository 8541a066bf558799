"""Where modules come from: files of the project, found by name as Python would, read when first asked for."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple

from jaxlint.domain.origins import Place
from jaxlint.engine.folders import importable_names
from jaxlint.program.module import Module, slice_of
from jaxlint.program.shelf import Bodies
from jaxlint.signatures.libraries import LIBRARIES
from jaxlint.syntax.gate import SyntaxProblem, parse_ast
from jaxlint.syntax.slices import Shelf
from jaxlint.text.decoding import UndecodableError, decode

STANDARD = sys.stdlib_module_names
MAX_PACKAGE_DEPTH = 24
LINES_AT_HAND = 60_000
"""Lines of a project whose `ast` is kept, 1.4 kilobytes each."""
LINES_OF_MORE = 3_000
"""The same of a larger project: what is not kept is parsed again when it is asked for."""
NODES_AT_HAND = 40_000
"""Nodes of functions, 120 bytes each: those of some 20,000 lines. What is put off is read again when asked for."""


class FileName(NamedTuple):
    """A file by the name of its module and its path, before it is indexed."""

    name: str
    path: str


class ProjectProgram:
    """The modules of a project. A name that two folders use (`conftest`, `train`) is told apart by its folder."""

    def __init__(self, roots: Iterable[Path] = ()) -> None:
        self._roots = [os.path.abspath(root) for root in dict.fromkeys(roots)]
        self._by_path: dict[str, Module | None] = {}
        self._canonical: dict[str, str] = {}
        """The one name of each file that was added, which its places bear."""
        self._names: dict[str, str] = {}
        """Module names handed out, with their paths."""
        self._found: dict[str, str | None] = {}
        self._folders: dict[str, frozenset[str]] = {}
        self._glanced_at: set[str] = set()
        self._shelf = Shelf(LINES_AT_HAND, LINES_OF_MORE)
        self._bodies = Bodies(NODES_AT_HAND)

    # Program

    def module(self, name: str) -> Module | None:
        """The project's module of this name."""
        path = self._names.get(name)
        if path is None:
            path = self._find(name)
        return None if path is None else self._read(name, path)

    def imported(self, importer: Module, name: str) -> Module | None:
        """The project's module of this name, where that is what `importer` gets by it.

        A library whose own sources are among the files stays a library to whoever stands outside of its folder.
        """
        module = self.module(name)
        if module is None or not self.is_library(name):
            return module
        depth = name.count(".") + (os.path.basename(module.path) == "__init__.py")
        folder = module.path
        for _ in range(depth + 1):
            folder = os.path.dirname(folder)
        if os.path.basename(folder) == "src":
            folder = os.path.dirname(folder)
        return module if importer.path.startswith(os.path.join(folder, "")) else None

    def texts(self) -> Iterator[str]:
        """The texts of the modules that have been read."""
        return (module.text for module in self._by_path.values() if module is not None)

    def resolve(self, importer: Module | FileName, module: str, level: int) -> str:
        """Absolute name of what `importer` means; beside it comes before the project's other folders."""
        if level:
            package = self._package(importer)
            base = package.split(".")[: len(package.split(".")) - (level - 1)] if package else []
            return ".".join([*base, module] if module else base)
        if self.is_library(module):
            return module
        folder = os.path.dirname(os.path.abspath(importer.path))
        beside = None if "__init__.py" in self._listing(folder) else self._locate(folder, module)
        return module if beside is None else self.add(beside)

    # Files

    def add(
        self,
        path: str,
        text: str | None = None,
        tree: ast.Module | None = None,
        look: Callable[[Module], object] | None = None,
    ) -> str:
        """The name of a file's module; `text` and `tree` where they are at hand.

        `look` is then shown the module as long as all of its `ast` is there.
        """
        path = os.path.abspath(path)
        name = self._name_of(path)
        taken = self._names.get(name)
        if taken is not None and taken != path:
            name = f"{name}@{os.path.dirname(path)}"
        self._names[name] = path
        self._canonical.setdefault(path, name)
        if text is not None and tree is not None and self._by_path.get(path) is None:
            module = self._by_path[path] = Module(name, path, text, tree)
            if look is not None:
                look(module)
            self._keep(module)
        return name

    def _name_of(self, path: str) -> str:
        """The dotted name by which Python would import a file: from the folder above its outermost package."""
        folder, file = os.path.split(path)
        parts = [] if file == "__init__.py" else [file.removesuffix(".py")]
        for _ in range(MAX_PACKAGE_DEPTH):
            if "__init__.py" not in self._listing(folder):
                break
            folder, package = os.path.split(folder)
            parts.append(package)
        if folder not in self._roots:
            self._roots.append(folder)
        return ".".join(reversed(parts)) or "__init__"

    def _package(self, module: Module | FileName) -> str:
        name = module.name.partition("@")[0]
        return name if os.path.basename(module.path) == "__init__.py" else name.rpartition(".")[0]

    def is_library(self, name: str) -> bool:
        """Whether a module belongs to a library that no project's own module shadows."""
        root = name.partition(".")[0]
        return root in LIBRARIES or root in STANDARD

    def _find(self, name: str) -> str | None:
        if name in self._found:
            return self._found[name]
        found: str | None = None
        if not self.is_library(name) and "@" not in name:
            for root in self._roots:
                found = self._locate(root, name)
                if found is not None:
                    break
        self._found[name] = found
        if found is not None:
            self._names[name] = found
        return found

    def _locate(self, root: str, name: str) -> str | None:
        """The file of a module below a folder, if it is there."""
        folder = root
        *packages, last = name.split(".")
        for package in packages:
            if package not in self._listing(folder):
                return None
            folder = os.path.join(folder, package)
        listing = self._listing(folder)
        if f"{last}.py" in listing:
            return os.path.join(folder, f"{last}.py")
        if last in listing and "__init__.py" in self._listing(os.path.join(folder, last)):
            return os.path.join(folder, last, "__init__.py")
        return None

    def _listing(self, folder: str) -> frozenset[str]:
        names = self._folders.get(folder)
        if names is None:
            names = self._folders[folder] = importable_names(folder)
        return names

    def _read(self, name: str, path: str) -> Module | None:
        if path in self._by_path:
            return self._by_path[path]
        module: Module | None = None
        try:
            text = decode(Path(path).read_bytes()).text
            tree = parse_ast(text, path)
            if not isinstance(tree, SyntaxProblem):
                # Below a namespace package a file is imported by a longer name than its folder gives it.
                module = Module(self._canonical.get(path, name), path, text, tree)
                # Nothing of it is entered on its own account.
                module.index.forget_parts()
                self._keep(module)
        except (OSError, UndecodableError):
            module = None
        self._by_path[path] = module
        return module

    def _keep(self, module: Module) -> None:
        """Have it decided for all modules together what of them stays at hand."""
        module.index.put_on(self._shelf)
        module.tell(self._bodies)

    @property
    def is_full(self) -> bool:
        """Whether more bodies of functions have been read than are to be kept."""
        return self._bodies.is_full

    def make_room(self, kept: Iterable[Place]) -> None:
        """Put off bodies of functions, but those around these places. No function may be under way."""
        self._bodies.make_room({(place.module, slice_of(place.at)) for place in kept})

    def text_mentions(self, name: str, markers: tuple[str, ...]) -> bool:
        """Whether the project has this module and its text contains one of the words."""
        path = self._names.get(name) or self._find(name)
        if path is None:
            return False
        known = self._by_path.get(path)
        if known is not None:
            return any(marker in known.text for marker in markers)
        self._glanced_at.add(path)
        try:
            data = Path(path).read_bytes()
        except OSError:
            return False
        return any(marker.encode() in data for marker in markers)

    @property
    def files(self) -> AbstractSet[str]:
        """The files of which more than the name is known: what they hold has been looked at."""
        return self._by_path.keys() | self._glanced_at

    @property
    def folders(self) -> Mapping[str, frozenset[str]]:
        """The folders in which a module has been looked for, with the names that are there."""
        return self._folders
