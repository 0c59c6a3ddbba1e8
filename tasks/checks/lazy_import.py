"""Import a large library without the parts of it that we do not use. What the library does is unchanged.

CPU and memory of a process that imports Great Expectations 1.24 (medians of four or five, on a loaded machine):

    plainly                                                      3.3 s   216 MB
    without the garbage collector                                2.8 s   216 MB
    and with scipy, altair … late (LazyLoader), no SQLAlchemy    1.7 s   118 MB
    and with the names of its packages late (this module)        0.9 s   111 MB

So `lazy_names`, which no loader of the standard library can do, saves 0.8 s of CPU each time the checks start, which is
once a run: LazyLoader cannot delay `from package.module import Name`, and that is how the library's packages offer the
data sources and expectations that no check of ours names. Where a later release cannot be imported so, it is imported
plainly.
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


def import_lazily(
    library: str,
    *,
    lazy_modules: Collection[str] = (),
    lazy_names: Collection[str] = (),
    excluded: Collection[str] = (),
) -> ModuleType:
    """Import the library; where that fails with these parts, import it plainly. Raises ImportError.

    `lazy_modules`: run on the first use of one of their attributes. `lazy_names`: packages whose `from x import Name`
    runs when somebody asks the package for that name. `excluded`: optional modules that the library shall not find,
    unless they are imported already.
    """
    before = set(sys.modules)
    with without_collector():
        try:
            with _Parts(frozenset(lazy_modules), frozenset(lazy_names), frozenset(excluded)).applied():
                return import_module(library)
        except Exception:
            logging.getLogger(__name__).warning("%s is imported plainly", library, exc_info=True)
        for name in set(sys.modules) - before:
            if name == library or name.startswith(f"{library}."):
                del sys.modules[name]
        return import_module(library)


@contextmanager
def without_collector() -> Iterator[None]:
    """Do not collect garbage in the block, and never look again at the objects that it leaves: imported modules all
    stay.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


@dataclass(frozen=True)
class _Parts:
    """The parts to import lazily or not at all. Only imports of this thread follow it, while `applied`."""

    lazy_modules: frozenset[str]
    lazy_names: frozenset[str]
    excluded: frozenset[str]

    @contextmanager
    def applied(self) -> Iterator[None]:
        finder = _Finder(self)
        sys.meta_path.insert(0, finder)
        try:
            yield
        finally:
            sys.meta_path.remove(finder)


class _Finder(MetaPathFinder):
    def __init__(self, parts: _Parts) -> None:
        self._parts = parts
        self._thread = threading.get_ident()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if threading.get_ident() != self._thread:
            return None  # another thread imports as usual
        if fullname in self._parts.excluded:
            raise ModuleNotFoundError(f"{fullname} is left out", name=fullname)
        if fullname not in self._parts.lazy_modules | self._parts.lazy_names:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.loader is None:
            return spec
        if fullname in self._parts.lazy_modules:
            spec.loader = LazyLoader(spec.loader)
        elif isinstance(spec.loader, SourceFileLoader):
            spec.loader = _LazyNames(spec.loader.name, spec.loader.path, self._parts)
        return spec


class _LazyNames(SourceFileLoader):
    """Runs a package without the imports that it only re-exports; each of them runs when its name is asked for."""

    def __init__(self, fullname: str, path: str, parts: _Parts) -> None:
        super().__init__(fullname, path)
        self._parts = parts

    def get_code(self, fullname: str) -> CodeType:
        file = self.get_filename(fullname)
        tree = ast.parse(self.get_data(file), file)
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        delayed = [node for node in tree.body if isinstance(node, ast.ImportFrom) and _is_reexport(node, used)]
        if any(isinstance(node, ast.FunctionDef) and node.name == "__getattr__" for node in tree.body):
            delayed = []  # the package resolves names by itself
        self._places = {
            alias.asname or alias.name: (f"{'.' * node.level}{node.module}", alias.name)
            for node in delayed
            for alias in node.names
        }
        tree.body = [node for node in tree.body if node not in delayed]
        return compile(tree, file, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        def named(name: str) -> object:
            if name not in self._places:
                raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
            place, original = self._places[name]
            with self._parts.applied():
                value = getattr(import_module(place, module.__name__), original)
            setattr(module, name, value)
            return value

        # PEP 562: a module may define both.
        module.__getattr__ = named  # type: ignore[method-assign]
        module.__dir__ = lambda: sorted({*vars(module), *self._places})  # type: ignore[method-assign]
        super().exec_module(module)


def _is_reexport(node: ast.ImportFrom, used: set[str]) -> bool:
    """Whether the package only re-exports these names. A name equal to its module's stays: importing the module would
    replace it.
    """
    if not node.module or node.module == "__future__":
        return False
    names = {alias.asname or alias.name for alias in node.names}
    return not names & (used | {"*", node.module.rpartition(".")[2]})
