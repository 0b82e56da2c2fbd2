//! What the crate promises, from outside: properties on random ground, a folder
//! of nasty cases, slow twins, and the shapely oracle.

mod border_rule;
mod dirty;
mod drawing;
mod ground;
mod nasty;
mod operations;
mod oracle;
mod partitions;
mod real;
mod simplifying;
