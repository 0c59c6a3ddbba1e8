"""Where quotations stand: the spans between marks of all kinds."""

from __future__ import annotations

import pytest

from tasks.analyse.marks import MAX_QUOTATIONS, marked


def spans(text: str) -> list[str]:
    return [text[one.start : one.end] for one in marked(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('The mayor said: "We are open."', ["We are open."]),
        ("The mayor said: “We are open.”", ["We are open."]),
        ("Der Minister sagte: „Wir sind bereit“, und ging.", ["Wir sind bereit"]),
        ("Hon sade: ”Vi är redo” och gick.", ["Vi är redo"]),
        ("Le maire a dit : «Nous sommes prêts» hier.", ["Nous sommes prêts"]),
        ("Ministeren sagde: »Vi er klar« i går.", ["Vi er klar"]),
        ("The ferry is ‘late again’ today.", ["late again"]),
        ("The ferry is 'late again' today.", ["late again"]),
        ("Die Fähre ist ‚zu spät‘ heute.", ["zu spät"]),
        ("They sided with “the owners rather than with us,’’ he said.", ["the owners rather than with us,"]),
        ("He called it ''a fine mess,'' twice.", ["a fine mess,"]),
        ("He called it ``a fine mess'' twice.", ["a fine mess"]),
        ("市長は「準備ができた」と言った。", ["準備ができた"]),
        ('He has " no patience with it".', [" no patience with it"]),
    ],
)
def test_every_kind_of_mark_is_read(text: str, expected: list[str]):
    assert spans(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It's the workers' right, and the owners' duty, in the '90s.",
        "The plank was 12\" long and 6' wide.",
        "Rock 'n' roll isn't dead.",
        "\"\" and “” and ''",
        'An opening mark that nothing closes: " and so on.',
    ],
)
def test_apostrophes_inches_and_empty_marks_are_no_quotations(text: str):
    assert spans(text) == []


def test_the_plurals_apostrophe_does_not_close():
    assert spans("She said ‘the workers’ rights are lost’ at noon.") == ["the workers’ rights are lost"]


def test_a_quotation_inside_a_quotation_knows_the_one_around_it():
    text = "“They told us ‘go home’ and we went,” said Ann Lee."
    outer, inner = marked(text)
    assert (text[inner.start : inner.end], inner.nested_in, outer.nested_in) == ("go home", 0, None)


def test_three_marks_in_a_row_close_both():
    assert spans("She said: “He cried ‘stop!’” Then she left.") == ["He cried ‘stop!’", "stop!"]


def test_a_paragraph_that_goes_on_is_a_span_of_its_own_and_says_so():
    text = 'He said: "We waited.\n\n"Nobody came.\n\n"So we left."\n\nHe sat down.'
    found = marked(text)
    assert [text[one.start : one.end] for one in found] == ["We waited.", "Nobody came.", "So we left."]
    assert [one.continues for one in found] == [None, 0, 1]
    assert [one.goes_on for one in found] == [True, True, False]


def test_a_forgotten_closing_mark_costs_one_quotation_and_not_the_paragraph():
    assert spans('He said "we wait and she said "we go" at once.') == ["we go"]


def test_no_more_quotations_are_read_than_an_article_has():
    assert len(marked('"a" ' * 5000)) == MAX_QUOTATIONS
