-- What the articles say together: quotations with speakers, people, copies, stories, the same words in several articles.
-- Quoted and copied words are offsets into the immutable body, never text: whoever forgets a body has forgotten them too.

CREATE SCHEMA analysis;

CREATE TABLE analysis.analysed (
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    method INTEGER NOT NULL,
    status VARCHAR NOT NULL,
    reason VARCHAR,
    language VARCHAR,
    day DATE NOT NULL,
    agency VARCHAR,
    words INTEGER NOT NULL,
    quoted_words INTEGER NOT NULL,
    analysed_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE analysis.quotations (
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    mark VARCHAR NOT NULL,
    words INTEGER NOT NULL,
    continues INTEGER,
    nested_in INTEGER,
    verb VARCHAR,
    rule VARCHAR,
    precision DOUBLE,
    speaker_start INTEGER,
    speaker_end INTEGER
);

CREATE TABLE analysis.quotation_speakers (
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    number INTEGER NOT NULL,
    name VARCHAR,
    kind VARCHAR NOT NULL
);

CREATE TABLE analysis.people (
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    number INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    gender VARCHAR,
    mentions INTEGER NOT NULL
);

CREATE TABLE analysis.mentions (
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    number INTEGER NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    is_quoted BOOLEAN NOT NULL
);

CREATE TABLE analysis.copies (
    earlier_id UUID NOT NULL,
    earlier_version INTEGER NOT NULL,
    later_id UUID NOT NULL,
    later_version INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    prose_words INTEGER NOT NULL,
    quoted_words INTEGER NOT NULL,
    share DOUBLE NOT NULL,
    containment DOUBLE NOT NULL,
    agency VARCHAR
);

CREATE TABLE analysis.copy_parts (
    earlier_id UUID NOT NULL,
    later_id UUID NOT NULL,
    part INTEGER NOT NULL,
    later_start INTEGER NOT NULL,
    later_end INTEGER NOT NULL,
    earlier_start INTEGER NOT NULL,
    earlier_end INTEGER NOT NULL,
    words INTEGER NOT NULL
);

CREATE TABLE analysis.stories (
    story_id UUID NOT NULL,
    articles INTEGER NOT NULL,
    sources INTEGER NOT NULL,
    first_at TIMESTAMPTZ NOT NULL,
    last_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE analysis.story_articles (
    story_id UUID NOT NULL,
    article_id UUID NOT NULL,
    reported_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE analysis.story_links (
    one_id UUID NOT NULL,
    other_id UUID NOT NULL,
    similarity DOUBLE NOT NULL,
    day DATE NOT NULL
);

CREATE TABLE analysis.utterances (
    utterance_id UUID NOT NULL,
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    words INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    sources INTEGER NOT NULL
);

CREATE TABLE analysis.utterance_quotations (
    utterance_id UUID NOT NULL,
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL
);

CREATE TABLE analysis.said_unquoted (
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    other_id UUID NOT NULL,
    other_version INTEGER NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    words INTEGER NOT NULL
);

CREATE TABLE analysis.copy_keys (
    key BIGINT NOT NULL,
    article_id UUID NOT NULL
);

CREATE TABLE analysis.quotation_keys (
    key BIGINT NOT NULL,
    article_id UUID NOT NULL,
    position INTEGER NOT NULL
);

CREATE TABLE analysis.article_terms (
    article_id UUID NOT NULL,
    day DATE NOT NULL,
    terms VARCHAR[] NOT NULL,
    weights INTEGER[] NOT NULL
);
