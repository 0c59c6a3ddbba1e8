-- What do the checks need to know of each article? Numbers and flags only: no text leaves this query.
WITH cleaned AS (
    SELECT
        a.*,
        c.source_name AS source,
        c.source_language,
        c.url,
        c.address_id,
        k.fetched_at,
        p.articles AS known_articles,
        p.usual_length,
        p.usual_spread,
        p.languages
    FROM read_parquet($articles) AS a
    JOIN read_parquet($captures) AS k ON k.position = a.position
    JOIN read_parquet($candidates) AS c ON c.position = a.position
    LEFT JOIN profiles AS p ON p.source_id = c.source_id::UUID
    WHERE a.reason IS NULL
),

measured AS (
    SELECT
        *,
        greatest(length(body), 1) AS characters,
        lower(body) AS folded,
        len(string_split(replace(body, chr(10) || chr(10), ' '), ' ')) AS words,
        -- What is most common goes first and by itself: a regular expression takes three times as long for it.
        length(regexp_replace(translate(body, ' .,-’”“"0123456789' || chr(10), ''), '[^\p{L}\p{M}]+', '', 'g')) AS letters,
        string_split(body, chr(10) || chr(10)) AS texts,
        [s FOR s IN string_split_regex(body, '[.!?。]\s+') IF length(s) >= 40] AS sentences,
        regexp_extract_all(lower(title), '\p{L}{4,}') AS title_words,
        regexp_extract(url, '^https?://(?:www\.|m\.|amp\.)?([^/:?#]+)', 1) AS host,
        regexp_extract(canonical_url, '^https?://(?:www\.|m\.|amp\.)?([^/:?#]+)', 1) AS canonical_host,
        -- The beginning tells, and is looked at in a hundredth of the time.
        CASE
            WHEN language IN ('ru', 'uk', 'bg', 'be', 'mk') THEN regexp_replace(body[:1000], '[^\p{Cyrillic}]+', '', 'g')
            WHEN language = 'el' THEN regexp_replace(body[:1000], '[^\p{Greek}]+', '', 'g')
            WHEN language IN ('ar', 'fa', 'ur') THEN regexp_replace(body[:1000], '[^\p{Arabic}]+', '', 'g')
            WHEN language = 'he' THEN regexp_replace(body[:1000], '[^\p{Hebrew}]+', '', 'g')
            WHEN language = 'zh' THEN regexp_replace(body[:1000], '[^\p{Han}]+', '', 'g')
            WHEN language = 'ja' THEN regexp_replace(body[:1000], '[^\p{Han}\p{Hiragana}\p{Katakana}]+', '', 'g')
            WHEN language = 'ko' THEN regexp_replace(body[:1000], '[^\p{Hangul}]+', '', 'g')
            WHEN language = 'th' THEN regexp_replace(body[:1000], '[^\p{Thai}]+', '', 'g')
            WHEN language IN ('hi', 'mr', 'ne') THEN regexp_replace(body[:1000], '[^\p{Devanagari}]+', '', 'g')
            WHEN language IN (
                'en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'sv', 'da', 'no', 'nb', 'fi', 'is', 'pl', 'cs', 'sk', 'hu', 'ro', 'tr',
                'ca', 'hr', 'sl', 'et', 'lv', 'lt', 'id', 'vi', 'ga', 'eu', 'gl', 'sq'
            ) THEN regexp_replace(body[:1000], '[^\p{Latin}]+', '', 'g')
        END AS in_its_script
    FROM cleaned
),

texts_of_batch AS (
    SELECT source, text_hash, count(DISTINCT address_id) AS addresses FROM cleaned GROUP BY ALL
)

