"""Do other tools read our files, as docs/dashboards.md says? `python -m benchmarks.dashboards SNAPSHOT TOOLS_FILE
[NAME...]`

Each tool is installed anew into an environment of its own in a temporary folder (minutes, needs a package index), opens
the snapshot, or the file of `export --format duckdb`, as the page describes, and prints its version and what it saw. A
tool that fails is named, and ends the command with 1.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Tool:
    packages: tuple[str, ...]
    """Of the package index; the version of the first is printed."""
    script: str
    """Python; SNAPSHOT, TOOLS_FILE and FOLDER stand for the paths."""


TOOLS = {
    "pandas": Tool(
        ("pandas", "duckdb"),
        """
import duckdb
with duckdb.connect("SNAPSHOT", read_only=True) as snapshot:
    print(len(snapshot.sql("FROM daily_volume").df()), "rows of daily_volume in a data frame")
""",
    ),
    "polars": Tool(
        ("polars", "duckdb", "pyarrow"),
        """
import duckdb
with duckdb.connect("SNAPSHOT", read_only=True) as snapshot:
    print(snapshot.sql("FROM completeness_30_days").pl().height, "rows of completeness_30_days in a data frame")
""",
    ),
    "sqlalchemy": Tool(
        ("duckdb-engine", "sqlalchemy", "duckdb"),
        """
from sqlalchemy import create_engine, pool, text
engine = create_engine("duckdb:///SNAPSHOT", connect_args={"read_only": True}, poolclass=pool.NullPool)
with engine.connect() as connection:
    print(connection.execute(text("SELECT count(*) FROM latest_articles")).scalar(), "articles")
""",
    ),
    "harlequin": Tool(
        ("harlequin", "duckdb"),
        """
import asyncio
from harlequin import Harlequin
from harlequin_duckdb import DuckDbAdapter

async def main():
    app = Harlequin(adapter=DuckDbAdapter(["SNAPSHOT"], read_only=True))
    async with app.run_test(size=(140, 45)) as pilot:
        while app.connection is None or app.editor is None:
            await pilot.pause(0.5)
        app.editor.text = "SELECT source, day, new_articles FROM daily_volume"
        await pilot.press("ctrl+j")
        while (table := app.results_viewer.get_visible_table()) is None or not table.row_count:
            await pilot.pause(0.5)
        print(table.row_count, "rows of daily_volume on its screen")

asyncio.run(main())
""",
    ),
    "datasette": Tool(
        ("datasette", "datasette-parquet", "duckdb"),
        """
import json, subprocess, sys
from pathlib import Path
import duckdb
folder = Path("FOLDER") / "parquet"
folder.mkdir()
with duckdb.connect("SNAPSHOT", read_only=True) as snapshot:
    snapshot.sql("FROM daily_volume").write_parquet(str(folder / "daily_volume.parquet"))
metadata = Path("FOLDER") / "metadata.json"
metadata.write_text(json.dumps({"plugins": {"datasette-parquet": {"broadsheet": {"directory": str(folder)}}}}))
asked = "/broadsheet.json?sql=select+source,sum(new_articles)+from+daily_volume+group+by+1&_shape=array"
command = [sys.executable, "-m", "datasette", "--get", asked, "-m", str(metadata)]
done = subprocess.run(command, capture_output=True, text=True, check=True)
print(len(json.loads(done.stdout)), "sources from daily_volume.parquet")
""",
    ),
}
_FORMER_DUCKDB = """
import duckdb
with duckdb.connect("TOOLS_FILE", read_only=True) as file:
    articles, sources = file.execute("SELECT count(*), count(DISTINCT source) FROM articles").fetchone()
    print(articles, "articles of", sources, "sources in", len(file.execute("SHOW TABLES").fetchall()), "tables")
"""
TOOLS |= {
    f"duckdb-{version}": Tool((f"duckdb=={version}",), _FORMER_DUCKDB)
    for version in ("1.1.3", "1.2.2", "1.3.2", "1.4.4")
}


def try_tool(tool: Tool, snapshot: Path, tools_file: Path, folder: Path) -> str:
    """What the tool printed, behind its version. Raises CalledProcessError where it failed."""
    python = folder / "venv" / "bin" / "python"
    uv = [sys.executable, "-m", "uv"]
    _run([*uv, "venv", "--quiet", str(folder / "venv")])
    _run([*uv, "pip", "install", "--quiet", "--python", str(python), *tool.packages])
    names = tuple(package.partition("==")[0] for package in tool.packages)
    version = f"import importlib.metadata as m; print(*(p + ' ' + m.version(p) for p in {names}), sep=', ', end=': ')"
    paths = {"SNAPSHOT": snapshot, "TOOLS_FILE": tools_file, "FOLDER": folder}
    script = tool.script
    for word, path in paths.items():
        script = script.replace(word, str(path))
    return _run([str(python), "-c", version]) + _run([str(python), "-c", script]).strip()


def _run(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=600).stdout


def main(snapshot: Path, tools_file: Path, names: list[str]) -> int:
    failed = 0
    for name in names or TOOLS:
        with tempfile.TemporaryDirectory(prefix="broadsheet-tool-") as folder:
            try:
                print(try_tool(TOOLS[name], snapshot.resolve(), tools_file.resolve(), Path(folder)), flush=True)
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
                failed += 1
                said = str(getattr(error, "stderr", "") or error).strip().splitlines()[-1:]
                print(f"{name} failed: {' '.join(said)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
