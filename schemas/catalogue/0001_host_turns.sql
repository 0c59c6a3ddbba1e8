-- When each host was last asked, and how long it wants to be left alone: what all machines of one catalogue share.
CREATE TABLE broadsheet.host_turns (
    host text PRIMARY KEY,
    asked_at timestamptz NOT NULL,
    taken_by text NOT NULL,
    leaving_until timestamptz NOT NULL,
    paused_until timestamptz NOT NULL DEFAULT '-infinity',
    paused_by integer NOT NULL DEFAULT 0,
    crawl_delay double precision NOT NULL,
    crawl_delay_until timestamptz NOT NULL
);
COMMENT ON TABLE broadsheet.host_turns IS 'The turn at each host; all times are of this server''s clock';
COMMENT ON COLUMN broadsheet.host_turns.leaving_until IS
    'A request has taken its turn and not left yet: nobody else takes one until it has, or until this moment';
