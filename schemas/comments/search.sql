-- What do the tables and columns of the schema search mean (the search index)? Columns of articles and their versions: schemas/fields.py.
COMMENT ON TABLE search.documents IS 'One row per article as it is found: its current version. A further version is another document, and the row of the former goes.';
COMMENT ON COLUMN search.documents.document IS 'Number of the document, from 1, in the order of loading; never used twice.';
COMMENT ON COLUMN search.documents.article_id IS 'The article.';
COMMENT ON COLUMN search.documents.version IS 'Its version.';
COMMENT ON COLUMN search.documents.source_id IS 'The source of the article.';
COMMENT ON COLUMN search.documents.published_at IS 'When the version says that it was published.';
COMMENT ON COLUMN search.documents.published_on IS 'The day of it where the outlet is.';
COMMENT ON COLUMN search.documents.length IS 'How many words it has, each counted with its weight.';

COMMENT ON TABLE search.fresh_words IS 'One row per word of what was loaded lately, in the order of the text. Once there are many they move on to search.postings.';
COMMENT ON COLUMN search.fresh_words.term IS 'The word, folded by search_words(); in scripts without spaces a letter, or two.';
COMMENT ON COLUMN search.fresh_words.document IS 'The document that it stands in.';
COMMENT ON COLUMN search.fresh_words.position IS 'Its place: title, headline, description and body one after the other, with a gap between.';
COMMENT ON COLUMN search.fresh_words.weight IS 'What it counts: 4 in the title, 2 in headline and description, 1 in the body.';

COMMENT ON TABLE search.postings IS 'One row per word and document that it stands in. Kept in order of the words, a segment of documents at a time, so that a search reads little of it.';
COMMENT ON COLUMN search.postings.term IS 'The word, folded by search_words(); in scripts without spaces a letter, or two.';
COMMENT ON COLUMN search.postings.document IS 'The document; without a row in search.documents, what is left of a former version.';
COMMENT ON COLUMN search.postings.weight IS 'How often it stands there, each time with its weight.';
COMMENT ON COLUMN search.postings.positions IS 'Where it stands there.';

COMMENT ON TABLE search.segments IS 'One row per run of documents whose postings were put in order together.';
COMMENT ON COLUMN search.segments.first_document IS 'The first of them.';
COMMENT ON COLUMN search.segments.last_document IS 'The last of them.';
COMMENT ON COLUMN search.segments.made_at IS 'When it was done.';

COMMENT ON TABLE search.stems IS 'One row per indexed word and language that it stood in, for the languages that Snowball has rules for. Words of one stem are found for one another, outside of quotation marks.';
COMMENT ON COLUMN search.stems.language IS 'Language of an article that has the word (ISO 639).';
COMMENT ON COLUMN search.stems.term IS 'The word, folded by search_words().';
COMMENT ON COLUMN search.stems.stem IS 'What is left of it without its ending: "strike" for "strikes".';
