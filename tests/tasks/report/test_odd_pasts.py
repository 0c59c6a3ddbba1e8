"""Pasts that nobody would plan: hostile names, one article, no audit, no run, a clock that was wrong, a page nobody
replaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any

import duckdb
import lxml.html
import pytest

from schemas.errors import UsageError
from schemas.outcomes import REASONS
from schemas.settings import Settings
from tasks.load.mutes import Acknowledgement, acknowledge
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish
from tasks.report import report
from tasks.report.attention import mostly_gone
from tasks.report.said import file_name
from tasks.runs.folder import RunRequest, new_run
from tasks.runs.scheduled import write_schedule

pytestmark = pytest.mark.xdist_group("quality page")

OUR_SCRIPT = files("tasks.report").joinpath("templates/script.js").read_text(encoding="utf-8")
HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "../../etc/passwd",
    "Ünï <b>cødé</b> 新聞 أخبار \N{PILE OF POO}",
    'it\'s `$HOME` "quoted"; DROP TABLE sources',
    "x" * 200,
    "A-NAME",
    "a-name",
    "{{ 7 * 7 }}",
)


def attention(pages) -> list[str]:
    return [" ".join(row) for row in pages.rows("attention")]


def test_names_of_sources_are_text_and_nothing_else(young: Callable[..., Any], browser, shots):
    pages = young(HOSTILE)
    html = pages.html
    assert [script.text for script in html.xpath("//script")] == [OUR_SCRIPT]
    assert html.xpath("//img | //*[@onerror]") == []
    assert html.xpath("//*[@id='sources']//tbody//th/a/text()") == [
        (name if len(name) <= 60 else name[:59] + "…") for name in sorted(HOSTILE)
    ]
    files = {path.name for path in (pages.settings.reports / "source").glob("*.html")}
    assert files == {file_name(name) for name in HOSTILE}
    assert len(files) == len(HOSTILE)
    for name in HOSTILE:
        page = lxml.html.parse(str(pages.settings.reports / "source" / file_name(name))).getroot()
        assert page.xpath("//h1")[0].text_content().startswith(name)
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    alerts: list[object] = []
    phone.on("dialog", lambda dialog: alerts.append(dialog))  # noqa: PLW0108 - Playwright takes no built-in method
    for file in (pages.written.index, pages.settings.reports / "source" / file_name("x" * 200)):
        phone.goto(file.as_uri())
        assert phone.evaluate("document.documentElement.scrollWidth") == 390
    phone.screenshot(path=shots / "hostile-names.png")
    assert alerts == []
    phone.close()


def test_one_article_and_no_audit_is_said_to_be_unjudged(young: Callable[..., Any]):
    pages = young(then="DELETE FROM ops.outcomes WHERE address_id <> (SELECT min(article_id) FROM articles)")
    assert "1 source, none of them judged yet." in pages.html.xpath("//h1")[0].text_content()
    assert attention(pages) == [
        "◆ note the pipeline no audit yet: no day was ever judged, so nothing here is compared with what is usual"
        "broadsheet audit"
    ]


def test_a_source_that_fails_today_is_told_today(young: Callable[..., Any]):
    bounds = (
        "INSERT INTO quality.audit_results SELECT '20260401T002000-aud17e', DATE '2026-04-01', source_id, "
        "'few_are_lost',"
        " 'critical', 'flag', 'pass', 0.1, NULL, 0.5, 0, NULL FROM sources;"
        "UPDATE ops.outcomes SET status = 'failed', reason = 'connect' WHERE recorded_at >= '2026-04-02'"
    )
    told = attention(young(then=bounds))
    assert told == [
        "■ failing courier much lost: 100 % of what it offered on Thu 2 Apr was refused or failed; allowed: "
        "at most 50 % (since Thu 2 Apr)"
        " showbroadsheet sources check courier"
    ]


def test_a_source_that_cannot_be_asked_is_told_with_the_reason_and_when_it_is_asked_next(young: Callable[..., Any]):
    failing = "UPDATE ops.source_states SET status = 'failed', reason = 'dns_nx', failures = 3"
    told = attention(young(then=failing))
    assert (
        "■ failing courier unreachable: it could not be asked 3 times in a row: there is no host of this name;"
        " next on 2026-04-02 18:00 UTC showbroadsheet sources check courier"
    ) in told


def test_a_source_that_is_no_longer_declared_is_a_note_for_thirty_days_and_then_silent(young: Callable[..., Any]):
    pages = young()
    pages.settings.sources_file.write_text("sources: [{name: other, kind: files, location: x}]")
    html = report(pages.settings, pages.now).index.read_text(encoding="utf-8")
    assert "it is not in the sources file any more; nothing asked it since 2026-04-02 06:00 UTC" in html
    later = report(pages.settings, pages.now + timedelta(days=40)).index.read_text(encoding="utf-8")
    assert "no longer declared" not in later


def test_a_source_that_was_removed_on_purpose_calls_for_no_attention(young: Callable[..., Any]):
    failing = "UPDATE ops.source_states SET status = 'failed', reason = 'dns_nx', failures = 3;"
    removed = (
        "INSERT INTO ops.source_changes BY NAME SELECT now() AS changed_at, 'removed' AS change, name, source_id,"
        " 'ann' AS who FROM sources"
    )
    pages = young(then=failing + removed)
    pages.settings.sources_file.write_text("sources: [{name: other, kind: files, location: x}]")
    html = report(pages.settings, pages.now).index.read_text(encoding="utf-8")
    assert "no longer declared" not in html
    assert "unreachable" not in html


FIRST_DAY = "UPDATE sources SET first_seen_at = '2026-04-02 06:00:00+00';"
MOSTLY_HELD = """
INSERT INTO ops.addresses BY NAME
SELECT uuid() AS address_id, md5('courier')::UUID AS source_id, 'r' AS last_run_id, [] AS last_payloads,
status AS last_status,
    reason AS last_reason, TIMESTAMPTZ '2026-04-02 06:00:00+00' AS last_seen_at
