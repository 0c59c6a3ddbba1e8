-- Which words is a text made of, in order, as search compares them? Loading and asking both come through here.
-- Elided articles go (l'astrolabe, dell'arte), and the English 's; other apostrophes join (O'Brien is obrien), and so do signs
-- that nobody sees. In scripts without spaces each letter is a word, with its marks.
CREATE OR REPLACE MACRO search_words(text) AS
[
    search_letters(word)
    FOR word IN regexp_extract_all(
        regexp_replace(
            regexp_replace(
                lower(coalesce(text, '')),
                '\b(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu|quoiqu|gl|un|all|dall|dell|nell|sull|quell|quest|sant)[''’]([^ ][^ .,;:!?])|[''’]s\b',
                '\1',
                'g'
            ),
            '[''’‘ʼʻ`´′＇\x{AD}\x{200B}-\x{200D}\x{2060}\x{FEFF}]',
            '',
            'g'
        ),
        '[' || search_unspaced() || ']\pM*|[^\pP\pS\pZ\pC' || search_unspaced() || ']+'
    )
];
COMMENT ON MACRO search_words IS 'The words of a text in order, folded: as they stand in search.postings.';
