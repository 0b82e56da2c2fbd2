DROP TABLE setting;
DROP TABLE session;
DROP TABLE person_role;
DROP TABLE person;
DROP TABLE seal;
DROP TABLE change_log;
DROP FUNCTION refuse_change();
DROP TABLE incident;
DROP TABLE lineage;
DROP TABLE consent;
DROP TABLE waiver;
DROP TABLE comment;
ALTER TABLE release DROP COLUMN approver;

-- What was undone is not known any more, and one draft alone can be open: the newest.
DELETE FROM edit WHERE state <> 'made';
DROP INDEX edit_used_area;
DROP INDEX edit_used_station;
DROP INDEX edit_used_street_edit;
DROP INDEX edit_key;
ALTER TABLE edit
    DROP COLUMN state,
    DROP COLUMN revision,
    DROP COLUMN key,
    DROP COLUMN numbers_area,
    DROP COLUMN numbers_station,
    DROP COLUMN numbers_street_edit,
    DROP COLUMN used_area,
    DROP COLUMN used_station,
    DROP COLUMN used_street_edit;

DROP INDEX draft_key;
DROP INDEX draft_release;
DROP INDEX draft_state;
ALTER TABLE draft
    DROP CONSTRAINT draft_state_check,
    DROP CONSTRAINT draft_scheduled,
    DROP CONSTRAINT draft_published,
    DROP COLUMN title,
    DROP COLUMN note,
    DROP COLUMN revision,
    DROP COLUMN effective_at,
    DROP COLUMN release,
    DROP COLUMN alarm,
    DROP COLUMN key;
UPDATE draft SET state = 'open' WHERE state IN ('checked', 'approved', 'scheduled');
UPDATE draft SET state = 'discarded'
    WHERE state = 'open' AND id < (SELECT max(id) FROM draft WHERE state = 'open');
ALTER TABLE draft ADD CONSTRAINT draft_state_check
    CHECK (state IN ('open', 'published', 'discarded'));
CREATE UNIQUE INDEX draft_open ON draft (state) WHERE state = 'open';
