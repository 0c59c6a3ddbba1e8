-- What do the checks need to know of each article? Numbers and flags only: no text leaves this query.
WITH cleaned AS (
    SELECT * FROM read_parquet(?) WHERE reason IS NULL
),

measured AS (
    SELECT
        *,
        greatest(length(body), 1) AS characters,
        [substring(body, p.char_start + 1, p.char_end - p.char_start) FOR p IN paragraphs] AS texts
    FROM cleaned
)

SELECT
    m.position,
    m.content_hash,
    m.page_kind,
    length(m.body) AS body_characters,
    -- Chinese, Japanese and Thai are written without spaces: there, two characters count as a word.
    len(string_split_regex(trim(m.body), '\s+'))
        + (length(regexp_replace(m.body, '[^\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]', '', 'g')) // 2)
        AS words_or_ideographs,
    m.replacement_count / m.characters AS replacement_share,
    len(regexp_extract_all(m.body, 'Ã[\x{0080}-\x{00BF}©¨ªº®¼½¾¡±²³´¶·¸¹€‚ƒ„…†‡ˆ‰Š‹Œ]|â€[™œ“”¦\x{009D}˜]|Â[ £©®»«°]|Ð[°-¿]Ñ'))
        / m.characters AS mojibake_share,
    len(regexp_extract_all(m.body, '</?(div|span|p|a|script|li|ul|br|img|style)\b|&(nbsp|amp|lt|gt|quot);|function\s*\(|\bvar \w+ ='))
        AS markup_leftovers,
    length(regexp_replace(m.body, '[^\p{L}\p{M}]', '', 'g')) / m.characters AS letter_share,
    1 - len(list_distinct(m.texts)) / greatest(len(m.texts), 1) AS repeated_paragraph_share,
    coalesce(list_sum([
        length(t) FOR t IN m.texts
        IF regexp_matches(
            t,
            '(?i)\b(subscribe (now|to)|sign up (for|to)|newsletter|accept (all )?cookies|cookie policy|share (this|on) '
                || '|follow us|all rights reserved|advertisement|terms of (use|service)|privacy policy|download (the|our) app)\b'
        )
    ]), 0) / m.characters AS boilerplate_share,
    length(m.title) AS title_characters,
    coalesce(regexp_matches(m.title, '^(https?://|www\.)'), false) AS title_is_address,
    date_diff('hour', m.published_at, c.fetched_at) / 24 AS published_age_days,
    m.refused_date IS NOT NULL AS date_was_refused,
    date_diff('hour', m.published_at, m.modified_at) AS modified_after_published_hours,
    len(m.authors) AS author_count,
    list_max([length(a.name) FOR a IN m.authors]) AS longest_author_characters,
    m.language
FROM measured AS m
JOIN read_parquet(?) AS c ON c.position = m.position
ORDER BY m.position;
