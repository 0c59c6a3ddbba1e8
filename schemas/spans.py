"""A span of time that somebody asks for."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator


class Span(BaseModel):
    """From `since`, which is in it, to `until`, which is not; without either it has no end on that side."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: datetime | None = Field(
        default=None, description="The first moment, 2026-01-01 or 2026-01-01T09:30; UTC unless said."
    )
    until: datetime | None = Field(default=None, description="The first moment that is no longer in it.")
    undated: bool = Field(default=False, description="Also what the source gives no date for.")

    @field_validator("since", "until")
    @classmethod
    def _has_zone(cls, value: datetime | None) -> datetime | None:
        return value.replace(tzinfo=value.tzinfo or UTC) if value else None

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.since and self.until and self.since >= self.until:
            raise ValueError("since must be before until")
        return self

    @property
    def is_everything(self) -> bool:
        return self.since is None and self.until is None

    def holds(self, at: datetime | None) -> bool:
        """Whether a moment is in it; None, an unknown one, only where everything is or `undated` says so."""
        if self.is_everything:
            return True
        if at is None:
            return self.undated
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)
