-- The keys that lead to an article beside its own address: where redirects end, what its page calls canonical, its title there.
CREATE TABLE ops.article_keys (
    key UUID NOT NULL,
    article_id UUID NOT NULL
);
