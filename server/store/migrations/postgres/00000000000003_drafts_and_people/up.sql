-- Many drafts beside each other, each with a state, a revision and what was undone.
ALTER TABLE draft DROP CONSTRAINT draft_state_check;
DROP INDEX draft_open;
ALTER TABLE draft
    ADD COLUMN title        TEXT   NOT NULL DEFAULT '',
    ADD COLUMN note         TEXT   NOT NULL DEFAULT '',
    ADD COLUMN revision     BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN effective_at BIGINT,              -- when it is to take effect
    ADD COLUMN release      BIGINT REFERENCES release (number),
    ADD COLUMN alarm        TEXT,                -- why a planned draft no longer fits
    ADD COLUMN key          TEXT;                -- by which a repeated request is known
-- There was one draft at a time, so each became the release after its base.
UPDATE draft SET
    revision = (SELECT count(*) FROM edit WHERE draft_id = draft.id),
    release = CASE WHEN state = 'published' THEN coalesce(base_release, 0) + 1 END;
ALTER TABLE draft
    ALTER COLUMN title DROP DEFAULT,
    ALTER COLUMN note DROP DEFAULT,
    ALTER COLUMN revision DROP DEFAULT,
    ADD CONSTRAINT draft_state_check CHECK (state IN
        ('open', 'checked', 'approved', 'scheduled', 'published', 'discarded')),
    ADD CONSTRAINT draft_scheduled CHECK (state <> 'scheduled' OR effective_at IS NOT NULL),
    ADD CONSTRAINT draft_published CHECK ((state = 'published') = (release IS NOT NULL));

-- `numbers` are the highest that were given when the edit was made, `used` the highest
-- after it: what it made new has those between, and nothing else ever gets them.
ALTER TABLE edit
    ADD COLUMN state               TEXT   NOT NULL DEFAULT 'made'
               CHECK (state IN ('made', 'undone', 'dropped')),
    ADD COLUMN revision            BIGINT,       -- of the draft, once it was made
    ADD COLUMN key                 TEXT,         -- by which a repeated request is known
    ADD COLUMN numbers_area        BIGINT,
    ADD COLUMN numbers_station     BIGINT,
    ADD COLUMN numbers_street_edit BIGINT,
    ADD COLUMN used_area           BIGINT,
    ADD COLUMN used_station        BIGINT,
    ADD COLUMN used_street_edit    BIGINT;
UPDATE edit SET revision = seq;
ALTER TABLE edit
    ALTER COLUMN state DROP DEFAULT,
    ALTER COLUMN revision SET NOT NULL;

CREATE UNIQUE INDEX draft_key ON draft (author, key);
CREATE UNIQUE INDEX draft_release ON draft (release);
CREATE INDEX draft_state ON draft (state);
CREATE UNIQUE INDEX edit_key ON edit (draft_id, key);
-- The highest numbers given are looked up before every edit.
CREATE INDEX edit_used_area ON edit (used_area);
CREATE INDEX edit_used_station ON edit (used_station);
CREATE INDEX edit_used_street_edit ON edit (used_street_edit);

ALTER TABLE release ADD COLUMN approver TEXT;    -- who let it pass, where that was somebody else

-- What people say about a draft; pinned to a place in steps of 1e-7 degree, or to none.
CREATE TABLE comment (
    id          BIGINT NOT NULL PRIMARY KEY,
    draft_id    BIGINT NOT NULL REFERENCES draft (id),
    x           BIGINT,
    y           BIGINT,
    text        TEXT   NOT NULL,
    author      TEXT   NOT NULL,
    made_at     BIGINT NOT NULL,
    resolved_by TEXT,
    resolved_at BIGINT,
    key         TEXT,                      -- by which a repeated request is known
    CHECK ((x IS NULL) = (y IS NULL)),
    CHECK ((resolved_by IS NULL) = (resolved_at IS NULL))
);
CREATE UNIQUE INDEX comment_key ON comment (draft_id, key);
CREATE INDEX comment_draft ON comment (draft_id);

-- Issues that somebody answers for by name; the key is that of the issue.
CREATE TABLE waiver (
    draft_id BIGINT NOT NULL REFERENCES draft (id),
    key      TEXT   NOT NULL,
    reason   TEXT   NOT NULL CHECK (reason <> ''),
    author   TEXT   NOT NULL,
    made_at  BIGINT NOT NULL,
    PRIMARY KEY (draft_id, key)
);

-- Approvals of a draft as it is: for all of it, or for one area. An edit ends them.
CREATE TABLE consent (
    id       BIGINT NOT NULL PRIMARY KEY,
    draft_id BIGINT NOT NULL REFERENCES draft (id),
    area_id  BIGINT CHECK (area_id BETWEEN 0 AND 4294967295),
    note     TEXT   NOT NULL,
    author   TEXT   NOT NULL,
    made_at  BIGINT NOT NULL
);
CREATE INDEX consent_draft ON consent (draft_id);

