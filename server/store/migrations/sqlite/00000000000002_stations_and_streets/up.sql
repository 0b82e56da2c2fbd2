-- The kinds of station that files brought beyond those every city knows.
CREATE TABLE station_kind (
    key          TEXT   NOT NULL PRIMARY KEY,
    name         TEXT   NOT NULL,
    english      TEXT   NOT NULL,
    rank         BIGINT NOT NULL UNIQUE,   -- the order in which they came
    from_release BIGINT NOT NULL REFERENCES release (number)
);

-- A row holds for the releases from_release <= n < to_release; NULL is open.
CREATE TABLE station (
    station_id   BIGINT  NOT NULL CHECK (station_id BETWEEN 0 AND 4294967295),
    from_release BIGINT  NOT NULL REFERENCES release (number),
    to_release   BIGINT  REFERENCES release (number),
    code         TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    owner_id     BIGINT,                   -- the area that runs it
    hours        TEXT,                     -- as given, in the notation of OpenStreetMap
    services     TEXT    NOT NULL,         -- a JSON array of texts
    capacity     BIGINT  CHECK (capacity BETWEEN 0 AND 4294967295),
    public       BOOLEAN NOT NULL,
    attributes   TEXT    NOT NULL,         -- a JSON object
    geom         BLOB    NOT NULL,         -- EWKB Point, SRID 4490
    PRIMARY KEY (station_id, from_release),
    CHECK (to_release > from_release)
);
CREATE UNIQUE INDEX station_open ON station (station_id) WHERE to_release IS NULL;
CREATE UNIQUE INDEX station_code ON station (code) WHERE to_release IS NULL;
CREATE INDEX station_from ON station (from_release);
CREATE INDEX station_to ON station (to_release);

-- Large files, each kept whole under the SHA-256 of its bytes.
CREATE TABLE dataset (
    digest  TEXT NOT NULL PRIMARY KEY CHECK (length(digest) = 64),
    content BLOB NOT NULL
);

-- Which dataset is in force: the streets, the population.
CREATE TABLE layer (
    kind         TEXT   NOT NULL CHECK (kind IN ('streets', 'population')),
    from_release BIGINT NOT NULL REFERENCES release (number),
    to_release   BIGINT REFERENCES release (number),
    digest       TEXT   NOT NULL REFERENCES dataset (digest),
    name         TEXT   NOT NULL,          -- of the file it came from
    date         TEXT,                     -- of the facts in it, as 2026-03-31
    counts       TEXT   NOT NULL,          -- a JSON object of whole numbers
    PRIMARY KEY (kind, from_release),
    CHECK (to_release > from_release)
);
CREATE UNIQUE INDEX layer_open ON layer (kind) WHERE to_release IS NULL;
CREATE INDEX layer_digest ON layer (digest);

-- What planners changed in the street network.
CREATE TABLE street_edit (
    edit_id      BIGINT NOT NULL CHECK (edit_id BETWEEN 0 AND 4294967295),
    from_release BIGINT NOT NULL REFERENCES release (number),
    to_release   BIGINT REFERENCES release (number),
    note         TEXT   NOT NULL,
    change       TEXT   NOT NULL,          -- JSON, places in steps of 1e-7 degree
    PRIMARY KEY (edit_id, from_release),
    CHECK (to_release > from_release)
);
CREATE UNIQUE INDEX street_edit_open ON street_edit (edit_id) WHERE to_release IS NULL;

-- The datasets that the edits of a draft bring; gone when the draft is discarded.
CREATE TABLE draft_dataset (
    draft_id BIGINT NOT NULL REFERENCES draft (id),
    digest   TEXT   NOT NULL REFERENCES dataset (digest),
    PRIMARY KEY (draft_id, digest)
);
CREATE INDEX draft_dataset_digest ON draft_dataset (digest);
