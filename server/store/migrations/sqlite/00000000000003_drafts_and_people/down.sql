DROP TABLE setting;
DROP TABLE session;
DROP TABLE person_role;
DROP TABLE person;
DROP TABLE seal;
DROP TABLE change_log;
DROP TABLE incident;
DROP TABLE lineage;
DROP TABLE consent;
DROP TABLE waiver;
DROP TABLE comment;
ALTER TABLE release DROP COLUMN approver;

-- What was undone is not known any more, and one draft alone can be open: the newest.
CREATE TABLE draft_old (
    id           BIGINT NOT NULL PRIMARY KEY,
    base_release BIGINT REFERENCES release (number),
    state        TEXT   NOT NULL CHECK (state IN ('open', 'published', 'discarded')),
    opened_at    BIGINT NOT NULL,
    author       TEXT   NOT NULL
);
INSERT INTO draft_old
    SELECT id, base_release,
           CASE WHEN state IN ('published', 'discarded') THEN state
                WHEN id = (SELECT max(id) FROM draft
                           WHERE state NOT IN ('published', 'discarded')) THEN 'open'
                ELSE 'discarded' END,
           opened_at, author
    FROM draft;
CREATE TABLE edit_old (
    draft_id BIGINT NOT NULL REFERENCES draft_old (id),
    seq      BIGINT NOT NULL,
    made_at  BIGINT NOT NULL,
    author   TEXT   NOT NULL,
    body     BLOB   NOT NULL,              -- gzip of the edit as JSON
    PRIMARY KEY (draft_id, seq)
);
INSERT INTO edit_old
    SELECT draft_id, seq, made_at, author, body FROM edit WHERE state = 'made';
CREATE TABLE draft_dataset_old (
    draft_id BIGINT NOT NULL REFERENCES draft_old (id),
    digest   TEXT   NOT NULL REFERENCES dataset (digest),
    PRIMARY KEY (draft_id, digest)
);
INSERT INTO draft_dataset_old SELECT draft_id, digest FROM draft_dataset;
DROP TABLE draft_dataset;
DROP TABLE edit;
DROP TABLE draft;
ALTER TABLE draft_old RENAME TO draft;
ALTER TABLE edit_old RENAME TO edit;
ALTER TABLE draft_dataset_old RENAME TO draft_dataset;
CREATE INDEX draft_dataset_digest ON draft_dataset (digest);
CREATE UNIQUE INDEX draft_open ON draft (state) WHERE state = 'open';
