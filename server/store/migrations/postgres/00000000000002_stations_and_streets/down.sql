DROP VIEW station_in_force;
DROP FUNCTION stations_of_release(BIGINT);
DROP TABLE draft_dataset;
DROP TABLE street_edit;
DROP TABLE layer;
DROP TABLE dataset;
DROP TABLE station;
DROP TABLE station_kind;
