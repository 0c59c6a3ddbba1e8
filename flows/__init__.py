"""HOW the steps are strung, retried and scheduled. Only this package knows Prefect.

It is imported before anything else of ours, so it makes sure that `tasks` and `schemas` are ours, here and in every
process that is started from here: a folder on PYTHONPATH, or the working folder, may have a tasks.py of its own.
"""

import os
import sys
import warnings
from pathlib import Path


def _shadows(entry: str) -> bool:
    """Whether a folder of the search path has modules with names of ours, and is not ours."""
    folder = Path(entry or ".").absolute()
    names = ("flows", "tasks", "schemas")
    return folder != _HERE and any((folder / f"{name}.py").exists() or (folder / name).is_dir() for name in names)


_HERE = Path(__file__).resolve().parent.parent

sys.path.sort(key=_shadows)
if _given := os.environ.get("PYTHONPATH"):
    os.environ["PYTHONPATH"] = os.pathsep.join(entry for entry in _given.split(os.pathsep) if not _shadows(entry))
# `python -m` puts the working folder first otherwise.
os.environ["PYTHONSAFEPATH"] = "1"

# `PYTHONWARNINGS=error` stops the libraries that we use, in this process and below it.
if os.environ.pop("PYTHONWARNINGS", None):
    warnings.resetwarnings()
    for _unseen in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
        warnings.simplefilter("ignore", _unseen)
