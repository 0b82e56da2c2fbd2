-- The extension stays: something else in this database may use it.
DROP VIEW blank_in_force;
DROP VIEW area_in_force;
DROP FUNCTION release_in_force();
DROP FUNCTION areas_of_release(BIGINT);
DROP TABLE token;
DROP TABLE edit;
DROP TABLE draft;
DROP TABLE blank;
DROP TABLE area;
DROP TABLE division;
DROP TABLE release;
DROP TABLE level;
