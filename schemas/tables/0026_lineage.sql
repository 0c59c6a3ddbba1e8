-- A warehouse keeps this id for ever; its snapshots have it too. A snapshot with another id comes from another warehouse.
CREATE TABLE ops.lineage (lineage_id UUID NOT NULL, made_at TIMESTAMPTZ NOT NULL);
INSERT INTO ops.lineage (lineage_id, made_at) VALUES (uuid(), now());

CREATE TABLE ops.article_removals (removed_at TIMESTAMPTZ NOT NULL, articles BIGINT NOT NULL, why VARCHAR NOT NULL);