-- Which area became which with a release, and how much of it. The codes are those of
-- then: what was given up keeps answering by its code.
CREATE TABLE lineage (
    release         BIGINT NOT NULL REFERENCES release (number),
    seq             BIGINT NOT NULL,       -- the order within the release
    division        TEXT   NOT NULL REFERENCES division (key),
    level           TEXT   NOT NULL REFERENCES level (key),
    kind            TEXT   NOT NULL,       -- split, merge, transfer, rename …
    from_id         BIGINT CHECK (from_id BETWEEN 0 AND 4294967295),
    from_code       TEXT,
    to_id           BIGINT CHECK (to_id BETWEEN 0 AND 4294967295),
    to_code         TEXT,
    area_share      DOUBLE PRECISION,      -- of the ground of the old area
    household_share DOUBLE PRECISION,
    incident_share  DOUBLE PRECISION,
    area_m2         DOUBLE PRECISION,
    residents       BIGINT,
    households      BIGINT,
    incidents       BIGINT,
    PRIMARY KEY (release, seq),
    CHECK ((from_id IS NULL) = (from_code IS NULL)),
    CHECK ((to_id IS NULL) = (to_code IS NULL)),
    CHECK (from_id IS NOT NULL OR to_id IS NOT NULL)
);
CREATE INDEX lineage_from ON lineage (from_id);
CREATE INDEX lineage_to ON lineage (to_id);
CREATE INDEX lineage_from_code ON lineage (from_code);
CREATE INDEX lineage_to_code ON lineage (to_code);

-- Something to be handled: when, what, where.
CREATE TABLE incident (
    id         BIGINT NOT NULL PRIMARY KEY,
    source_id  TEXT   UNIQUE,              -- its name in the system it came from
    time       BIGINT NOT NULL,
    kind       TEXT   NOT NULL,
    accuracy_m DOUBLE PRECISION,           -- radius that holds the place to 68 %
    attributes TEXT   NOT NULL,            -- a JSON object
    changed    BIGINT NOT NULL,            -- the row of change_log that brought this state
    geom       geometry(Point, 4490) NOT NULL
);
CREATE INDEX incident_time ON incident (time);
CREATE INDEX incident_changed ON incident (changed);
CREATE INDEX incident_geom ON incident USING gist (geom);

-- Who did what, when and why. Rows are added and never changed: the triggers refuse it.
CREATE TABLE change_log (
    id      BIGINT NOT NULL PRIMARY KEY,
    at      BIGINT NOT NULL,
    actor   TEXT   NOT NULL,               -- `person 3`, `token 2`: never a name
    what    TEXT   NOT NULL,
    subject TEXT   NOT NULL,               -- `draft 4`, `release 2` …
    why     TEXT   NOT NULL,
    body    TEXT   NOT NULL                -- a JSON object
);
CREATE INDEX change_log_subject ON change_log (subject);

-- Each seal is the hash of the one before and of the rows of the log since then.
CREATE TABLE seal (
    id       BIGINT NOT NULL PRIMARY KEY,
    first_id BIGINT NOT NULL UNIQUE REFERENCES change_log (id),
    last_id  BIGINT NOT NULL UNIQUE REFERENCES change_log (id),
    previous TEXT   NOT NULL CHECK (length(previous) = 64),
    hash     TEXT   NOT NULL UNIQUE CHECK (length(hash) = 64),
    at       BIGINT NOT NULL,
    CHECK (first_id <= last_id)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER change_log_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON change_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON seal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The one table with personal fields. Everything else names a person by the number,
-- which stays when the fields are emptied.
CREATE TABLE person (
    id            BIGINT NOT NULL PRIMARY KEY,
    login         TEXT   UNIQUE,           -- NULL once erased
    name          TEXT   NOT NULL,
    password_hash TEXT,                    -- NULL: nobody can sign in with a password
    created_at    BIGINT NOT NULL,
    disabled_at   BIGINT,
    erased_at     BIGINT
);

-- What a person may do, below an area or everywhere.
CREATE TABLE person_role (
    id        BIGINT NOT NULL PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person (id),
    role      TEXT   NOT NULL
              CHECK (role IN ('viewer', 'dispatcher', 'planner', 'approver', 'admin')),
    area_id   BIGINT CHECK (area_id BETWEEN 0 AND 4294967295)
);
CREATE UNIQUE INDEX person_role_once ON person_role (person_id, role, coalesce(area_id, -1));

-- Who is signed in. Only hashes are kept, and no backup holds them.
CREATE TABLE session (
    hash       BYTEA  NOT NULL PRIMARY KEY,
    person_id  BIGINT NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_seen  BIGINT NOT NULL
);
CREATE INDEX session_person ON session (person_id);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE setting (
    key        TEXT   NOT NULL PRIMARY KEY,
    value      TEXT   NOT NULL,            -- JSON
    changed_at BIGINT NOT NULL
);
