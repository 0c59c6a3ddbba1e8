-- How unsure the model was of which parts of a page are text.
ALTER TABLE article_versions ADD COLUMN text_doubt REAL;
