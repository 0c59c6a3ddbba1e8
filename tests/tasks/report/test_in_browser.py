"""The page as its readers see it, in a real browser: at a desk and on a phone, light and dark, by keyboard, on
paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from tests.histories import FAULTS

pytestmark = [pytest.mark.parts, pytest.mark.xdist_group("quality page")]

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
NAMED = {
    "silent": "silent", "paywall": "short texts", "denied": "shut out", "undated": "dates missing",
    "mojibake": "mostly by text_without_mojibake", "copies": "duplicates",
}  # fmt: skip
"""Fault -> the words that tell it."""
CUT_OFF = """
() => [...document.querySelectorAll('body *')].filter(e => {
  const box = e.getBoundingClientRect(), style = getComputedStyle(e), head = e.closest('thead');
  // Heads of tables that are stacked on a phone are there for screen readers alone.
  if (!box.width || !e.checkVisibility({contentVisibilityAuto: true}) || e.closest('svg') || head &&
  getComputedStyle(head).clipPath !== 'none') return false; const hides = ['hidden', 'clip', 'auto',
  'scroll'].includes(style.overflowX) && e.scrollWidth > e.clientWidth + 1; return hides || box.right > innerWidth + 0.5
  || box.left < -0.5;
}).map(e => e.outerHTML.slice(0, 120))
"""
FOCUSED = (
    "() => { const e = document.activeElement; return [e.tagName, e.textContent.trim(), "
    "getComputedStyle(e).outlineStyle] }"
)


@pytest.fixture(scope="module")
def opened(browser: Any, planted):
    """A file of the pages, opened; whatever else it asks for is noted."""

    @contextmanager
    def opened(path: Path, size: dict[str, int] = DESK, scheme: str = "light", **options: Any) -> Iterator[Any]:
        context = browser.new_context(viewport=size, color_scheme=scheme, **options)
        page = context.new_page()
        page.requests = []
        page.on("request", lambda request: page.requests.append(request.url))
        page.goto(path.as_uri())
        yield page
        context.close()

    return opened


def files_of(planted) -> list[Path]:
    """The overview, a source that fails, a run."""
    home = planted.settings.reports
    return [
        planted.written.index,
        home / "day.html",
        home / "source" / "kustbladet.html",
        max((home / "run").glob("*.html")),
    ]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_text_is_cut_off_and_no_request_leaves_the_file(planted, opened, shots: Path, size: dict[str, int]):
    for file in files_of(planted):
        with opened(file, size) as page:
            for _ in ("as it opens", "with everything unfolded"):
                assert page.evaluate(CUT_OFF) == []
                assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
                page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
            assert page.requests == [file.as_uri()]
            page.screenshot(path=shots / f"{file.parent.name}-{size['width']}.png", full_page=True)


def test_the_axes_of_a_row_of_charts_stand_in_line_however_long_a_caption_is(planted, opened):
    with opened(planted.written.index) as page:
        page.eval_on_selector("#volume figcaption", "caption => caption.append(' and many more words'.repeat(9))")
        axes = page.eval_on_selector_all("#volume svg", "all => all.map(e => e.getBoundingClientRect().bottom)")
        assert page.locator("#volume figcaption").first.bounding_box()["height"] > 60
        assert len(set(axes[:4])) == 1
        assert len(set(axes[4:8])) == 1


def test_every_planted_fault_is_told_on_the_first_screen(planted, opened, shots: Path):
    with opened(planted.written.index) as page:
        page.screenshot(path=shots / "first-screen.png")
        for source, fault in FAULTS.items():
            row = page.locator("#attention tr", has=page.get_by_role("link", name=source, exact=True))
            assert NAMED[fault] in row.inner_text()
            assert row.bounding_box()["y"] + row.bounding_box()["height"] <= DESK["height"], source
        gate = page.locator("#attention tr", has_text="stopped by a quality gate")
        assert gate.bounding_box()["y"] < DESK["height"] / 2
        calm = page.locator("#attention tr", has_text="harbour-courier")
        assert calm.count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_object_to(planted, opened, shots: Path, scheme: str):
    from axe_playwright_python.sync_playwright import Axe

    for file in files_of(planted):
        with opened(file, scheme=scheme) as page:
            found = Axe().run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
            page.screenshot(path=shots / f"{file.parent.name}-{scheme}.png")


def test_every_link_leads_somewhere(planted, opened):
    for file in files_of(planted):
        with opened(file, java_script_enabled=True) as page:
            links = page.eval_on_selector_all("a", "all => all.map(a => a.href)")
        ours = [to for to in map(urlsplit, links) if to.scheme == "file"]
        assert ours
        for to in ours:
            target = Path(unquote(to.path))
            assert target.exists(), to
            assert not to.fragment or f'id="{to.fragment}"' in target.read_text(encoding="utf-8"), to


def test_the_keyboard_goes_through_the_page_in_its_order_and_shows_where_it_is(planted, opened):
    with opened(planted.written.index) as page:
        wanted = page.eval_on_selector_all(
            "a, summary, button, input",
            "all => all.filter(e => e.checkVisibility()).map(e => [e.tagName, e.textContent.trim()])",
        )[:60]
        seen = []
        for _ in wanted:
            page.keyboard.press("Tab")
            *focused, outline = page.evaluate(FOCUSED)
            assert outline == "solid"
            seen.append(focused)
        assert seen == wanted
        folded = page.locator("details.panel:not([open]) > summary").first
        folded.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.parentElement.open")


def test_without_scripts_and_on_paper_everything_is_there(planted, opened, shots: Path):
    with opened(planted.written.index, scheme="dark", java_script_enabled=False) as page:
        page.emulate_media(media="print", color_scheme="dark")
        assert page.locator("section").count() == 13
        colour = page.locator("#attention .s4").first.evaluate("e => getComputedStyle(e).color")
        assert colour == "rgb(179, 38, 30)"
        page.pdf(path=shots / "paper.pdf", format="A4")


def test_on_a_phone_the_page_is_less_than_half_of_what_is_on_it(planted, opened):
    with opened(planted.written.index, PHONE) as page:
        folded = page.evaluate("document.documentElement.scrollHeight")
        page.get_by_role("button", name="Open all").click()
        assert page.get_by_role("button", name="Close all").is_visible()
        assert folded < 6000
        assert 2 * folded < page.evaluate("document.documentElement.scrollHeight")


def test_a_link_opens_the_panel_that_it_names_with_and_without_the_script(planted, opened):
    for has_script in (True, False):
        with opened(planted.written.index, java_script_enabled=has_script) as page:
            assert not page.locator("#coverage table").is_visible()
            page.get_by_role("navigation").get_by_role("link", name="Coverage").click()
            assert page.locator("#coverage table").is_visible()
        held = planted.settings.reports / "source" / "kustbladet.html"
        with opened(planted.written.index, java_script_enabled=has_script) as page:
            page.goto(f"{held.as_uri()}#held")
            assert page.locator("#held table").is_visible()


def test_rows_are_filtered_and_sorted_where_they_stand(planted, opened):
    with opened(planted.written.index) as page:
        page.get_by_role("searchbox").fill("kustbladet")
        assert page.locator("#fields tbody tr").evaluate_all("all => all.filter(e => e.checkVisibility()).length") == 1
        assert page.locator("#volume figure").evaluate_all("all => all.filter(e => !e.hidden).length") == 1
        page.get_by_role("searchbox").fill("")
        head = page.locator("#fields th").nth(1)
        column = "all => all.map(e => Number(e.cells[1].textContent.replace(',', '')))"
        for direction, order in (("descending", -1), ("ascending", 1)):
            head.get_by_role("button").click()
            assert head.get_attribute("aria-sort") == direction
            numbers = page.locator("#fields tbody tr").evaluate_all(column)
            assert numbers == sorted(numbers, key=lambda number: order * number)
            assert len(numbers) == 8


def test_the_policy_of_the_page_lets_nothing_else_run_and_objects_to_nothing_of_ours(planted, opened):
    for file in files_of(planted):
        with opened(file) as page:
            objections: list[str] = []
            page.on("console", lambda message: objections.append(message.text))  # noqa: B023
            page.reload()
            assert objections == []
            page.evaluate(
                "() => { const e = document.createElement('script'); e.textContent = 'window.ran = true'; "
                "document.body.append(e);"
                " const s = document.createElement('style'); s.textContent = 'h1 { color: red }'; "
                "document.body.append(s) }"
            )
            assert page.evaluate("window.ran") is None
            assert [("Content Security Policy" in text) for text in objections] == [True, True]
