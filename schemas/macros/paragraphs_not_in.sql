-- Which paragraphs of a text are not in another one? Null where one of them is missing.
CREATE OR REPLACE MACRO paragraphs_not_in(body, other) AS
CASE
    WHEN other IS NOT NULL THEN list_transform(
        [string_split(other, chr(10) || chr(10))],
        lambda known: [p FOR p IN string_split(body, chr(10) || chr(10)) IF NOT list_contains(known, p)]
    )[1]
END;
COMMENT ON MACRO paragraphs_not_in IS 'The paragraphs of a text that another text does not have, in order; null where one of them is missing.';
