"""The `broadsheet` command begins here, under a name that nothing else has.

A folder on PYTHONPATH, or the working folder, may have a flows.py, tasks.py or schemas.py of its own. So, before any of
these is imported, such folders go to the end of the search path, here and in every process that is started from here.
`flows` imports this module too, for processes that begin with one of its own.
"""

import os
import sys
import warnings
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

_HERE = Path(__file__).resolve().parent
_OURS = ("flows", "tasks", "schemas")


def _shadows(entry: str) -> bool:
    """Whether a folder of the search path has modules with names of ours, and is not ours."""
    folder = Path(entry or ".").absolute()
    return folder != _HERE and any((folder / f"{name}.py").exists() or (folder / name).is_dir() for name in _OURS)


def main() -> NoReturn:
    """Run the command and end the process."""
    from flows.cli.main import main as run  # noqa: PLC0415 - after the search path is in order

    run()


# A shell may close them (`>&-`). The next file that is opened would get the number, and whatever a library prints.
for _number, _name, _mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
    try:
        os.fstat(_number)
    except OSError:
        setattr(sys, _name, os.fdopen(os.open(os.devnull, os.O_RDWR), _mode, encoding="utf-8"))

sys.path.sort(key=_shadows)
if _given := os.environ.get("PYTHONPATH"):
    os.environ["PYTHONPATH"] = os.pathsep.join(entry for entry in _given.split(os.pathsep) if not _shadows(entry))
# `python -m` puts the working folder first otherwise.
os.environ["PYTHONSAFEPATH"] = "1"

# pydantic would look for plugins in the metadata of every installed package, in each process: 40 ms. We have none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

# These change what Python itself does: libraries of ours do not start without docstrings (`PYTHONOPTIMIZE=2`).
for _name in ("PYTHONOPTIMIZE", "PYTHONINSPECT", "PYTHONIOENCODING", "PYTHONDEVMODE"):
    os.environ.pop(_name, None)
for _stream in (sys.stdin, sys.stdout, sys.stderr):
    if isinstance(_stream, TextIOWrapper) and _stream.encoding.lower().replace("_", "-") not in {"utf-8", "utf8"}:
        _stream.reconfigure(encoding="utf-8")

# `PYTHONWARNINGS=error` stops the libraries that we use, in this process and below it.
if os.environ.pop("PYTHONWARNINGS", None):
    warnings.resetwarnings()
    for _unseen in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
        warnings.simplefilter("ignore", _unseen)
