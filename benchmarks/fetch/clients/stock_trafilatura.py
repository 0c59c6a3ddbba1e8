"""trafilatura's own downloader: threads, content decoded to text, nothing kept."""

from __future__ import annotations

from trafilatura.downloads import buffered_downloads
from trafilatura.settings import Extractor, use_config

from benchmarks.fetch.clients.measuring import AT_ONCE, measure

_CONFIG = use_config()
_CONFIG["DEFAULT"]["SSRF_PROTECTION"] = "off"  # the server is on this machine


def _all(urls: list[str]) -> list[int]:
    return [len(text or "") for _, text in buffered_downloads(urls, AT_ONCE, Extractor(config=_CONFIG))]


if __name__ == "__main__":
    measure(_all)
