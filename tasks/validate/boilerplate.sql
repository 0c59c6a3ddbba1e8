-- Does a text contain what sites print around articles: subscribe, share, accept, follow?
CREATE OR REPLACE TEMP MACRO is_boilerplate(said) AS regexp_matches(
    said,
    '(?i)\b(subscribe (now|to)|sign up (for|to)|newsletter|accept (all )?cookies|cookie policy|share (this|on) '
        || '|follow us|all rights reserved|advertisement|terms of (use|service)|privacy policy|download (the|our) app)\b'
);
