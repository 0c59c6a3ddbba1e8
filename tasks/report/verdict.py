"""The first sentence of the page: the overall state, and how the last run ended. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.report import said
from tasks.report.attention import Standing, counted
from tasks.report.causes import Cause
from tasks.report.figures import Figures, Row
from tasks.report.said import Level


@dataclass(frozen=True, slots=True)
class PageVerdict:
    level: Level
    sentence: str
    last_run: str
    """How the last run ended, as the rest of a sentence."""
    run_id: str = ""
    """Id of the last run; empty if there was none."""


def verdict_of(figures: Figures, standings: list[Standing], pipeline: list[Cause]) -> PageVerdict:
    """The worst of the pipeline and of all sources."""
    level = max([*(cause.level for cause in pipeline), *(s.level for s in standings)], default=Level.UNJUDGED)
    run = figures.last_run
    if run is None and not pipeline:
        return PageVerdict(Level.UNJUDGED, "Nothing has run yet: there is nothing to judge.", "")
    if run is None:
        return PageVerdict(level, _sentence(standings, pipeline), "No run has ended yet.")
    return PageVerdict(level, _sentence(standings, pipeline), _of_run(run), run["run_id"])


def _sentence(standings: list[Standing], pipeline: list[Cause]) -> str:
    # Sources given by hand are not named here if nothing is wrong with them.
    shown = [s for s in standings if s.level is not Level.UNJUDGED or not s.is_by_hand] or standings
    of_all = len(shown)
    counts = counted(shown)
    all_new = f"{said.count(of_all, 'source')}, {'all ' if of_all > 1 else ''}new today"
    is_first_day = all(s.is_new for s in shown)
    parts = [
        f"{counts[level]} {words}"
        for level, words in (
            (Level.FAILING, "failing"),
            (Level.WARNING, "with a warning"),
            (Level.NOTE, "with a note"),
        )
        if level in counts
    ]
    loud = [cause for cause in pipeline if cause.level >= Level.WARNING]
    whole = f"{said.count(len(loud), 'fault')} of the pipeline itself" if loud else ""
    if parts and is_first_day:
        return f"{all_new}: {_listed(parts)}; {whole}." if whole else f"{all_new}: {_listed(parts)}."
    if parts:
        parts[0] = parts[0].replace(" ", f" of {said.count(of_all, 'source')} ", 1)
        sources = _listed(parts)
        return f"{sources}; {whole}." if whole else f"{sources}."
    if whole:
        return f"{whole[0].upper()}{whole[1:]}; no source is known to fail."
    unjudged = counts.get(Level.UNJUDGED, 0)
    if unjudged == of_all and is_first_day:
        return f"{all_new}."
    if unjudged == of_all:
        judged, audited = sum(s.judged for s in shown), sum(s.audited for s in shown)
        few = f": {judged} of {said.count(audited, 'check')} judged, too few days to compare with" if judged else ""
        return f"{said.count(of_all, 'source')}, none of them judged yet{few}."
    known = sum(bool(s.acknowledged) for s in shown)
    rest = f"; {known} acknowledged" if known else ""
    rest += f"; {unjudged} not judged yet" if unjudged else ""
    return f"{of_all - unjudged - known} of {said.count(of_all, 'source')} as usual{rest}."


def _of_run(run: Row) -> str:
    ended = f"ended {said.moment(run['ended_at'])}" if run["ended_at"] else "is not at its end yet"
    lost = run["refused"] + run["failed"]
    parts = [f"{said.number(run['loaded'])} loaded"]
    for number, words in ((run["unchanged"], "unchanged"), (run["alias"], "known under another address")):
        if number:
            parts.append(f"{said.number(number)} {words}")
    parts += [f"{said.number(run['quarantined'])} held", f"{said.number(lost)} lost"]
    what = (
        f"{said.count(run['discovered'], 'candidate')}: {', '.join(parts)}"
        if run["discovered"]
        else "nothing was offered"
    )
    return f"{ended}. {what[0].upper()}{what[1:]}."


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