FROM (VALUES ('quarantined', 'failed_checks', 5), ('failed', 'gone', 3), ('refused', 'empty', 1), ('loaded', 'new',
{loaded}))
    AS t (status, reason, many), range(many);
UPDATE quality.quarantine SET state = 'open', checks = ['page_is_article'];
"""


def test_a_first_day_is_no_failure_and_says_when_it_is_judged(young: Callable[..., Any]):
    pages = young(("courier", "ledger"), FIRST_DAY)
    assert "○ not judged — 2 sources, all new today." in pages.html.xpath("//h1")[0].text_content()
    assert "Nothing. A source is judged for the first time after its first day" in pages.html.xpath(
        "//*[@id='attention']/p"
    )[0].text_content()  # fmt: skip
    source = (pages.settings.reports / "source" / "ledger.html").read_text(encoding="utf-8")
    assert "It is new today, and judged for the first time after its first day (midnight UTC)." in source
    assert "broadsheet audit" not in source


def test_a_source_most_of_whose_addresses_are_held_or_lost_is_a_note_on_its_first_day(young: Callable[..., Any]):
    pages = young(then=FIRST_DAY + MOSTLY_HELD.format(loaded=2))
    assert attention(pages) == [
        "◆ note courier mostly held or lost: of the 11 addresses that it offered lately, "
        "5 held (mostly by page_is_article)"
        f" and 4 refused or failed (mostly: {REASONS['gone'].words}) showbroadsheet quarantine list --source courier"
    ]
    assert "1 source, new today: 1 with a note." in pages.html.xpath("//h1")[0].text_content()
    half = young(then=FIRST_DAY + MOSTLY_HELD.format(loaded=9))
    assert "○ not judged — 1 source, new today." in half.html.xpath("//h1")[0].text_content()


def test_an_article_that_several_checks_hold_is_the_sample_of_each_that_has_no_newer_one(young: Callable[..., Any]):
    held = """
    DELETE FROM quality.quarantine;
    INSERT INTO quality.quarantine BY NAME
    SELECT uuid() AS quarantine_id, uuid() AS article_id, source_id, 'a-run' AS run_id, n AS position,
    'https://a/' || n AS url,
        'number ' || n AS title, if(n = 1, ['page_is_article', 'words_enough'], ['page_is_article']) AS checks,
        uuid() AS capture_id, 'open' AS state, TIMESTAMPTZ '2026-04-01 00:00:00+00' + INTERVAL 1 HOUR * n AS held_at
    FROM sources, range(1, 6) AS numbers (n) WHERE name = 'courier'
    """
    told = {row[0]: row[4] for row in young(then=held).rows("held")}
    assert {check: re.findall(r"number \d", words) for check, words in told.items()} == {
        "page_is_article": ["number 5", "number 4"],
        "words_enough": ["number 1"],
    }


def test_few_addresses_are_no_note_and_the_losses_of_what_was_given_by_hand_neither():
    held, lost = ({"status": s, "reason": "gone", "addresses": 4} for s in ("quarantined", "failed"))
    assert list(mostly_gone("a", [held], "", is_by_hand=False)) == []
    assert [cause.title for cause in mostly_gone("a", [held, lost], "", is_by_hand=False)] == ["mostly held or lost"]
    assert list(mostly_gone("a", [held, lost], "", is_by_hand=True)) == []


BY_HAND = """
DELETE FROM ops.source_states WHERE source_id = md5('/tmp/a')::UUID;
UPDATE ops.outcomes SET status = 'failed', reason = 'gone' WHERE source_id = md5('/tmp/a')::UUID;
INSERT INTO quality.audit_results SELECT '20260401T002000-aud17e', DATE '2026-04-01', md5('/tmp/a')::UUID, unnest([
    'source_is_fresh', 'articles_as_usual', 'few_are_lost', 'titles_are_there']), 'critical', 'flag', 'fail', 1, 99,
    100, 9, NULL;
