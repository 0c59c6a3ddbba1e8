"""Thousands of damaged pages through the real way of cleaning: does every one end, in time, with an outcome?

    python -m drills.fuzz_clean [--pages 10000] [--seed 1] [--keep FOLDER] [FOLDER]

FOLDER has a truth.jsonl whose rows name a (gzipped) page in `file` (default: the sample pages in seeds/). Each page is
damaged one to four times: cut, spliced with another, bytes flipped, tags repeated or deepened, attributes blown up,
text in other bytes. The same seed makes the same pages. Ends with 1 where a page has no outcome or an outcome that
blames the cleaner (clean_error, clean_crash); `--keep` writes those pages, to become tests.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from drills.cleaned_batches import Cleaned, Page, PeakOfWorkers, cleaned
from drills.sample_pages import markup_of
from schemas.settings import Settings
from tasks.clean.sandbox.pool import Sandbox

_TAG = re.compile(rb"<[a-zA-Z][^<>]{0,200}>")
_LARGEST = 1_500_000
"""Bytes of a damaged page: larger ones only cost time, and the limits on size have tests of their own."""
_SIZES = (100, 1000, 10_000, 10_000, 100_000, 1_000_000)
_BLAMED = ("clean_error", "clean_crash")


def cut(content: bytes, _: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(1, len(content) + 1)]


def begin_late(content: bytes, _: bytes, rng: random.Random) -> bytes:
    return content[rng.randrange(len(content)) :]


def take_out(content: bytes, _: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + content[at + rng.randrange(1, 20_000) :]


def splice(content: bytes, other: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content))] + other[rng.randrange(len(other)) :]


def flip(content: bytes, _: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    for _number in range(rng.choice((1, 10, 100, 1000))):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def repeat_piece(content: bytes, _: bytes, rng: random.Random) -> bytes:
    at, length = rng.randrange(len(content)), rng.randrange(1, 5000)
    piece = content[at : at + length]
    return content[:at] + piece * rng.randrange(2, max(3, 100_000 // length)) + content[at:]


def repeat_tag(content: bytes, _: bytes, rng: random.Random) -> bytes:
    tags: list[bytes] = _TAG.findall(content)
    if not tags:
        return content
    at = rng.randrange(len(content))
    return content[:at] + rng.choice(tags) * rng.choice((10, 100, 300, 1000, 3000, 20_000)) + content[at:]


def drop_tags(content: bytes, _: bytes, rng: random.Random) -> bytes:
    share = rng.random()
    return _TAG.sub(lambda tag: b"" if rng.random() < share else tag[0], content)


def blow_up_attribute(content: bytes, _: bytes, rng: random.Random) -> bytes:
    at = content.find(b'="', rng.randrange(len(content))) + 2
    filling = rng.choice((b"-", b" by ", b"2024-05-01 ", b"a/", b"&amp;", b"\xc3", b"\x00", b"and A B, "))
    return content[:at] + filling * (rng.choice(_SIZES) // len(filling)) + content[at:]


def blow_up_text(content: bytes, _: bytes, rng: random.Random) -> bytes:
    at = content.find(b">", rng.randrange(len(content))) + 1
    filling = rng.choice(
        (b"x", b" ", b"\n", b"word ", b"| ", b"1.1.2024 ", b"&#55296;", b"\xe2\x80\xae", b"<!--", b"]]>")
    )
    return content[:at] + filling * (rng.choice(_SIZES) // len(filling)) + content[at:]


def other_bytes(content: bytes, _: bytes, rng: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(
        rng.choice(("utf-16", "utf-16-le", "utf-7", "cp1252", "shift_jis", "koi8-r", "utf-32")), "replace"
    )


DAMAGES: tuple[Callable[[bytes, bytes, random.Random], bytes], ...] = (
    cut, begin_late, take_out, splice, flip, repeat_piece, repeat_tag, drop_tags, blow_up_attribute, blow_up_text,
    other_bytes,
)  # fmt: skip


def damaged(originals: list[bytes], count: int, seed: int) -> Iterator[Page]:
    """`count` pages, each named for what was done to which original."""
    rng = random.Random(seed)  # noqa: S311 - the same pages again is the point
    for number in range(count):
        original = rng.randrange(len(originals))
        content, done = originals[original], []
        for _ in range(rng.choice((1, 1, 2, 3, 4))):
            damage = rng.choice(DAMAGES)
            content = damage(content or b" ", rng.choice(originals), rng)[:_LARGEST]
            done.append(damage.__name__)
        url = f"https://{original}.example/2024/05/01/{number}" if rng.random() < 0.5 else None
        yield Page(f"{number} (of {original}): {', '.join(done)}", content, "text/html", url)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    originals = markup_of(given.folder)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as home:
        settings = Settings(home=Path(home))
        sandbox, memory = Sandbox(settings), PeakOfWorkers(os.getpid())
        memory.start()
        begun = time.monotonic()
        ends = list(cleaned(Path(home, "batches"), settings, sandbox, damaged(originals, given.pages, given.seed)))
        passed = time.monotonic() - begun
        sandbox.close()
    _print(ends, passed, memory.stop(), settings)
    blamed = [end for end in ends if end.end in _BLAMED]
    if given.keep and blamed:
        _keep(given.keep, {end.name for end in blamed}, damaged(originals, given.pages, given.seed))
    return 1 if blamed or len(ends) != given.pages else 0


def _print(ends: list[Cleaned], passed: float, peak: float, settings: Settings) -> None:
    print(f"{len(ends):,} damaged pages in {passed:,.0f} s with {settings.clean_workers} workers")
    for outcome, count in Counter(end.end for end in ends).most_common():
        print(f"  {outcome:24} {count:6,}")
    slowest = sorted(ends, key=lambda end: -end.seconds)[:5]
    print(f"slowest (the limit is {settings.clean_seconds:g} s):")
    for end in slowest:
        print(f"  {end.seconds:6.1f} s  {end.end:18} {end.name}")
    print(f"largest worker: {peak:,.0f} MB (the limit is {settings.clean_memory_mb:,} MB of address space)")
    for end in ends:
        if end.end in _BLAMED:
            print(f"BLAMED {end.end} {end.name}: {end.detail[:300]}")


def _keep(folder: Path, names: set[str], pages: Iterator[Page]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for page in pages:
        if page.name in names:
            (folder / f"{page.name.split()[0]}.html").write_bytes(page.content)


if __name__ == "__main__":
    raise SystemExit(main())
