"""What the outlets offer day by day, drawn at random around what is usual for them: one row a candidate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.audit_weeks.outlets import Fault, Outlet

_LOST = ("gone", "denied", "network", "server")
_REASONS = {"gone": "gone", "denied": "denied", "network": "connect", "server": "http_5xx"}


def life(
    outlets: Iterable[Outlet], first: date, days: int, faults: Iterable[Fault], on: date, seed: int
) -> pd.DataFrame:
    """The candidates of so many days; the faults begin `on` a day. The same seed gives the same life."""
    chance = np.random.default_rng(seed)
    broken = {fault.outlet: fault for fault in faults}
    parts = []
    for number in range(days):
        day = first + timedelta(days=number)
        for outlet in outlets:
            fault = broken.get(outlet.name)
            ago = (day - on).days
            now = _broken(outlet, fault, ago) if fault and 0 <= ago < fault.days else outlet
            parts.append(_day(now, day, chance))
    return pd.concat(parts, ignore_index=True)


def _broken(outlet: Outlet, fault: Fault, ago: int) -> Outlet:
    times = {name: getattr(outlet, name) * factor for name, factor in fault.times.items()}
    creeps = {name: getattr(outlet, name) * factor ** (ago + 1) for name, factor in fault.creeps.items()}
    changes: dict[str, Any] = {**fault.changes, **times, **creeps}
    return replace(outlet, **changes)


def _day(outlet: Outlet, day: date, chance: np.random.Generator) -> pd.DataFrame:
    usual = outlet.a_day * outlet.week[day.weekday()]
    # More uneven than chance: news come in waves.
    count = chance.poisson(usual * chance.gamma(1 / outlet.uneven**2, outlet.uneven**2)) if usual else 0
    rates = {name: _wavering(getattr(outlet, name), chance) for name in (*_LOST, "held", "alias", "revised")}
    drawn = chance.random(count)
    rows = pd.DataFrame({"outlet": outlet.name, "day": day, "status": ["loaded"] * count, "reason": ["new"] * count})
    fetch = np.full(count, "", dtype=object)
    top = 0.0
    for name in _LOST:
        hit = (drawn >= top) & (drawn < top + rates[name])
        rows.loc[hit, ["status", "reason"]] = ["failed", _REASONS[name]]
        fetch[hit] = _REASONS[name]
        top += rates[name]
    drawn = chance.random(count)
    top = 0.0
    for name, status, reason in (
        ("held", "quarantined", "failed_checks"), ("alias", "alias", "same_text"), ("revised", "loaded", "revised"),
    ):  # fmt: skip
        hit = (drawn >= top) & (drawn < top + rates[name]) & (fetch == "")
        rows.loc[hit, ["status", "reason"]] = [status, reason]
        top += rates[name]
    missing = {
        name: chance.random(count) < _wavering(getattr(outlet, name), chance)
        for name in (
            "without_title", "without_date", "without_authors", "without_description", "without_language",
            "other_language",
            "flagged",
        )
    }  # fmt: skip
    characters = np.clip(chance.lognormal(np.log(outlet.characters), outlet.lengths, count), 150, 60_000).astype(int)
    return rows.assign(
        fetch_reason=fetch,
        characters=characters,
        paragraphs=np.maximum(1, characters // chance.integers(250, 450, count)),
        links=chance.poisson(outlet.links, count),
        delay_hours=chance.lognormal(np.log(outlet.delay_hours), 0.7, count),
        **missing,
    )


def _wavering(share: float, chance: np.random.Generator) -> float:
    """Shares are not quite the same every day either."""
    return min(1.0, share * float(chance.lognormal(0, 0.25))) if 0 < share < 1 else share
