"""How often is a feed asked, and what does it cost in missed articles? Four weeks of simulated days, the time as an
argument.

    python -m benchmarks.polling [--weeks 4] [--seed 1]

Each outlet publishes by day and hour of the week, at random otherwise (a Poisson process), into a feed that holds only
its last so many items. Every five minutes the schedule asks whether the feed is due; the decisions are those of
tasks/discover/schedule.py itself. An article is missed where it left the feed before it was ever seen; those that came
and went while the server was down are counted apart, as no schedule can see them. Beside it what a fixed interval of
ten minutes spends.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from schemas.outcomes import outcome
from schemas.records import SourceState
from schemas.sources import Source
from tasks.discover.schedule import SHORTEST, AskResult, is_due, learned

_START = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday."""
_TICK = timedelta(minutes=5)
_WEEKEND = 5
_HOURS = [0.05] * 6 + [0.6, 1.0, 1.5, 1.6, 1.5, 1.4, 1.3, 1.4, 1.5, 1.5, 1.6, 1.5, 1.3, 1.0, 0.8, 0.6, 0.3, 0.1]
"""Share of the mean that each hour of the day publishes."""


@dataclass(frozen=True, slots=True)
class Outlet:
    name: str
    a_day: float
    """Articles on a working day."""
    feed_items: int
    weekend: float = 0.4
    bursts: int = 0
    """Hours with ten times as many, at random moments."""
    silent_days: tuple[int, int] = (0, 0)
    """Days on which the server answers with errors: from, to."""


OUTLETS = (
    Outlet("daily", 60, 40),
    Outlet("agency", 400, 100),
    Outlet("local paper", 12, 20),
    Outlet("magazine", 1, 10),
    Outlet("daily with bursts", 60, 40, bursts=6),
    Outlet("daily, two days down", 60, 40, silent_days=(9, 11)),
)


@dataclass(frozen=True, slots=True)
class Course:
    """What four weeks came to. Intervals in minutes, delays in hours."""

    published: int
    asked: int
    new_in: int
    """Requests that brought anything new."""
    intervals: list[float]
    delays: list[float]
    missed: int
    came_and_went: int
    """Of the articles, those that were in the feed only while its server was down."""


def published_by(outlet: Outlet, weeks: int, dice: random.Random) -> list[datetime]:
    hours = range(weeks * 7 * 24)
    burst_at = {dice.choice(hours) for _ in range(outlet.bursts)}
    found = []
    for hour in hours:
        begin = _START + timedelta(hours=hour)
        rate = outlet.a_day / sum(_HOURS) * _HOURS[begin.hour] * (10 if hour in burst_at else 1)
        rate *= outlet.weekend if begin.weekday() >= _WEEKEND else 1
        at = dice.expovariate(rate)
        while at < 1:
            found.append(begin + timedelta(hours=at))
            at += dice.expovariate(rate)
    return found


def course_of(outlet: Outlet, published: list[datetime], weeks: int) -> Course:
    source = Source(name=outlet.name, kind="feed", location="https://outlet.example/feed")
    state: SourceState | None = None
    seen: set[int] = set()
    asked = new_in = 0
    intervals: list[float] = []
    delays: list[float] = []
    down = [_START + timedelta(days=day) for day in outlet.silent_days]
    now = _START
    while now < _START + timedelta(weeks=weeks):
        if is_due(source, state, now):
            asked += 1
            there = sum(moment <= now for moment in published)
            feed = range(max(0, there - outlet.feed_items), there)
            if down[0] <= now < down[1]:
                state = learned(source, "id", state, AskResult(items=1, problem=outcome("http_5xx")), now)
            else:
                new = [number for number in feed if number not in seen]
                found = AskResult(len(feed), len(feed) - len(new), is_same=not new and bool(seen))
                state = learned(source, "id", state, found, now)
                new_in += bool(new)
                delays += [(now - published[number]).total_seconds() / 3600 for number in new]
                seen.update(new)
            intervals.append((state.next_ask_at - now).total_seconds() / 60)
        now += _TICK
    there = sum(moment <= now for moment in published)
    gone = there - min(there, outlet.feed_items)
    # The feed that stood there when the server was up again, and what was published before it went down.
    before, after = (sum(moment < at for moment in published) for at in down)
    unseen = set(range(before, max(before, after - outlet.feed_items)))
    missed = sum(number not in seen and number not in unseen for number in range(gone))
    return Course(len(published), asked, new_in, intervals, delays, missed, len(unseen))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weeks", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    fixed = wanted.weeks * 7 * 86_400 // SHORTEST
    print(f"{'outlet':<22}{'articles':>9}{'missed':>8}{'down':>6}{'asked':>7}{'brought news':>14}{'every 10 min':>14}"
          f"{'interval (min)':>22}{'delay (h)':>16}")  # fmt: skip
    for outlet in OUTLETS:
        dice = random.Random(f"{wanted.seed} {outlet.name}")  # noqa: S311 - the same again for the same seed
        found = course_of(outlet, published_by(outlet, wanted.weeks, dice), wanted.weeks)
        spread = f"{min(found.intervals):.0f} – {median(found.intervals):.0f} – {max(found.intervals):.0f}"
        late = sorted(found.delays)[int(0.95 * len(found.delays))]
        print(f"{outlet.name:<22}{found.published:>9,}{found.missed:>8}{found.came_and_went:>6}{found.asked:>7,}{found.new_in:>14,}{fixed:>14,}"
              f"{spread:>22}{median(found.delays):>8.1f}, {late:>4.1f}")  # fmt: skip
    print("down: came and went while the server was down")
    print("interval: least – median – most; delay from publication to being seen: median, 95th percentile")


if __name__ == "__main__":
    main()
