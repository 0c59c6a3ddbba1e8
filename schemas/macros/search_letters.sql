-- How is a word, given in lower case, spelled for comparison?
-- Accents go where they only colour a letter: in Latin and Greek. In other scripts marks are vowels or make another letter, and
-- stay, but for the vowel signs of Arabic and Hebrew, which most texts leave out.
CREATE OR REPLACE MACRO search_letters(word) AS
left(
    CASE
        WHEN strlen(word) = length(word) THEN word
        WHEN regexp_matches(word, '[\p{Latin}\p{Greek}]') THEN translate(
            replace(replace(replace(replace(strip_accents(word), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
            'øłđðıħŧςａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９',
            'olddihtσabcdefghijklmnopqrstuvwxyz0123456789'
        )
        ELSE translate(
            regexp_replace(nfc_normalize(word), '[\x{064B}-\x{065F}\x{0670}\x{0640}\x{0591}-\x{05BD}\x{05BF}-\x{05C7}]', '', 'g'),
            'ёأإآٱىةکی٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９',
            'еاااايهكي012345678901234567890123456789'
        )
    END,
    64
);
COMMENT ON MACRO search_letters IS 'A word in lower case as search compares it: no accents in Latin and Greek, ß as ss, æ as ae, ø as o, at most 64 letters.';