SELECT
    m.position,
    m.source,
    m.content_hash,
    m.page_kind,
    length(m.body) AS body_characters,
    -- Chinese, Japanese and Thai are written without spaces: there, two characters count as a word.
    m.words + (length(regexp_replace(m.body, '[^\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]+', '', 'g')) // 2) AS words_or_ideographs,
    CASE WHEN m.known_articles >= 30 THEN abs(ln(m.words) - m.usual_length) / greatest(m.usual_spread, 0.25) END
        AS length_against_source,
    m.replacement_count / m.characters AS replacement_share,
    len(regexp_extract_all(m.body, 'Ã[\x{0080}-\x{00BF}©¨ªº®¼½¾¡±²³´¶·¸¹€‚ƒ„…†‡ˆ‰Š‹Œ]|â€[™œ“”¦\x{009D}˜]|Â[ £©®»«°]|Ð[°-¿]Ñ'))
        / m.characters AS mojibake_share,
    len(regexp_extract_all(m.body, '\p{L}\?\p{Ll}')) / m.characters AS lost_letter_share,
    len(regexp_extract_all(m.body, '[\x{0000}-\x{0008}\x{000E}-\x{001F}\x{007F}-\x{009F}\x{00AD}\x{200B}\x{2060}\x{FEFF}]'))
        / m.characters AS invisible_share,
    len(regexp_extract_all(m.body, '</?(div|span|p|a|script|li|ul|br|img|style)\b|&(nbsp|amp|lt|gt|quot);|function\s*\(|\bvar \w+ ='))
        AS markup_leftovers,
    len(regexp_extract_all(m.body, '\{\{|\}\}|\$\{|<%|%>|\[object Object\]|(?i:lorem ipsum)')) AS template_leftovers,
    m.letters / m.characters AS letter_share,
    len(regexp_extract_all(m.body, '\p{Lu}')) / greatest(m.letters, 1) AS capital_share,
    coalesce(1 - len(list_distinct(m.texts)) / nullif(len(m.texts), 0), 0) AS repeated_paragraph_share,
    coalesce(1 - len(list_distinct(m.sentences)) / nullif(len(m.sentences), 0), 0) AS repeated_sentence_share,
    coalesce(list_sum([
        length(t) FOR t IN m.texts
        IF regexp_matches(
            t,
            '(?i)\b(subscribe (now|to)|sign up (for|to)|newsletter|accept (all )?cookies|cookie policy|share (this|on) '
                || '|follow us|all rights reserved|advertisement|terms of (use|service)|privacy policy|download (the|our) app)\b'
        )
    ]), 0) / m.characters AS boilerplate_share,
    len([t FOR t IN m.texts IF regexp_matches(t, '^\S+(\s+\S+){0,3}$') AND regexp_matches(t, '[\p{L}\p{N}]$')])
        / greatest(len(m.texts), 1) AS navigation_share,
    len(m.texts) AS paragraph_count,
    list_max([length(t) FOR t IN m.texts]) AS longest_paragraph_characters,
    regexp_matches(
        m.texts[-1],
        '(?i)(…|\.\.\.|\[…\]|(read (more|on)|continue reading|weiterlesen|lire la suite|leggi tutto|leer más))\W*$'
    ) AS is_cut_off,
    100 * len(m.links) / m.words AS links_per_100_words,
    b.addresses AS copies_in_batch,
    length(m.title) AS title_characters,
    coalesce(regexp_matches(m.title, '^(https?://|www\.)'), false) AS title_is_address,
    coalesce(lower(m.title) = lower(m.sitename), false) AS title_is_site_name,
    CASE
        WHEN len(m.title_words) >= 3
            THEN len([w FOR w IN m.title_words IF contains(m.folded, w)]) / len(m.title_words)
    END AS title_in_text_share,
    date_diff('hour', m.published_at, m.fetched_at) / 24 AS published_age_days,
    m.refused_date IS NOT NULL AS date_was_refused,
    coalesce(strftime(m.published_at, '%m-%d %H:%M:%S') = '01-01 00:00:00', false) AS date_is_placeholder,
    date_diff('hour', m.published_at, m.modified_at) AS modified_after_published_hours,
    date_diff('hour', m.fetched_at, m.modified_at) AS modified_after_capture_hours,
    len(m.authors) AS author_count,
    list_max([length(a.name) FOR a IN m.authors]) AS longest_author_characters,
    len([a FOR a IN m.authors IF regexp_matches(a.name, '@|https?:|www\.|\d|\|')]) AS odd_author_count,
    m.language,
    CASE
        WHEN m.known_articles >= 30 AND m.language IS NOT NULL
            THEN m.language IS NOT DISTINCT FROM m.source_language OR list_contains(m.languages, m.language)
    END AS language_is_usual,
    CASE
        WHEN m.in_its_script IS NOT NULL
            THEN length(m.in_its_script) >= 0.5 * length(regexp_replace(m.body[:1000], '[^\p{L}\p{M}]+', '', 'g'))
    END AS script_fits_language,
    coalesce(regexp_matches(m.url, '^https?://[^/]+/?(index\.\w+)?([?#].*)?$'), false) AS address_is_front_page,
    coalesce(m.host <> '' AND m.canonical_host <> '' AND m.host <> m.canonical_host, false) AS canonical_is_elsewhere
FROM measured AS m
JOIN texts_of_batch AS b ON b.source = m.source AND b.text_hash IS NOT DISTINCT FROM m.text_hash
ORDER BY m.position;