"""
"""A path that gave nothing but losses, with an audit of before that judged it like a source."""


def test_what_was_given_by_hand_is_judged_by_its_articles_alone(young: Callable[..., Any]):
    pages = young(("courier", "/tmp/a"), BY_HAND)
    pages.settings.sources_file.write_text("sources: [{name: courier, kind: feed, location: https://a.example}]")
    told = lxml.html.parse(str(report(pages.settings, pages.now).index)).xpath("//*[@id='attention']//tbody/tr")
    [by_hand] = [" ".join(row.text_content().split()) for row in told if "/tmp/a" in row.text_content()]
    assert by_hand.startswith("■ failing/tmp/atitles missing")
    assert "Also" not in by_hand
    assert by_hand.endswith("broadsheet replay --compare --source /tmp/a")


def test_a_source_whose_articles_were_all_known_already_gave_something(young: Callable[..., Any]):
    told = attention(young(then="UPDATE ops.outcomes SET status = 'unchanged', reason = 'same_payload'"))
    assert not [row for row in told if "never gave" in row]
    told = attention(young(then="UPDATE ops.outcomes SET status = 'failed', reason = 'gone'"))
    assert [row for row in told if "never gave anything" in row]


def test_a_page_written_long_after_the_last_run_says_that_none_came(young: Callable[..., Any]):
    pages = young(later=timedelta(days=5))
    assert attention(pages)[0].startswith(
        "■ failing the pipeline no runs: none since 2026-04-02 06:00 UTC, and everything here is as it was then"
    )
    assert "Stale after 2026-04-08 08:05 UTC" in pages.html.xpath("//header")[0].text_content()


def test_with_a_schedule_the_page_is_stale_soon_after_a_source_was_due(young: Callable[..., Any]):
    """Whatever the runs of the past did: here they came every twelve hours."""
    pages = young()
    pages.settings.sources_file.write_text("sources: [{name: courier, kind: feed, location: https://a.example}]")
    write_schedule(timedelta(minutes=1), pages.settings)
    due = datetime(2026, 4, 2, 18, tzinfo=UTC)
    early = report(pages.settings, due + timedelta(minutes=14)).index.read_text(encoding="utf-8")
    assert "Stale after 2026-04-02 18:29 UTC" in early
    assert "no runs" not in early
    late = report(pages.settings, due + timedelta(minutes=16)).index.read_text(encoding="utf-8")
    assert "a source was due on 2026-04-02 18:00 UTC, and the schedule looks every 1 minute" in late
    write_schedule(None, pages.settings)
    without = report(pages.settings, due + timedelta(minutes=16)).index.read_text(encoding="utf-8")
    assert "no runs" not in without


def known_of(source: str, check_id: str | None, day: date) -> Acknowledgement:
    return Acknowledgement(source, check_id, "ana", "they <b>know</b>", day)


FAILS_SINCE = """
INSERT INTO quality.audit_results SELECT '20260401T002000-aud17e', DATE '{day}', source_id, unnest(['few_are_lost',
'few_are_held']),
    'critical', 'flag', 'fail', 1, NULL, 0.5, 0, NULL FROM sources
