"""Great Expectations over a pandas frame: checks become expectations, and results become pass, fail or error."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from schemas.checks import Check
from schemas.errors import ChecksFileError
from tasks.checks.lazy_import import import_lazily
from tasks.checks.own_expectations import own_expectations

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
gx = import_lazily(
    "great_expectations",
    # Distributions, charts, schemas of JSON, pages.
    lazy_modules={"scipy.stats", "altair", "jsonschema", "mistune"},
    # Data sources, expectations and metrics; one that a check uses is imported then.
    lazy_names={
        f"great_expectations.{package}"
        for package in (
            *("checkpoint", "datasource.fluent", "expectations", "expectations.core"),
            *("metrics", "metrics.batch", "metrics.column", "metrics.query"),
            *("render", "render.renderer", "render.renderer.content_block", "render.view"),
        )
    },
    # The library runs without it, and we give it no database.
    excluded={"sqlalchemy"},
)
gxe = gx.expectations
gx.datasource.fluent.PandasDatasource  # noqa: B018 - this imports it: a context knows the data sources that are imported

_DIGITS = 12
"""Decimals that count when a figure is held against its bound."""
_ROW_ID = "position"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: pass, fail with the positions of the failing rows, or error with a message."""

    check: Check
    status: str
    evaluated: int
    positions: list[int]
    message: str | None = None


class Judge:
    """A suite of checks that judges frames. Use one a process: the library is not thread-safe."""

    def __init__(self, checks: Sequence[Check], own_checks: Path | None = None) -> None:
        """`own_checks`: the folder with expectation classes of the user.

        Raises ChecksFileError for an expectation or argument that neither it nor Great Expectations knows.
        """
        own = own_expectations(own_checks, gxe.Expectation) if own_checks else {}
        self._checks = {check.id: check for check in checks}
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        self._definition = (
            context.data_sources.add_pandas("articles")
            .add_dataframe_asset("features")
            .add_batch_definition_whole_dataframe("batch")
        )
        self._suite = gx.ExpectationSuite(name="articles", expectations=[_compiled(check, own) for check in checks])

    def findings(self, frame: pd.DataFrame, parameters: dict[str, float] | None = None) -> list[Finding]:
        """A finding a check, in the order of the checks. Quarantine goes by row, so rows count and never `success`.

        `parameters` are what the checks' arguments leave open as {"$PARAMETER": name}.
        """
        # A share such as 3 of 10 is computed as 0.30000000000000004 now and then, and must pass at a bound of 0.3.
        frame = frame.round(_DIGITS)
        parameters = {name: round(value, _DIGITS) for name, value in parameters.items()} if parameters else parameters
        # Results name rows by the labels of the index and never repeat their values.
        labelled = frame.set_index(_ROW_ID, drop=False).rename_axis(index=None)
        outcome = self._definition.get_batch(batch_parameters={"dataframe": labelled}).validate(
            self._suite,
            result_format={
                "result_format": "COMPLETE",
                "exclude_unexpected_values": True,
                "partial_unexpected_count": 0,
                "return_unexpected_index_query": False,
            },
            expectation_parameters=parameters,
        )
        found = {}
        for result in outcome.results:
            assert result.expectation_config is not None
            check = self._checks[result.expectation_config.meta["check_id"]]
            found[check.id] = _finding(check, result, frame)
        return [found[check_id] for check_id in self._checks]


def _finding(check: Check, result: Any, frame: pd.DataFrame) -> Finding:
    if message := _exception(result.exception_info):
        return Finding(check, "error", len(frame), [], message)
    rows = result.result.get("unexpected_index_list")
    if rows is None:
        if not result.success:
            return Finding(check, "error", len(frame), [], "failed without naming rows: not a check of single articles")
        rows = []
    positions = sorted({int(row) for row in rows})
    return Finding(check, "fail" if positions else "pass", len(frame), positions)


def _exception(info: dict[str, Any]) -> str | None:
    """The message of an exception, which the library nests one level deep where a metric failed."""
    if "raised_exception" in info:
        return str(info.get("exception_message") or "unknown") if info["raised_exception"] else None
    return next((message for nested in info.values() if (message := _exception(nested))), None)


def _compiled(check: Check, own: Mapping[str, type]) -> Any:
    kind = own.get(check.expectation) or getattr(gxe, check.expectation, None)
    if kind is None:
        raise ChecksFileError(
            f"check {check.id}: Great Expectations has no {check.expectation}, nor has a file of own_checks",
            "See its gallery of expectations for the names, or define a class of that name (docs/quality.md).",
        )
    try:
        return _spared(kind)(**check.arguments, severity=check.severity, meta={"check_id": check.id})
    except (ValueError, TypeError) as error:
        raise ChecksFileError(f"check {check.id}: {error}", "Mend its arguments.") from error


@cache
def _spared(kind: Any) -> Any:
    """The same expectation without the parts of a result that we do not read: judging a batch takes half the time.

    The library asks an expectation for its configuration 150 times a judgement. Those that it makes for the judgement
    (they know their batch) are thrown away after it and never change, so they answer from memory. And what failing rows
    hold is collected even where a result leaves it out.
    """

    def configuration(self: Any) -> Any:
        if self.batch_id is None:
            return kind.configuration.fget(self)
        if self._known is None:
            self._known = kind.configuration.fget(self)
        return self._known

    def get_validation_dependencies(self: Any, *given: Any, **named: Any) -> Any:
        needed = kind.get_validation_dependencies(self, *given, **named)
        for figure in ("unexpected_values", "unexpected_index_query"):
            needed.metric_configurations.pop(f"{getattr(kind, 'map_metric', None)}.{figure}", None)
        return needed

    return type(kind)(
        f"{kind.__name__}Spared",
        (kind,),
        {
            "__module__": __name__,
            "_known": gx.compatibility.pydantic.PrivateAttr(default=None),
            "configuration": property(configuration),
            "get_validation_dependencies": get_validation_dependencies,
        },
    )
