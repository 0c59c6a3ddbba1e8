"""What would another extractor, or another rule, change? `broadsheet replay --compare` over a whole corpus, three
times.

    python -m benchmarks.replay_compare [FOLDER]

FOLDER has a truth.jsonl whose rows name a (gzipped) page in `file` (default: ../shared/corpus). It is ingested once;
then compared with nothing changed, with a trafilatura that loses the last line of every text of more than twelve lines
(planted by an import hook in the processes that clean), and with a check that asks for 150 words instead of 25. Prints
the seconds and the report of each, and that nothing was written by any of them.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from schemas.checks import EXPECTATIONS
from schemas.settings import PROJECT

_PLANTED = """
import importlib.abc, importlib.machinery, sys

class Planted(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != "trafilatura":
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        load = spec.loader.exec_module
        def changed(module):
            load(module)
            extract = module.bare_extraction
            def shorter(*given, **named):
                document = extract(*given, **named)
                lines = (document.text or "").splitlines() if document else []
                if len(lines) > 12:
                    document.text = "\\n".join(lines[:-1])
                return document
            module.bare_extraction, module.__version__ = shorter, "99.0"
        spec.loader.exec_module = changed
        return spec

sys.meta_path.insert(0, Planted())
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", nargs="?", type=Path, default=PROJECT.parent / "shared" / "corpus")
    corpus = parser.parse_args().corpus
    with tempfile.TemporaryDirectory() as name:
        home, plant, checks = Path(name) / "data", Path(name) / "plant", Path(name) / "articles.yaml"
        plant.mkdir()
        (plant / "sitecustomize.py").write_text(_PLANTED, encoding="utf-8")
        rules = (EXPECTATIONS / "articles.yaml").read_text(encoding="utf-8")
        stricter = rules.replace(
            "{column: words_or_ideographs, min_value: 25}", "{column: words_or_ideographs, min_value: 150}"
        )
        assert stricter != rules
        checks.write_text(stricter, encoding="utf-8")
        environment = os.environ | {"BROADSHEET_HOME": str(home)}
        told("ingest", environment, "ingest", str(corpus / "truth.jsonl"), "--columns", "file,url")
        before = digest(home)
        told("nothing changed", environment, "replay", "--compare")
        told("another extractor", environment | {"PYTHONPATH": str(plant)}, "replay", "--compare")
        told("another rule", environment | {"BROADSHEET_CHECKS_FILE": str(checks)}, "replay", "--compare")
        print(f"\nwarehouse and snapshot as before: {digest(home) == before}")


def told(what: str, environment: dict[str, str], *words: str) -> None:
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli.main", *words],
        check=False,
        env=environment | {"COLUMNS": "160"},
        capture_output=True,
        text=True,
    )
    print(
        f"\n== {what}: {time.monotonic() - begun:.1f} s, exit code {done.returncode}\n{done.stderr}{done.stdout}",
        flush=True,
    )


def digest(home: Path) -> list[str]:
    return [
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (home / "private" / "warehouse.duckdb", home / "broadsheet.duckdb")
    ]


if __name__ == "__main__":
    main()
