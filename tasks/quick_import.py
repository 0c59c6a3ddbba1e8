"""Importing a large library at half its price: parts that are not used on our way are put off until something uses them.

Importing Great Expectations takes 5.6 s of CPU, of which scipy and altair, for expectations and charts that no check of ours
asks for, take a third, and the garbage collector, walking again and again over classes that all stay, a quarter.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType


@contextmanager
def put_off(*modules: str) -> Iterator[None]:
    """Imports inside the block: the modules named here are only executed once an attribute of theirs is asked for."""
    finder = _PutOff(frozenset(modules))
    sys.meta_path.insert(0, finder)
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        gc.freeze()  # what was imported stays: no collection needs to look at it again
        if collecting:
            gc.enable()


class _PutOff(MetaPathFinder):
    def __init__(self, modules: frozenset[str]) -> None:
        self._modules = modules

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._modules:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec
