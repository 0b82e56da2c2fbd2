DROP TABLE token;
DROP TABLE edit;
DROP TABLE draft;
DROP TABLE blank;
DROP TABLE area;
DROP TABLE division;
DROP TABLE release;
DROP TABLE level;
