"""Importing the judge's library: what is put off is there when it is used, and only then."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.quick_import import put_off


@pytest.fixture
def noisy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module that leaves a file when it is executed."""
    mark = tmp_path / "executed"
    (tmp_path / "noisy_module.py").write_text(f"import pathlib\npathlib.Path({str(mark)!r}).touch()\nanswer = 42\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield mark
    sys.modules.pop("noisy_module", None)


def test_a_module_that_is_put_off_is_executed_at_its_first_use(noisy: Path):
    with put_off("noisy_module"):
        import noisy_module
    assert not noisy.exists()
    assert noisy_module.answer == 42
    assert noisy.exists()


def test_a_module_that_is_not_named_is_executed_at_once(noisy: Path):
    with put_off("another_module"):
        import noisy_module  # noqa: F401 - imported for what it does
    assert noisy.exists()


def test_the_garbage_collector_runs_again_afterwards_even_where_the_import_fails():
    with pytest.raises(ModuleNotFoundError), put_off("nowhere_at_all"):
        import nowhere_at_all  # noqa: F401
    assert gc.isenabled()


def test_judging_never_executes_what_was_put_off(project: Path):
    """Else the price is paid after all, later."""
    script = (
        "import sys\nimport pandas as pd\nfrom schemas.checks import article_checks\n"
        "from tasks.judge import Judge\nchecks = article_checks()\n"
        "Judge(checks).findings(pd.DataFrame([{check.column: 1 for check in checks}]))\n"
        "print([type(sys.modules[name]).__name__ for name in ('scipy.stats', 'altair')])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['_LazyModule', '_LazyModule']"
