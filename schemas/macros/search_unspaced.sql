-- Which letters are of scripts that are written without spaces between words? As the inside of a class of a regular expression:
-- Thai, Lao, Tibetan, Burmese, Khmer, kana, Han; and Korean, whose particles cling to the words.
-- (Ranges, because the names of scripts take much longer to compile.)
CREATE OR REPLACE MACRO search_unspaced() AS
'\x{E01}-\x{E3A}\x{E40}-\x{E4E}\x{E81}-\x{ECF}\x{F40}-\x{FBC}\x{1000}-\x{103F}\x{1050}-\x{108F}\x{1780}-\x{17D3}'
|| '\x{3005}\x{3041}-\x{3096}\x{309D}-\x{309F}\x{30A1}-\x{30FA}\x{30FC}-\x{30FF}\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}'
|| '\x{AC00}-\x{D7AF}\x{F900}-\x{FAFF}\x{20000}-\x{3FFFF}';
COMMENT ON MACRO search_unspaced IS 'Letters of scripts without spaces between words (Korean too), for a class of a regular expression.';
