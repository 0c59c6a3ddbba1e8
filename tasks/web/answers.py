"""What comes of asking for one address: a page, or a refusal with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Page:
    """An answer with content: status 200, the body as received (transfer coding off, content coding on)."""

    url: str
    status_line: str
    headers: list[tuple[str, str]]
    payload: bytes
    ip: str | None
    redirects: int
    opt_outs: list[str] = field(default_factory=list)
    """What the site says against keeping it: see tasks/web/opt_outs.py."""

    @property
    def content_type(self) -> str | None:
        return next((value for name, value in self.headers if name.lower() == "content-type"), None)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer without content we want, or none at all."""

    outcome: Outcome
    url: str
    http_status: int | None = None
    ip: str | None = None
    redirects: int = 0
