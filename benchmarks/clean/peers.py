"""Environments for the peers that cleaning is compared with, each its own: they ask for different versions of the same.

    python -m benchmarks.clean.peers [FOLDER]

makes them below FOLDER (default ~/.cache/broadsheet/peers) from the package index that pip uses. `python -m
benchmarks.clean` takes those that are there.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

DEFAULT = Path("~/.cache/broadsheet/peers").expanduser()
PEERS = {
    "newspaper4k": ["newspaper4k[all]", "lxml_html_clean"],
    "news_please": ["news-please", "newspaper4k[all]", "lxml_html_clean", "setuptools<81"],
    "readability_lxml": ["readability-lxml", "lxml_html_clean"],
    "resiliparse": ["resiliparse"],
    "goose3": ["goose3", "setuptools<81"],
}
"""What is installed for each reader. setuptools: some still import pkg_resources, lxml_html_clean: lxml once had it."""


def installed(folder: Path) -> dict[str, str]:
    """The Python of each peer that has an environment in a folder."""
    pythons = {peer: folder / peer / "bin" / "python" for peer in PEERS}
    return {peer: str(python) for peer, python in pythons.items() if python.exists()}


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    for peer, packages in PEERS.items():
        venv.create(folder / peer, with_pip=True, clear=True)
        subprocess.run([folder / peer / "bin" / "python", "-m", "pip", "install", "--quiet", *packages], check=True)
        print(f"{peer}: {folder / peer}")


if __name__ == "__main__":
    main()
