"""Importing a large library at a fraction of its price: what is not used on our way is put off, or done without.

Importing Great Expectations takes 3 s of CPU. A third of it is scipy, altair and SQLAlchemy, for expectations, charts and
databases that no check of ours asks for; another third is sources of data and expectations that its packages offer by name
and nobody here names; and the garbage collector walks again and again over classes that all stay. Three ways spare it,
none of which changes what the library does once it is asked:

    put_off      modules that are only executed once an attribute of theirs is asked for
    named_later  packages whose `from x import Name` is only carried out once somebody asks the package for that name
    left_out     optional parts: the library is imported as where they are not installed (unless they are in already)

A release that is built otherwise, and cannot be imported so, is imported plainly: it costs seconds, not the run.
"""

from __future__ import annotations

import ast
import gc
import logging
import sys
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import LazyLoader
from types import CodeType, ModuleType


def quickly(
    library: str,
    *,
    put_off: Collection[str] = (),
    named_later: Collection[str] = (),
    left_out: Collection[str] = (),
) -> ModuleType:
    """The library, imported with the parts named here put off, named later or left out; plainly where that fails."""
    before = set(sys.modules)
    with collector_resting():
        try:
            with _Sparing(frozenset(put_off), frozenset(named_later), frozenset(left_out)).at_work():
                return import_module(library)
        except Exception:
            logging.getLogger(__name__).warning("%s is imported plainly", library, exc_info=True)
        for name in set(sys.modules) - before:
            if name == library or name.startswith(f"{library}."):
                del sys.modules[name]
        return import_module(library)


@contextmanager
def collector_resting() -> Iterator[None]:
    """Garbage is not looked for inside the block, nor ever again among what is there at its end: for imports, which all stay."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


@dataclass(frozen=True)
class _Sparing:
    """The parts to be spared, and how: while at work, in imports of the thread that asked for it."""

    put_off: frozenset[str]
    named_later: frozenset[str]
    left_out: frozenset[str]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        finder = _Finder(self)
        sys.meta_path.insert(0, finder)
        try:
            yield
        finally:
            sys.meta_path.remove(finder)


class _Finder(MetaPathFinder):
    def __init__(self, sparing: _Sparing) -> None:
        self._sparing = sparing
        self._thread = threading.get_ident()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if threading.get_ident() != self._thread:
            return None  # what others import meanwhile is theirs
        if fullname in self._sparing.left_out:
            raise ModuleNotFoundError(f"{fullname} is left out", name=fullname)
        if fullname not in self._sparing.put_off | self._sparing.named_later:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.loader is None:
            return spec
        if fullname in self._sparing.put_off:
            spec.loader = LazyLoader(spec.loader)
        elif isinstance(spec.loader, SourceFileLoader):
            spec.loader = _NamesLater(spec.loader.name, spec.loader.path, self._sparing)
        return spec


class _NamesLater(SourceFileLoader):
    """Executes a package without those of its imports that it only makes for others, and makes them when they are asked for."""

    def __init__(self, fullname: str, path: str, sparing: _Sparing) -> None:
        super().__init__(fullname, path)
        self._sparing = sparing

    def get_code(self, fullname: str) -> CodeType:
        file = self.get_filename(fullname)
        tree = ast.parse(self.get_data(file), file)
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        later = [node for node in tree.body if isinstance(node, ast.ImportFrom) and _is_for_others(node, used)]
        if any(isinstance(node, ast.FunctionDef) and node.name == "__getattr__" for node in tree.body):
            later = []  # it has a way of its own
        self._places = {
            alias.asname or alias.name: (f"{'.' * node.level}{node.module}", alias.name)
            for node in later
            for alias in node.names
        }
        tree.body = [node for node in tree.body if node not in later]
        return compile(tree, file, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        def named(name: str) -> object:
            if name not in self._places:
                raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
            place, original = self._places[name]
            with self._sparing.at_work():
                value = getattr(import_module(place, module.__name__), original)
            setattr(module, name, value)
            return value

        # As a module may define them.
        module.__getattr__ = named  # type: ignore[method-assign]
        module.__dir__ = lambda: sorted({*vars(module), *self._places})  # type: ignore[method-assign]
        super().exec_module(module)


def _is_for_others(node: ast.ImportFrom, used: set[str]) -> bool:
    """Whether the package only hands these names on. One named like its module stays: the module would take its place."""
    if not node.module or node.module == "__future__":
        return False
    names = {alias.asname or alias.name for alias in node.names}
    return not names & (used | {"*", node.module.rpartition(".")[2]})
