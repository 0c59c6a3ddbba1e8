"""What counts as copied between two texts: prose, and no words that both took from somebody else."""

from __future__ import annotations

import pytest

from tasks.analyse.copies import Text, compare, signed_posts

POST = "The ferry must sail on Sunday, whatever the council of that sleepy island may think of it, and it will sail!"
REPORT = (
    "The council of Marrowby voted on Monday to keep the ferry in port until its hull has been looked at by divers.\n\n"
    "Nobody knows how long that will take, since the only divers of the coast work at the new lighthouse until June."
)
COLUMN = "What is a ferry for, if not for Sundays? I have asked this question for years, and had no answer from anyone."


@pytest.mark.parametrize(
    "signed",
    ["{post}\n\n— Ida Marrow (@idamarrow) July 15, 2026", "{post} -- Ida Marrow (@idamarrow) July 15, 2026"],
)
def test_a_post_that_both_show_is_no_copy(signed: str):
    shown = signed.format(post=POST)
    one, other = (f"{text}\n\n{shown}\n\nSo it went on." for text in (REPORT, COLUMN))
    assert [one[start:end] for start, end in signed_posts(one)] == [shown]
    assert compare(Text(one, []), Text(other, [])) is None


def test_the_same_words_without_a_signature_are_copied():
    copy = compare(Text(f"{REPORT}\n\n{POST}", []), Text(f"{COLUMN}\n\n{POST}", []))
    assert copy is not None
    assert (copy.kind, copy.prose_words) == ("part", len(POST.split()))


@pytest.mark.parametrize(
    ("own", "kind"),
    [("", "same"), ("Photo: Ida Marrow, for the Ledger.", "same"), (COLUMN + " " + POST, "copy")],
)
def test_a_report_is_the_same_with_another_caption_and_a_copy_inside_another_text(own: str, kind: str):
    copy = compare(Text(REPORT, []), Text(f"{own}\n\n{REPORT}", []))
    assert copy is not None
    assert copy.kind == kind


CAPTIONS = (
    "Sun and cloud\n\nSave\n\nFILE - In this May 2026 file photo a ferry leaves the quay of Marrowby while its crew"
    " waves to the families and friends who came to see it off in spite of the rain. (AP Photo/Ida Marrow)\n\n1 of 2"
)


def test_captions_and_lines_of_the_page_make_no_other_report():
    copy = compare(Text(REPORT, []), Text(f"{CAPTIONS}\n\n{REPORT}", []))
    assert copy is not None
    assert copy.kind == "same"


def test_a_caption_that_both_have_is_a_part():
    copy = compare(Text(f"{CAPTIONS}\n\n{REPORT}", []), Text(f"{CAPTIONS}\n\n{COLUMN} {POST}", []))
    assert copy is not None
    assert copy.kind == "part"


def test_captions_alone_are_compared_as_they_are():
    copy = compare(Text(CAPTIONS, []), Text(CAPTIONS, []))
    assert copy is not None
    assert copy.kind == "same"
