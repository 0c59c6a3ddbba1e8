"""Imported once before workers are forked from it: the extractor's patterns and tables are built here, not in each."""

from __future__ import annotations

import gc
import logging
from datetime import UTC, datetime

from tasks.archive import Stored
from tasks.clean.article import article_of
from tasks.clean.contents import CleanInput, Limits
from tasks.clean.sandbox import worker

# The extractors say at WARNING what ends as an outcome here anyway.
for name in ("trafilatura", "htmldate", "charset_normalizer"):
    logging.getLogger(name).setLevel(logging.CRITICAL)

_PAGE = b"""<html lang="en"><head><title>Warm</title><script type="application/ld+json">{"@type":"Article"}</script>
</head><body><article><h1>Warm</h1><p>2 May 2020. %s</p><p>by A. B.</p></article></body></html>""" % (
    b"Some words. " * 40
)
article_of(
    CleanInput(0, Stored(_PAGE, "text/html", None), "warm.html", None, datetime.now(UTC)),
    Limits(page_bytes=100_000, elements=1000),
)
gc.set_threshold(10_000)  # a page makes thousands of objects, and hardly a cycle among them
gc.collect()
gc.freeze()  # so that a worker's collector does not touch, and thereby copy, the pages it shares with its parent

__all__ = ["worker"]
