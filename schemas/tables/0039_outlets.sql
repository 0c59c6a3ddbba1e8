-- Where did an article appear, where its source carries several outlets?
ALTER TABLE article_versions ADD COLUMN outlet VARCHAR;
