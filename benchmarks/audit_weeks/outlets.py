"""Twenty invented outlets with a rhythm of their own, and what can go wrong with one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PAPER = (1.0, 1.05, 1.0, 1.1, 1.05, 0.55, 0.4)
AGENCY = (1.0, 1.0, 1.0, 1.0, 0.95, 0.7, 0.65)
BUSINESS = (1.0, 1.05, 1.0, 1.0, 0.9, 0.05, 0.02)
WEEKLY = (0.3, 0.3, 0.4, 4.5, 0.8, 0.3, 0.2)
SUNDAY = (0.6, 0.6, 0.7, 0.8, 0.9, 1.2, 2.4)
BLOG = (1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Outlet:
    """What is usual. Shares are of candidates (gone, denied, network, server, held, alias, revised) or of articles."""

    name: str
    a_day: float
    """Articles on a usual working day; the days around it are more uneven than chance alone (`uneven`)."""
    week: tuple[float, ...]
    uneven: float = 0.15
    gone: float = 0.01
    denied: float = 0.0
    network: float = 0.005
    server: float = 0.005
    held: float = 0.01
    alias: float = 0.03
    revised: float = 0.06
    without_title: float = 0.0
    without_date: float = 0.01
    without_authors: float = 0.2
    without_description: float = 0.1
    without_language: float = 0.002
    other_language: float = 0.01
    flagged: float = 0.12
    characters: float = 3200
    """Median; lengths are spread around it evenly in their logarithm (`lengths`)."""
    lengths: float = 0.6
    links: float = 2.0
    delay_hours: float = 1.5


OUTLETS = (
    Outlet("national daily", 90, PAPER),
    Outlet("second daily", 60, PAPER, without_authors=0.45, alias=0.06),
    Outlet("tabloid", 75, AGENCY, characters=1700, lengths=0.5, flagged=0.3),
    Outlet("agency", 120, AGENCY, without_authors=0.95, characters=1500, revised=0.15),
    Outlet("broadcaster", 55, AGENCY, without_authors=0.7, other_language=0.05),
    Outlet("business daily", 45, BUSINESS, held=0.04, denied=0.02),
    Outlet("business weekly", 8, WEEKLY, characters=6500),
    Outlet("magazine", 3, BLOG, characters=9000, lengths=0.8),
    Outlet("local paper", 14, PAPER, gone=0.03, without_date=0.08),
    Outlet("county paper", 9, PAPER, without_description=0.5, without_authors=0.6),
    Outlet("village paper", 2, PAPER, without_authors=0.5),
    Outlet("sunday paper", 25, SUNDAY),
    Outlet("sports site", 40, SUNDAY, uneven=0.25, characters=2200, links=5),
    Outlet("science news", 6, BUSINESS, characters=4800, links=7, uneven=0.2),
    Outlet("blog of one", 1.2, BLOG, without_authors=0.0, links=4),
    Outlet("border paper", 18, PAPER, other_language=0.35),
    Outlet("slow server", 30, PAPER, server=0.04, network=0.03, delay_hours=5),
    Outlet("careless site", 22, AGENCY, gone=0.07, alias=0.15, without_title=0.02, flagged=0.4),
    Outlet("culture review", 5, BUSINESS, characters=7500, lengths=0.7, without_date=0.2),
    Outlet("press office", 11, BUSINESS, without_authors=1.0, characters=2600, revised=0.01),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """From its first day on the outlet is different, for so many days."""

    name: str
    outlet: str
    changes: Mapping[str, float] = field(default_factory=dict)
    """Fields of the outlet that are replaced."""
    times: Mapping[str, float] = field(default_factory=dict)
    """Fields that are multiplied."""
    creeps: Mapping[str, float] = field(default_factory=dict)
    """Fields that are multiplied every day anew."""
    found_by: frozenset[str] = frozenset()
    """Any of these checks tells what it is."""
    within: int = 1
    """Days within which it should be found: more than one where a day's few articles prove nothing by themselves."""
    days: int = 3


FAULTS = (
    Fault("outage", "national daily", {"network": 1.0}, found_by=frozenset({"few_are_lost", "network_holds"})),
    Fault("feed falls silent", "second daily", times={"a_day": 0.0}, found_by=frozenset({"articles_as_usual"})),
    Fault("shut out", "tabloid", {"denied": 0.7}, found_by=frozenset({"not_shut_out"})),
    Fault("volume doubles", "agency", times={"a_day": 2.0},
        found_by=frozenset({"articles_as_usual", "offers_as_usual"}), within=2),
    Fault("language flips", "broadcaster", {"other_language": 0.9}, found_by=frozenset({"language_mix_as_usual"})),
    Fault("paywall surge", "business daily", {"held": 0.5}, found_by=frozenset({"few_are_held", "held_as_usual"})),
    Fault("teasers only", "business weekly", times={"characters": 0.1}, found_by=frozenset({"length_as_usual"}),
        within=3),
    Fault("server breaks", "local paper", {"server": 0.6}, found_by=frozenset({"servers_answer", "few_are_lost"})),
    Fault("titles lost", "county paper", {"without_title": 1.0}, found_by=frozenset({"titles_are_there"})),
    Fault("dead addresses", "sunday paper", {"gone": 0.5}, found_by=frozenset({"pages_are_there", "few_are_lost"})),
    Fault("copies", "sports site", {"alias": 0.6}, found_by=frozenset({"few_copies"})),
    Fault("names lost", "science news", {"without_authors": 1.0}, found_by=frozenset({"authors_are_there"}), within=3,
        days=5),
    Fault("every text changes", "slow server", {"revised": 0.9}, found_by=frozenset({"revisions_as_usual"})),
    Fault("dates lost", "careless site", {"without_date": 1.0}, found_by=frozenset({"dates_are_there"})),
    Fault("late", "press office", times={"delay_hours": 30}, found_by=frozenset({"delay_as_usual"})),
    Fault("texts shrink", "border paper", creeps={"characters": 0.93}, found_by=frozenset({"length_as_usual"}),
        within=14, days=14),
)  # fmt: skip
"""The other four outlets stay calm."""
