"""A notebook over the snapshot: filters, an article reader, SQL. `broadsheet explore` opens a copy of it to work in."""

import marimo

app = marimo.App(width="medium", app_title="Broadsheet")


@app.cell(hide_code=True)
def _():
    from contextlib import ExitStack

    import marimo as mo

    from flows.explore.article import changes, fetch_rows, heading, opened_snapshot, raw_capture, story
    from schemas.settings import load_settings

    settings = load_settings()
    stays_open = ExitStack()
    snapshot = stays_open.enter_context(opened_snapshot(settings))
    return changes, fetch_rows, heading, mo, raw_capture, settings, snapshot, story


@app.cell(hide_code=True)
def _(mo, settings, snapshot):
    counted = snapshot.sql(
        "SELECT count(*), count(DISTINCT source), max(first_seen_at) FROM latest_articles"
    ).fetchone()
    mo.md(f"""
    # Broadsheet

    {counted[0]:,} articles of {counted[1]} sources in `{settings.snapshot}`, the newest of {counted[2]:%Y-%m-%d %H:%M}
    UTC.
    The copy that was published when this notebook was opened stays; run the first cell again for the newest.
    """)
    return


@app.cell(hide_code=True)
def _(mo, snapshot):
    names = [name for (name,) in snapshot.sql("SELECT DISTINCT source FROM latest_articles ORDER BY source").fetchall()]
    of_sources = mo.ui.multiselect(names, label="Sources")
    with_words = mo.ui.text(label="Words in title or text", full_width=True)
    within = mo.ui.dropdown(
        {"any time": None, "a day": 1, "a week": 7, "a month": 30, "a year": 365},
        value="any time",
        label="Published within",
    )
    mo.hstack([of_sources, within, with_words], widths=[1, 1, 2])
    return of_sources, with_words, within


@app.cell(hide_code=True)
def _(fetch_rows, mo, of_sources, snapshot, with_words, within):
    found = fetch_rows(
        snapshot,
        """
        SELECT source, title, published_at, language, word_count, version, url, article_id::VARCHAR AS article_id
        FROM latest_articles
        WHERE (len($sources) = 0 OR list_contains($sources::VARCHAR[], source))
        AND ($days IS NULL OR published_at > now() - to_days($days::INTEGER))
        AND ($words = '' OR contains(lower(concat_ws(' ', title, body)), lower($words)))
        ORDER BY published_at DESC NULLS LAST
        LIMIT 5000
        """,
        {"sources": of_sources.value, "days": within.value, "words": with_words.value.strip()},
    )
    articles = mo.ui.table(found, selection="single", initial_selection=[0] if found else [], page_size=12)
    articles
    return (articles,)


@app.cell(hide_code=True)
def _(articles, changes, heading, mo, raw_capture, settings, snapshot, story):
    mo.stop(not articles.value, mo.md("Choose an article above."))
    chosen = articles.value[0]
    text = snapshot.execute("SELECT body FROM latest_articles WHERE article_id = ?", [chosen["article_id"]]).fetchone()[
        0
    ]
    mo.ui.tabs(
        {
            "Text": mo.vstack([mo.Html(heading(chosen["title"])), mo.plain_text(text)]),
            "Versions": mo.Html(changes(snapshot, chosen["article_id"])),
            "Story": mo.Html(story(snapshot, chosen["article_id"])),
            "Raw capture": mo.plain_text(raw_capture(snapshot, settings, chosen["article_id"])),
        }
    )
    return


@app.cell
def _(mo, snapshot):
    ends = mo.sql(
        """
        -- How did the candidates of the last run end?
        SELECT status, reason, candidates
        FROM run_funnel
        WHERE started_at = (SELECT max(started_at) FROM run_funnel)
        ORDER BY candidates DESC
        """,
        engine=snapshot,
    )
    return (ends,)


@app.cell
def _(mo, snapshot):
    fields = mo.sql(
        """
        -- Which fields are filled, source by source? Write your own questions in cells like this one.
        SELECT * FROM completeness ORDER BY articles DESC
        """,
        engine=snapshot,
    )
    return (fields,)


if __name__ == "__main__":
    app.run()
