"""The funnel: what became of everything that was discovered, each loss named."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from schemas.outcomes import REASONS, Status
from tasks.load import RunResult

_STYLES = {
    Status.LOADED: "green",
    Status.UNCHANGED: "dim",
    Status.ALIAS: "dim",
    Status.QUARANTINED: "yellow",
    Status.REFUSED: "red",
    Status.FAILED: "red",
}
_COUNTED = "articles"


def print_funnel(ended: RunResult, console: Console) -> None:
    """On a terminal or into a file: lines are never padded, and a narrow terminal folds none of them in the middle."""
    for line in funnel_lines(ended, console.width):
        console.print(line, soft_wrap=True, highlight=False)


def funnel_lines(ended: RunResult, width: int) -> list[Text]:
    """Two parts: how many came through each step, and how all of them ended. What a reason means stands below it where `width` is short."""
    ends = [
        (f"{status} · {code}", f"{count:,}", REASONS[code].words, _STYLES[status])
        for status in Status
        for code, count in sorted(ended.outcomes.get(status, {}).items())
    ]
    come = [(name, f"{count:,}", "", "bold") for name, count in ended.step_counts]
    names = max(len(name) for name, *_ in (*come, *ends))
    counts = max(len(_COUNTED), *(len(count) for _, count, *_ in (*come, *ends)))

    def rows(of: list[tuple[str, str, str, str]]) -> list[Text]:
        lines = []
        for name, count, words, style in of:
            head = f"{name:<{names}}  {count:>{counts}}"
            beside = f"{head}  {words}".rstrip()
            told = [beside] if len(beside) <= width else [head, f"  {words}"]
            lines += [Text(line, style=style) for line in told]
        return lines

    head = [
        Text(f"run {ended.run_id}", style="italic"),
        Text(f"{'':<{names}}  {_COUNTED:>{counts}}", style="bold"),
    ]
    return [*head, *rows(come), *([Text(""), *rows(ends)] if ends else [])]
