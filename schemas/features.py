"""What checks can look at: the columns of the frames that are judged. Another column in a file of checks is an
error.
"""

from __future__ import annotations

ARTICLE_FEATURES: dict[str, str] = {
    "position": "number of the candidate in its run",
    "source": "name of the source",
    "content_hash": "fingerprint of title and text",
    "page_kind": "article, live_blog, or what else the page is",
    "text_doubt": "how unsure the model was of which parts of the page are text, 0 to 1 (null without a model)",
    "body_characters": "characters of the text",
    "characters_by_script": "characters of the text; one of a language written without spaces counts as 2.8",
    "words_or_ideographs": "words, or half the characters in languages written without spaces",
    "length_against_source": "how far the length is from the source's usual one, in its usual deviations of the"
    " logarithm (null below 30 known articles)",
    "replacement_share": "share of characters that could not be read",
    "mojibake_share": "share of letter pairs that come from a wrong encoding",
    "lost_letter_share": "share of question marks inside words, where a letter was lost",
    "invisible_share": "share of control characters, zero-width characters and soft hyphens",
    "markup_leftovers": "tags, entities and script in the text",
    "template_leftovers": "placeholders of templates in the text",
    "letter_share": "share of letters",
    "capital_share": "share of capitals among the letters",
    "repeated_paragraph_share": "share of paragraphs that repeat another",
    "repeated_sentence_share": "share of sentences of 40 characters and more that repeat another",
    "boilerplate_share": "share of the text in paragraphs that ask to subscribe, share or accept cookies",
    "navigation_share": "share of paragraphs of at most four words without an end",
    "paragraph_count": "paragraphs",
    "longest_paragraph_characters": "characters of the longest paragraph",
    "is_cut_off": "whether the text ends in three dots or an invitation to read on",
    "links_per_100_words": "links in the text for every 100 words",
    "copies_in_batch": "articles of the same source and batch with the same text, this one included",
    "title_characters": "characters of the title",
    "title_is_address": "whether the title is a web address",
    "title_is_site_name": "whether the title is the name of the site",
    "title_capital_share": "share of capitals among the letters of the title that have a small and a capital form"
    " (null below twenty of them, and below three words of four letters and more: an acronym is no fault)",
    "title_in_text_share": "share of the title's words of four letters and more that the text has too (null below three"
    " words)",
    "published_age_days": "days from publication to capture",
    "date_was_refused": "whether a date was given that cannot be one of publication",
    "date_is_placeholder": "whether the date is midnight of the first of January",
    "modified_after_published_hours": "hours from publication to the last change",
    "modified_after_capture_hours": "hours from capture to the last change",
    "author_count": "authors",
    "longest_author_characters": "characters of the longest author's name",
    "odd_author_count": "authors with an address, a digit or the mark of a link in the name",
    "language": "code of the language",
    "language_is_usual": "whether the source is declared to write in it, or one in twenty of its articles is"
    " (null below 30 known articles)",
    "script_fits_language": "whether most letters of the first thousand characters are of a script that the language is"
    " written in (null for other languages)",
    "address_is_front_page": "whether the address is that of a site's first page",
    "canonical_is_elsewhere": "whether the page names another host as its own address",
}
"""Column -> what it says. `position` names the row."""

DAY_FIGURES: dict[str, str] = {
    "hours_since_loaded": "hours from the source's last new or revised article to the end of the day",
    "candidates": "candidates that the source offered",
    "fetches": "fetches of its pages",
    "captures": "captures with new content",
    "judged": "articles that were read and judged",
    "articles": "articles that were loaded: new or revised",
    "held_share": "share of the judged articles that were held",
    "lost_share": "share of candidates refused or failed",
    "network_failure_share": "share of fetches that found no host or no connection, or were cut off",
    "denied_share": "share of fetches that were refused by the server (401, 403, 429, robots.txt)",
    "gone_share": "share of fetches of pages that are not there",
    "server_failure_share": "share of fetches that the server failed",
    "extraction_yield": "share of captures with new content that gave an article",
    "clean_failure_share": "share of captures that cleaning failed at: time, memory, a crash",
    "alias_share": "share of articles with the text of another address",
    "revision_share": "share of what was loaded that is a further version",
    "without_title_share": "share of the loaded versions without a title",
    "without_date_share": "share without a date",
    "without_authors_share": "share without an author",
    "without_language_share": "share without a language",
    "without_description_share": "share without a description",
    "main_language_share": "share in the language that the source mostly writes in",
    "median_characters": "median length of the text",
    "short_text_characters": "length that 95 of 100 texts exceed",
    "mean_paragraphs": "mean number of paragraphs",
    "mean_links": "mean number of links in the text",
    "flag_share": "share with at least one flag",
    "delay_hours": "median hours from publication to loading, of what was published since the source was first met",
}
"""Figures of one source and one day, column -> what it says."""

SHARES_OF: dict[str, str] = {
    "held_share": "judged",
    "lost_share": "candidates",
    "network_failure_share": "fetches",
    "denied_share": "fetches",
    "gone_share": "fetches",
    "server_failure_share": "fetches",
    "extraction_yield": "captures",
    "clean_failure_share": "captures",
    "alias_share": "judged",
    "revision_share": "articles",
    "without_title_share": "articles",
    "without_date_share": "articles",
    "without_authors_share": "articles",
    "without_language_share": "articles",
    "without_description_share": "articles",
    "main_language_share": "articles",
    "flag_share": "articles",
}
"""Shares -> the figure that says of how many."""

COUNTS = frozenset({"candidates", "fetches", "captures", "judged", "articles"})
"""Figures that count."""

OF_ASKING = frozenset(
    {
        "hours_since_loaded",
        "candidates",
        "articles",
        "lost_share",
        "network_failure_share",
        "denied_share",
        "gone_share",
        "server_failure_share",
        "delay_hours",
    }
)
"""Figures of how a source answers whoever asks it day by day: they say nothing of what was given by hand, once."""

WAREHOUSE_FIGURES: dict[str, str] = {
    "runs_that_do_not_add_up": "ended runs whose outcomes are not as many as their candidates",
    "runs_without_an_end": "runs that began more than a day ago and never ended",
    "batches_loaded_twice": "batches that stand twice in ops.batches",
    "candidates_with_two_outcomes": "candidates of a run with more than one outcome",
    "versions_without_article": "versions whose article is not there",
    "articles_without_version": "articles whose current version is not there",
    "versions_repeated": "versions that stand twice",
    "versions_without_capture": "versions whose capture is not there",
    "articles_without_source": "articles whose source is not there",
    "parts_without_version": "authors, tags, links and paragraphs of versions that are not there",
    "paragraphs_outside_text": "paragraphs that reach beyond their text",
    "holds_without_capture": "open holds whose capture is not there, or was removed",
    "holds_unanswered_30_days": "holds that have been open for more than 30 days",
}
"""Figures of the warehouse as a whole, column -> what it says."""
