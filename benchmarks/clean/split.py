"""Which pages may be looked at, and which of five models judges a page: by a hash of its site.

Whoever works on cleaning looks at pages of some sites only. The others are never opened: rules written by hand are
measured on them. What is fitted is measured by cross-validation: the model that judges a page was
fitted without any page of its site.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import urlsplit

from courlan import extract_domain

from benchmarks.clean.corpus import Page

FOLDS = 5
MODELS = Path("~/.cache/broadsheet/clean-models").expanduser()
"""Where training writes the models of the folds: fold-0.npz and so on."""


def site_of(page: Page) -> str:
    """The registrable domain; the page itself where it has no address."""
    host = urlsplit(page.url).hostname or ""
    return page.domain or extract_domain(page.url, fast=True) or ".".join(host.split(".")[-2:]) or page.id


def fold_of(page: Page) -> int:
    return int(hashlib.sha256(site_of(page).encode()).hexdigest()[:8], 16) % FOLDS


def is_looked_at(page: Page) -> bool:
    """Two hashes were in use to choose what may be looked at; a site that neither chose was opened by nobody."""
    site = site_of(page).encode()
    return int(hashlib.sha256(site).hexdigest(), 16) % 2 == 0 or (
        bool(page.url) and int(hashlib.sha1(site, usedforsecurity=False).hexdigest()[0], 16) < 8
    )
