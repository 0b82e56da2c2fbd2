-- Only a superuser may create it; where it exists already, no right is needed.
CREATE EXTENSION IF NOT EXISTS postgis;

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
    geom         geometry(MultiPolygon, 4490) NOT NULL,
    PRIMARY KEY (area_id, from_release),
    CHECK (to_release > from_release)
);
CREATE UNIQUE INDEX area_open ON area (area_id) WHERE to_release IS NULL;
CREATE INDEX area_code ON area (code, division, level);
CREATE INDEX area_from ON area (from_release);
CREATE INDEX area_to ON area (to_release);
CREATE INDEX area_geom ON area USING gist (geom);

-- Ground inside a parent that no child holds, all pieces of a parent together.
CREATE TABLE blank (
    parent_id    BIGINT NOT NULL,
    from_release BIGINT NOT NULL REFERENCES release (number),
    to_release   BIGINT REFERENCES release (number),
    division     TEXT   NOT NULL REFERENCES division (key),
    geom         geometry(MultiPolygon, 4490) NOT NULL,
    PRIMARY KEY (parent_id, from_release),
    CHECK (to_release > from_release)
);
CREATE UNIQUE INDEX blank_open ON blank (parent_id) WHERE to_release IS NULL;
CREATE INDEX blank_from ON blank (from_release);
CREATE INDEX blank_to ON blank (to_release);
CREATE INDEX blank_geom ON blank USING gist (geom);

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
    body     BYTEA  NOT NULL,              -- gzip of the edit as JSON
    PRIMARY KEY (draft_id, seq)
);

CREATE TABLE token (
    id         BIGINT NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    role       TEXT   NOT NULL
               CHECK (role IN ('viewer', 'dispatcher', 'planner', 'approver', 'admin')),
    area_id    BIGINT,
    hash       BYTEA  NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

-- For QGIS and other readers: the areas of one release, and those in force now.
-- Both are inlined by the planner, so a query by window uses the spatial index.
CREATE FUNCTION areas_of_release(release_number BIGINT) RETURNS SETOF area
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT * FROM area
    WHERE from_release <= release_number
      AND (to_release IS NULL OR to_release > release_number)
$$;

CREATE FUNCTION release_in_force() RETURNS BIGINT
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT max(number) FROM release
    WHERE effective_at <= (extract(epoch FROM now()) * 1000000)::bigint
$$;

CREATE VIEW area_in_force AS
    SELECT area_id, division, level, code, name, parent_id, attributes, from_release, geom
    FROM area
    WHERE from_release <= (SELECT release_in_force())
      AND (to_release IS NULL OR to_release > (SELECT release_in_force()));

CREATE VIEW blank_in_force AS
    SELECT parent_id, division, from_release, geom
    FROM blank
    WHERE from_release <= (SELECT release_in_force())
      AND (to_release IS NULL OR to_release > (SELECT release_in_force()));
