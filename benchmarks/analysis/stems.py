"""What the stems of a batch cost in a large warehouse: the CPU of adding those of 500 articles. `stems [WORDS_KNOWN]`.

The words are made: 500 articles of 400 different words each, a hundredth of which no article had before.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from schemas.settings import Settings
from tasks.load.stems import add_stems
from tasks.load.warehouse import open_warehouse

BATCH = 500
WORDS = 400


def main(words: list[str]) -> None:
    known = int(words[0]) if words else 1_000_000
    with tempfile.TemporaryDirectory() as folder, open_warehouse(Settings(home=Path(folder))) as database:
        database.execute(
            "INSERT INTO search.stems SELECT 'en', t, t FROM (SELECT translate(n::VARCHAR, '0123456789', 'abcdefghij')"
            " || 'words' AS t FROM range($known) AS r(n))",
            {"known": known},
        )
        database.execute(
            f"CREATE TEMP TABLE numbered AS SELECT n::INTEGER AS document, n AS position FROM range({BATCH}) AS r(n)"
        )
        database.execute("CREATE TEMP TABLE added AS SELECT position, 'en' AS language FROM numbered")
        database.execute(
            "INSERT INTO search.fresh_words SELECT translate((CASE WHEN w % 100 = 0 THEN $known + n * 7 + w"
            " ELSE (n * 7919 + w * w * 31) % $known END)::VARCHAR,"
            f" '0123456789', 'abcdefghij') || 'words', n, w, 1 FROM range({BATCH}) AS a(n), range({WORDS}) AS b(w)",
            {"known": known},
        )
        before = time.process_time()
        database.begin()
        add_stems(database)
        database.commit()
        spent = time.process_time() - before
        found = database.execute("SELECT count(*) FROM search.stems").fetchone()
        assert found is not None
        print(f"{known} words with stems; {BATCH} articles add {found[0] - known}: {spent:.2f} s CPU")
