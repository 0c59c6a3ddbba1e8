-- Which features of each article do the checks need? Numbers and flags only: no text leaves this query.
-- Most of a text is ASCII. Removing it first leaves little for regular expressions, which need ten times as long a character.
-- Where most texts have nothing to count, a fast test comes first.
WITH stripped AS (
    SELECT
        *,
        greatest(length(body), 1) AS characters,
        lower(body) AS folded,
        string_split(body, chr(10) || chr(10)) AS texts,
        translate(body, 'abcdefghijklmnopqrstuvwxyz 0123456789.,;:!?-()[]{}/%&+*=#@$<>|_~^`\"' || chr(39) || chr(9) || chr(10), '')
            AS rare,
        length(translate(body, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', '')) AS beside_letters,
        length(body[:1000]) AS beginning_characters,
        translate(body[:1000], 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', '') AS beginning
    FROM cleaned
    WHERE number BETWEEN $first AND $last
),

measured AS (
    SELECT
        *,
        translate(rare, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '') AS beyond,
        len(string_split(body, ' ')) + len(texts) - 1 AS words,
        [s FOR s IN string_split_regex(body, '[.!?。]\s+') IF length(s) >= 40] AS sentences,
        [w FOR w IN string_split_regex(lower(title), '\P{L}+') IF length(w) >= 4] AS title_words,
        regexp_extract(url, '^https?://(?:www\.|m\.|amp\.)?([^/:?#]+)', 1) AS host,
        regexp_extract(canonical_url, '^https?://(?:www\.|m\.|amp\.)?([^/:?#]+)', 1) AS canonical_host,
        beginning_characters - length(beginning) AS ascii_in_beginning,
        length(regexp_replace(beginning, '[^\p{L}\p{M}]+', '', 'g')) AS others_in_beginning,
        -- The beginning of the text is enough, and takes a hundredth of the time.
        CASE
            WHEN language IN ('ru', 'uk', 'bg', 'be', 'mk') THEN regexp_replace(beginning, '[^\p{Cyrillic}]+', '', 'g')
            WHEN language = 'el' THEN regexp_replace(beginning, '[^\p{Greek}]+', '', 'g')
            WHEN language IN ('ar', 'fa', 'ur') THEN regexp_replace(beginning, '[^\p{Arabic}]+', '', 'g')
            WHEN language = 'he' THEN regexp_replace(beginning, '[^\p{Hebrew}]+', '', 'g')
            WHEN language = 'zh' THEN regexp_replace(beginning, '[^\p{Han}]+', '', 'g')
            WHEN language = 'ja' THEN regexp_replace(beginning, '[^\p{Han}\p{Hiragana}\p{Katakana}]+', '', 'g')
            WHEN language = 'ko' THEN regexp_replace(beginning, '[^\p{Hangul}]+', '', 'g')
            WHEN language = 'th' THEN regexp_replace(beginning, '[^\p{Thai}]+', '', 'g')
            WHEN language IN ('hi', 'mr', 'ne') THEN regexp_replace(beginning, '[^\p{Devanagari}]+', '', 'g')
        END AS in_its_script,
        CASE
            WHEN language IN (
                'en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'sv', 'da', 'no', 'nb', 'fi', 'is', 'pl', 'cs', 'sk', 'hu', 'ro', 'tr',
                'ca', 'hr', 'sl', 'et', 'lv', 'lt', 'id', 'vi', 'ga', 'eu', 'gl', 'sq'
            ) THEN regexp_replace(beginning, '[^\p{Latin}]+', '', 'g')
        END AS in_latin
    FROM stripped
),

counted AS (
    SELECT
        *,
        length(body) - beside_letters + length(regexp_replace(beyond, '[^\p{L}\p{M}]+', '', 'g')) AS letters,
        -- Chinese, Japanese and Thai are written without spaces: there, two characters count as a word.
        length(regexp_replace(beyond, '[^\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]+', '', 'g')) AS unspaced,
        length(rare) - length(beyond) + len(regexp_extract_all(beyond, '\p{Lu}')) AS capitals
    FROM measured
)

SELECT
    m.position,
    m.source,
    m.content_hash,
    m.page_kind,
    m.text_doubt,
    length(m.body) AS body_characters,
    length(m.body) + (9 * m.unspaced) // 5 AS characters_by_script,
    m.words + m.unspaced // 2 AS words_or_ideographs,
    CASE WHEN m.known_articles >= 30 THEN abs(ln(m.words) - m.usual_length) / greatest(m.usual_spread, 0.25) END
        AS length_against_source,
    m.replacement_count / m.characters AS replacement_share,
    CASE
        WHEN regexp_matches(m.beyond, 'Ã|â€|Â|Ð')
            THEN len(regexp_extract_all(m.body, 'Ã[\x{0080}-\x{00BF}©¨ªº®¼½¾¡±²³´¶·¸¹€‚ƒ„…†‡ˆ‰Š‹Œ]|â€[™œ“”¦\x{009D}˜]|Â[ £©®»«°]|Ð[°-¿]Ñ'))
        ELSE 0
    END / m.characters AS mojibake_share,
    CASE WHEN regexp_matches(m.body, '\?\p{Ll}') THEN len(regexp_extract_all(m.body, '\p{L}\?\p{Ll}')) ELSE 0 END / m.characters
        AS lost_letter_share,
    len(regexp_extract_all(m.beyond, '[\x{0000}-\x{0008}\x{000E}-\x{001F}\x{007F}-\x{009F}\x{00AD}\x{200B}\x{2060}\x{FEFF}]'))
        / m.characters AS invisible_share,
    CASE
        WHEN contains(m.body, '<') OR contains(m.body, '&') OR contains(m.body, 'function') OR contains(m.body, 'var ')
            THEN len(regexp_extract_all(
                m.body, '</?(div|span|p|a|script|li|ul|br|img|style)\b|&(nbsp|amp|lt|gt|quot);|function\s*\(|\bvar \w+ ='
            ))
        ELSE 0
    END AS markup_leftovers,
    CASE
        WHEN contains(m.body, '{') OR contains(m.body, '}') OR contains(m.body, '<%') OR contains(m.body, '%>')
            OR contains(m.body, '[object ') OR contains(m.folded, 'lorem ipsum')
            THEN len(regexp_extract_all(m.body, '\{\{|\}\}|\$\{|<%|%>|\[object Object\]|(?i:lorem ipsum)'))
        ELSE 0
    END AS template_leftovers,
    m.letters / m.characters AS letter_share,
    m.capitals / greatest(m.letters, 1) AS capital_share,
    coalesce(1 - list_unique(m.texts) / nullif(len(m.texts), 0), 0) AS repeated_paragraph_share,
    coalesce(1 - list_unique(m.sentences) / nullif(len(m.sentences), 0), 0) AS repeated_sentence_share,
    CASE WHEN is_boilerplate(m.body) THEN list_sum([length(t) FOR t IN m.texts IF is_boilerplate(t)]) ELSE 0 END / m.characters
        AS boilerplate_share,
    len([
        t FOR t IN m.texts
        IF CASE
            WHEN length(t) <= 200 THEN regexp_matches(t, '[\p{L}\p{N}]$') AND regexp_matches(t, '^\S+(\s+\S+){0,3}$')
            ELSE false
        END
    ]) / greatest(len(m.texts), 1) AS navigation_share,
    len(m.texts) AS paragraph_count,
    list_max([length(t) FOR t IN m.texts]) AS longest_paragraph_characters,
    regexp_matches(
        m.texts[-1],
        '(?i)(…|\.\.\.|\[…\]|(read (more|on)|continue reading|weiterlesen|lire la suite|leggi tutto|leer más))\W*$'
    ) AS is_cut_off,
    100 * len(m.links) / m.words AS links_per_100_words,
    m.addresses AS copies_in_batch,
    length(m.title) AS title_characters,
    coalesce(regexp_matches(m.title, '^(https?://|www\.)'), false) AS title_is_address,
    coalesce(lower(m.title) = lower(m.sitename), false) AS title_is_site_name,
    CASE
        WHEN len(m.title_words) >= 3 AND len(regexp_extract_all(m.title, '[\p{Lu}\p{Ll}]')) >= 20
            THEN len(regexp_extract_all(m.title, '\p{Lu}')) / len(regexp_extract_all(m.title, '[\p{Lu}\p{Ll}]'))
    END AS title_capital_share,
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
    coalesce(length(m.in_its_script), length(m.in_latin) + m.ascii_in_beginning)
        >= 0.5 * (m.ascii_in_beginning + m.others_in_beginning) AS script_fits_language,
    coalesce(regexp_matches(m.url, '^https?://[^/]+/?(index\.\w+)?([?#].*)?$'), false) AS address_is_front_page,
    coalesce(m.host <> '' AND m.canonical_host <> '' AND m.host <> m.canonical_host, false) AS canonical_is_elsewhere
FROM counted AS m
ORDER BY m.position;