"""


def test_what_somebody_knows_of_does_not_count_until_the_day_that_was_named(young: Callable[..., Any]):
    pages, now = young(), datetime(2026, 4, 2, 12, tzinfo=UTC)
    with open_warehouse(pages.settings) as database:
        database.execute(FAILS_SINCE.format(day="2026-04-01"))
    with pytest.raises(UsageError, match="no run has met the source nobody so far"):
        acknowledge(known_of("nobody", None, now.date()), pages.settings, now)

    def page(at: datetime = now) -> Any:
        publish(pages.settings, unasked=False)
        return lxml.html.parse(str(report(pages.settings, at).index)).getroot()

    assert "■ failing — 1 of 1 source failing" in page().xpath("string(//h1)")
    acknowledge(known_of("courier", "few_are_lost", now.date()), pages.settings, now)
    html = page()
    assert "failing" in html.xpath("string(//h1)")
    assert "much lost" in html.xpath("string(//*[@id='attention']//li)")
    assert "acknowledged by ana, until Thu 2 Apr: they <b>know</b>" in html.xpath("string(//*[@id='attention']//li)")
    acknowledge(known_of("courier", None, now.date()), pages.settings, now)
    assert "● as usual — 0 of 1 source as usual; 1 acknowledged." in page().xpath("string(//h1)")
    # It is over, it was withdrawn, or another problem has begun since.
    assert "failing" in page(now + timedelta(days=1)).xpath("string(//h1)")
    withdrawn = known_of("courier", None, now.date() - timedelta(days=1))
    acknowledge(withdrawn, pages.settings, now + timedelta(minutes=1))
    assert "failing" in page().xpath("string(//h1)")
    acknowledge(known_of("courier", None, date(2026, 4, 9)), pages.settings, now + timedelta(minutes=2))
    assert "as usual" in page().xpath("string(//h1)")
    with open_warehouse(pages.settings) as database:
        database.execute("UPDATE quality.audit_results SET status = 'pass'")
        database.execute(FAILS_SINCE.format(day="2026-04-03"))
    assert "failing" in page(now + timedelta(days=2)).xpath("string(//h1)")


@pytest.mark.parametrize(("severity", "sign"), [("critical", "■"), ("warning", "▲"), ("info", "◆")])
def test_a_failing_check_has_the_sign_of_its_severity_everywhere(young: Callable[..., Any], severity: str, sign: str):
    failing = (
        "INSERT INTO quality.audit_results SELECT '20260401T002000-aud17e', DATE '2026-04-01', source_id, "
        "'articles_as_usual',"
        f" '{severity}', 'flag', 'fail', 0, 5, 9, 30, NULL FROM sources"
    )
    pages = young(then=failing)
    [of_source] = [row for row in attention(pages) if "courier" in row]
    assert of_source.startswith(sign)
    [cells] = [row for row in pages.rows("checks") if row[1].startswith("articles_as_usual")]
    assert cells[0] == f"{sign} {severity}"
    assert cells[1].endswith("falsify every figure over time.")
    assert cells[2] == "·" * 29 + sign + "·"
    assert cells[7].startswith("Wed 1 AprWhat failedbroadsheet query")
    assert "FROM source_checks WHERE check_id = 'articles_as_usual'" in cells[7]
    assert pages.html.xpath("//*[@id='volume']//figure[2]//tbody/tr[1]/td[4]")[0].text_content().startswith(sign)
    [strip] = pages.html.xpath("//*[@id='checks']//tbody//span[@class='strip']/span[text()=$sign]", sign=sign)
    assert strip.get("class") == severity


def test_times_that_lie_ahead_break_nothing_and_hide_nothing(young: Callable[..., Any]):
    ahead = (
        "UPDATE ops.runs SET started_at = started_at + INTERVAL 400 DAY, ended_at = NULL "
        "WHERE run_id = (SELECT max(run_id) FROM ops.runs);"
        "UPDATE article_versions SET published_at = '2199-01-01';"
        "UPDATE sources SET first_seen_at = '2199-01-01'"
    )
    pages = young(then=ahead)
    assert pages.rows("runs")[0][0] == "2027-05-07 06:00 UTC"
    assert "last run ended 2026-04-01 18:01 UTC" in pages.html.xpath("//header")[0].text_content()
    assert "began on 2027-05-07 06:00 UTC, which is still to come" in attention(pages)[0]


def test_a_run_whose_process_is_gone_waits_and_one_that_lives_does_not(settings: Settings, now: datetime):
    with new_run(RunRequest(inputs=["a"]), settings, now) as living:
        assert living.run_id not in report(settings, now).index.read_text(encoding="utf-8")
    html = report(settings, now).index.read_text(encoding="utf-8")
    assert f"run {living.run_id} did not come to its end; the next run completes it" in html


def test_a_snapshot_that_is_none_or_older_is_told_with_the_cure(settings: Settings):
    settings.home.mkdir()
    at = datetime(2026, 4, 2, tzinfo=UTC)
    settings.snapshot.write_bytes(b"my notes" * 1000)
    with pytest.raises(UsageError, match="cannot be read"):
        report(settings, at)
    settings.snapshot.unlink()
    duckdb.connect(str(settings.snapshot)).close()
    with pytest.raises(UsageError, match="lacks what the page asks for"):
        report(settings, at)
