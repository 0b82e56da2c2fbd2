-- Instants are microseconds since 1970-01-01T00:00:00Z.

CREATE TABLE level (
    key  TEXT   NOT NULL PRIMARY KEY,
    name TEXT   NOT NULL,
    rank BIGINT NOT NULL UNIQUE      -- 0 is the widest
);

-- Numbers have no gaps and instants strictly rise; the store checks both.
CREATE TABLE release (
    number       BIGINT NOT NULL PRIMARY KEY CHECK (number >= 1),
    effective_at BIGINT NOT NULL UNIQUE,
    published_at BIGINT NOT NULL UNIQUE,
    author       TEXT   NOT NULL,
    note         TEXT   NOT NULL
);

CREATE TABLE division (
    key          TEXT   NOT NULL PRIMARY KEY,
    name         TEXT   NOT NULL,
    rank         BIGINT NOT NULL UNIQUE,   -- the order in which they were made
    from_release BIGINT NOT NULL REFERENCES release (number)
);

-- A row holds for the releases from_release <= n < to_release; NULL is open.
CREATE TABLE area (
    area_id      BIGINT NOT NULL CHECK (area_id BETWEEN 0 AND 4294967295),
    from_release BIGINT NOT NULL REFERENCES release (number),
    to_release   BIGINT REFERENCES release (number),
    division     TEXT   NOT NULL REFERENCES division (key),
    level        TEXT   NOT NULL REFERENCES level (key),
    code         TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    parent_id    BIGINT,
    attributes   TEXT   NOT NULL,          -- a JSON object
    geom         BLOB   NOT NULL,          -- EWKB MultiPolygon, SRID 4490
    PRIMARY KEY (area_id, from_release),
    CHECK (to_release > from_release)
);
CREATE UNIQUE INDEX area_open ON area (area_id) WHERE to_release IS NULL;
CREATE INDEX area_code ON area (code, division, level);
CREATE INDEX area_from ON area (from_release);
CREATE INDEX area_to ON area (to_release);

-- Ground inside a parent that no child holds, all pieces of a parent together.
CREATE TABLE blank (
    parent_id    BIGINT NOT NULL,
    from_release BIGINT NOT NULL REFERENCES release (number),
    to_release   BIGINT REFERENCES release (number),
    division     TEXT   NOT NULL REFERENCES division (key),
    geom         BLOB   NOT NULL,
    PRIMARY KEY (parent_id, from_release),
    CHECK (to_release > from_release)
);
CREATE UNIQUE INDEX blank_open ON blank (parent_id) WHERE to_release IS NULL;
CREATE INDEX blank_from ON blank (from_release);
CREATE INDEX blank_to ON blank (to_release);

CREATE TABLE draft (
    id           BIGINT NOT NULL PRIMARY KEY,
    base_release BIGINT REFERENCES release (number),
    state        TEXT   NOT NULL CHECK (state IN ('open', 'published', 'discarded')),
    opened_at    BIGINT NOT NULL,
    author       TEXT   NOT NULL
);
-- There is at most one open draft; this index is what refuses a second one.
CREATE UNIQUE INDEX draft_open ON draft (state) WHERE state = 'open';

CREATE TABLE edit (
    draft_id BIGINT NOT NULL REFERENCES draft (id),
    seq      BIGINT NOT NULL,
    made_at  BIGINT NOT NULL,
    author   TEXT   NOT NULL,
    body     BLOB   NOT NULL,              -- gzip of the edit as JSON
    PRIMARY KEY (draft_id, seq)
);

CREATE TABLE token (
    id         BIGINT NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    role       TEXT   NOT NULL
               CHECK (role IN ('viewer', 'dispatcher', 'planner', 'approver', 'admin')),
    area_id    BIGINT,
    hash       BLOB   NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
