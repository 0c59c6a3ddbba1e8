"""The automations of flows/service/automations, as Prefect understands them."""

from __future__ import annotations

import yaml

from flows.audit import audit
from flows.backfill import backfill
from flows.cli.run_flow import BY_HAND
from flows.hooks import RUN_ENDED, send_run_end_event
from flows.ingest import ingest
from flows.maintain import maintain
from flows.replay import replay
from flows.service.automations import automation_of, declared
from schemas.settings import PROJECT

BLOCK = "6f1b2c3d-0000-4000-8000-000000000001"


def test_every_file_is_an_automation_with_its_own_name_and_words():
    automations = [automation_of(content, []) for content in declared()]
    assert sorted(automation.name for automation in automations) == [
        "broadsheet · a critical check fails",
        "broadsheet · a quality gate closed",
        "broadsheet · a run failed",
        "broadsheet · a run was lost",
        "broadsheet · a source is silent",
    ]
    assert len({automation.description for automation in automations}) == 5


def test_a_lost_run_is_marked_as_crashed_90_seconds_after_its_last_heartbeat():
    (lost,) = [automation_of(content, []) for content in declared() if "lost" in content["name"]]
    assert (lost.trigger.posture, lost.trigger.within.total_seconds()) == ("Proactive", 90)
    assert [(action.type, action.state, action.name) for action in lost.actions] == [
        ("change-flow-run-state", "CRASHED", "Lost")
    ]


def test_a_run_that_is_over_before_its_first_heartbeat_arrives_is_not_taken_for_lost():
    (lost,) = [automation_of(content, []) for content in declared() if "lost" in content["name"]]
    assert lost.trigger.expect == {"prefect.flow-run.*", RUN_ENDED}
    for flow in (ingest, audit, maintain, replay, backfill):
        ends = (flow.on_completion_hooks, flow.on_failure_hooks, flow.on_crashed_hooks)
        assert [hooks[-1] for hooks in ends] == [send_run_end_event] * 3, flow.name


def test_a_run_that_fails_is_told_once_by_the_automation_for_the_name_of_its_state():
    told = {
        state: [
            content["name"] for content in declared() if f"prefect.flow-run.{state}" in content["trigger"]["expect"]
        ]
        for state in ("Failed", "TimedOut", "Crashed", "QualityFailed", "SourceFailed", "Lost", "Completed")
    }
    assert told == {
        "Failed": ["broadsheet · a run failed"],
        "TimedOut": ["broadsheet · a run failed"],
        "Crashed": ["broadsheet · a run failed"],
        "QualityFailed": ["broadsheet · a quality gate closed"],
        "SourceFailed": [],
        "Lost": [],
        "Completed": [],
    }


def test_only_our_runs_are_told_and_of_those_of_commands_only_that_they_were_lost():
    related = {
        content["name"].removeprefix("broadsheet · "): content["trigger"]["match_related"]["prefect.resource.id"]
        for content in declared()
        if "prefect.flow-run.*" in content["trigger"]["match"]["prefect.resource.id"]
    }
    ours = "prefect.tag.broadsheet"
    assert related == {"a run failed": ours, "a quality gate closed": ours, "a run was lost": f"{ours}*"}
    assert BY_HAND.startswith("broadsheet")
    deployments = yaml.safe_load((PROJECT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert [deployment["name"] for deployment in deployments if "broadsheet" not in deployment["tags"]] == []


def test_with_a_block_each_tells_it_and_without_one_none_does():
    for content in declared():
        assert "send-notification" not in [action.type for action in automation_of(content, []).actions]
        *_, tells = automation_of(content, [BLOCK]).actions
        assert (tells.type, str(tells.block_document_id)) == ("send-notification", BLOCK)
        assert tells.subject.startswith("Broadsheet: ")
