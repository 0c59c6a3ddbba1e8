"""Each number of the page is what the query that the page prints beside it gives."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tasks.report import said

pytestmark = pytest.mark.xdist_group("quality page")


def test_the_totals(planted):
    told = {
        item.xpath("string(dt)"): int(item.xpath("string(dd)").replace(",", ""))
        for item in planted.html.xpath("//dl[@class='totals']/div")
    }
    [expected] = planted.ask(
        """
        SELECT (SELECT count(*) FROM latest_articles), (SELECT count(*) FROM asking), (SELECT count(*)
        FROM held_articles),
            count(*), count(*) FILTER (WHERE status NOT LIKE 'completed%'), sum(discovered), sum(loaded),
            sum(quarantined),
            sum(refused + failed)
        FROM run_history WHERE flow = 'ingest' AND started_at >= '2026-04-01 06:15'
        """
    )
    assert [*told.values()] == [*expected]
    assert [*told] == [
        "articles", "sources", "held now", "runs", "failed runs", "offered", "loaded", "held", "lost",
    ]  # fmt: skip


def test_the_funnel(planted):
    told = {cells[0].split()[0]: cells[2:] for cells in planted.rows("funnel", 1)}
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for status, reason, day, month in planted.ask(planted.query("funnel")):
        for name in (status, reason, "all"):
            sums[name] = [sums[name][0] + (day or 0), sums[name][1] + month]
    assert told == {name: [*map(said.number, numbers)] for name, numbers in sums.items()}


def test_the_volume(planted):
    told = {
        (figure.xpath(".//a")[0].text, row.xpath("string(td[1])")): [*row.xpath("td/text()")][1:3]
        for figure in planted.html.xpath("//*[@id='volume']//figure")[1:]
        for row in figure.xpath(".//tbody/tr")
    }
    expected = {
        (source, said.day(day)): [
            said.number(loaded),
            "–" if high is None else f"{round(max(0, low or 0))}–{round(high)}",
        ]
        for source, day, loaded, low, high, _, _ in planted.ask(planted.query("volume"))
    }
    assert told == expected


def test_fetch_failures(planted):
    told = {cells[0]: cells[4] for cells in planted.rows("failures")}
    assert told == {reason: said.number(many) for reason, many in planted.ask(planted.query("failures"))}


def test_held_articles(planted):
    told = sorted(cells[:4] for cells in planted.rows("held"))
    rows = planted.ask(planted.query("held"))
    assert told == sorted([check, source, said.number(many), said.moment(last)] for check, source, many, last in rows)


def test_completeness(planted):
    told = [[cells[0], *(cell.split(" ▼")[0] for cell in cells[1:])] for cells in planted.rows("fields")]
    rows = planted.ask(
        "SELECT source, articles, title, published_at, authors, language, description, section "
        f"FROM ({planted.query('fields')})"
    )
    assert sorted(told) == [[row[0], said.number(row[1]), *map(said.share, row[2:])] for row in rows]
    assert all(row[4] > 0.8 for row in rows)


def test_completeness_of_all_articles_knows_their_authors(planted):
    rows = planted.ask(
        "SELECT c.source, c.authors, d.authors FROM completeness AS c JOIN completeness_30_days AS d USING (source)"
    )
    assert len(rows) == 8
    assert all(0.8 < of_all < 1 and abs(of_all - lately) < 0.05 for _, of_all, lately in rows)


def test_coverage(planted):
    states = ("loaded", "nothing new", "found none", "not asked")
    told = {cells[0]: [int(cell) for cell in cells[2:6]] for cells in planted.rows("coverage")}
    days = {(source, state): many for source, state, many in planted.ask(planted.query("coverage"))}
    assert told == {source: [days.get((source, state), 0) for state in states] for source in told}
    assert sum(map(sum, told.values())) == sum(days.values())


def test_checks(planted):
    told = {cells[1].split()[0]: [cells[0].split()[-1], *cells[3:6]] for cells in planted.rows("checks")}
    expected = {
        check: [severity, said.number(evaluated), said.number(failed), said.day(last)]
        for check, evaluated, failed, _, severity, last in planted.ask(planted.query("checks"))
    }
    assert told == expected
    # The command `checks` and the view over 30 days know no other number.
    assert planted.ask("SELECT sum(failed) FROM check_pass_rates") == planted.ask(
        "SELECT sum(failed) FROM check_results_by_day WHERE day >= '2026-03-03'"
    )


def test_drift(planted):
    newest = planted.ask(
        f"""SELECT source, day, versions, median_words, main_language_share, boilerplate_share
        FROM ({planted.query("drift")})
        QUALIFY row_number() OVER (PARTITION BY source ORDER BY day DESC) = 1"""
    )
    told = {
        cells[1]: [cells[2], cells[3], cells[4], cells[7].split(" ", 1)[1], cells[9]] for cells in planted.rows("drift")
    }
    assert told == {
        source: [said.day(day), said.number(many), said.number(words), said.share(main), said.share(boilerplate)]
        for source, day, many, words, main, boilerplate in newest
    }


def test_duplicates(planted):
    rows = planted.ask(planted.query("copies"))
    assert sorted(planted.rows("copies")) == sorted([row[0], *map(said.number, row[1:])] for row in rows)


def test_delays(planted):
    rows = planted.ask(planted.query("delay"))
    assert sorted(planted.rows("delay")) == sorted(
        [row[0], said.number(row[1]), *map(said.hours, row[2:])] for row in rows
    )


def test_runs(planted):
    rows = planted.ask(
        "SELECT started_at, flow, discovered, loaded, unchanged, alias, quarantined, refused + failed"
        f" FROM ({planted.query('runs')}) LIMIT 20"
    )
    told = [[*cells[:2], *cells[4:]] for cells in planted.rows("runs")]
    assert told == [
        [said.moment(at), flow, *(["" for _ in numbers] if flow == "audit" else map(said.number, numbers))]
        for at, flow, *numbers in rows
    ]


def test_the_sources(planted):
    told = {cells[1]: cells[4:] for cells in planted.rows("sources")}
    expected = {
        source: [kind, *(said.moment(at) for at in times)]
        for source, kind, *times in planted.ask(planted.query("sources"))
    }
    assert told == expected
