//! Incidents: when something happened, what, and where.

use crate::Store;
use crate::connection::AnyConnection;
use crate::dialect;
use crate::error::{Stop, StoreError};
use crate::ground::{self, Spot};
use crate::log::{self, Who};
use crate::rows::{IncidentRecord, Misfit};
use crate::schema::incident;
use diesel::dsl::max;
use diesel::prelude::*;
use domain::topo::Point;
use domain::{Attributes, Moment};
use serde_json::json;
use std::collections::HashMap;

/// Incidents looked up by their sources at once.
const AT_ONCE: usize = 1000;

/// An Incident as a file states it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewIncident {
    /// Its name in the system it came from: brought again it is the same Incident.
    pub source_id: Option<String>,
    /// When it happened.
    pub time: Moment,
    /// What happened.
    pub kind: String,
    /// Where.
    pub at: Point,
    /// The radius that holds the place in 68 of 100 cases, in metres, where known.
    pub accuracy_m: Option<f64>,
    /// All else, as given.
    pub attributes: Attributes,
}

/// An Incident as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// Its number.
    pub id: i64,
    /// What is known of it.
    pub said: NewIncident,
}

/// As much of an Incident as counting needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentSpot {
    /// Where.
    pub at: Point,
    /// When.
    pub time: Moment,
    /// What.
    pub kind: String,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IncidentCounts {
    /// New ones.
    pub added: usize,
    /// Known ones of which something else is said now.
    pub updated: usize,
    /// Known ones of which the same is said.
    pub unchanged: usize,
}

impl Store {
    /// Keeps Incidents. One whose source is known is brought up to date, and so is one
    /// that the same import names twice.
    pub fn import_incidents(
        &self,
        rows: &[NewIncident],
        who: &Who,
    ) -> Result<IncidentCounts, StoreError> {
        self.write("importing incidents", |connection| {
            let last: Option<i64> = incident::table.select(max(incident::id)).first(connection)?;
            // The log's row comes last, when the counts are known; nobody writes between.
            let changed = log::next_id(connection)?;
            let mut import = Import { next: last.unwrap_or(0) + 1, changed, ..Import::default() };
            for some in rows.chunks(AT_ONCE) {
                import.take(connection, some)?;
            }
            let IncidentCounts { added, updated, unchanged } = import.counts;
            let body = json!({ "added": added, "updated": updated, "unchanged": unchanged });
            log::append(connection, "import_incidents", "incidents", &body, who)?;
            Ok(import.counts)
        })
    }

    /// The Incidents of a time, `from` within it and `to` not, in their order.
    pub fn incidents(&self, from: Moment, to: Moment) -> Result<Vec<Incident>, StoreError> {
        self.read("reading incidents", |connection| {
            let rows = incident::table
                .filter(incident::time.ge(from.0))
                .filter(incident::time.lt(to.0))
                .order((incident::time, incident::id))
                .load_iter::<IncidentRecord, _>(connection)?;
            rows.map(|row| row?.into_incident().map_err(Stop::Damaged)).collect()
        })
    }

    /// The places of the Incidents of a time, `from` within it and `to` not.
    pub fn incident_spots(
        &self,
        from: Moment,
        to: Moment,
    ) -> Result<Vec<IncidentSpot>, StoreError> {
        self.read("reading the places of incidents", |connection| {
            let rows = incident::table
                .filter(incident::time.ge(from.0))
                .filter(incident::time.lt(to.0))
                .order((incident::time, incident::id))
                .select((incident::id, incident::time, incident::kind, incident::geom))
                .load_iter::<(i64, i64, String, Spot), _>(connection)?;
            rows.map(|row| {
                let (id, time, kind, spot) = row?;
                let at = place(id, &spot).map_err(Stop::Damaged)?;
                Ok(IncidentSpot { at, time: Moment(time), kind })
            })
            .collect()
        })
    }
}

#[derive(Default)]
struct Import {
    next: i64,
    changed: i64,
    counts: IncidentCounts,
}

impl Import {
    fn take(
        &mut self,
        connection: &mut AnyConnection,
        rows: &[NewIncident],
    ) -> Result<(), Stop<StoreError>> {
        let sources = rows.iter().filter_map(|row| row.source_id.as_deref());
        let sources: Vec<&str> = sources.collect();
        let known: Vec<IncidentRecord> =
            incident::table.filter(incident::source_id.eq_any(sources)).load(connection)?;
        let mut known: HashMap<String, IncidentRecord> = known
            .into_iter()
            .filter_map(|row| row.source_id.clone().map(|source| (source, row)))
            .collect();
        let mut added: Vec<IncidentRecord> = Vec::new();
        // Where in `added` the sources are that this very chunk brought.
        let mut brought: HashMap<&str, usize> = HashMap::new();
        for row in rows {
            let record = self.record(row).map_err(Stop::Damaged)?;
            let source = row.source_id.as_deref();
            if let Some(old) = source.and_then(|source| known.get_mut(source)) {
                let record = IncidentRecord { id: old.id, ..record };
                if record.says_the_same(old) {
                    self.counts.unchanged += 1;
                } else {
                    update(connection, &record)?;
                    self.counts.updated += 1;
                    *old = record;
                }
            } else if let Some(index) = source.and_then(|source| brought.get(source)) {
                let id = added[*index].id;
                added[*index] = IncidentRecord { id, ..record };
                self.counts.updated += 1;
            } else {
                if let Some(source) = source {
                    brought.insert(source, added.len());
                }
                added.push(record);
                self.next += 1;
                self.counts.added += 1;
            }
        }
        Ok(dialect::insert_incidents(connection, &added)?)
    }

    fn record(&self, row: &NewIncident) -> Result<IncidentRecord, Misfit> {
        let attributes = serde_json::to_string(&row.attributes);
        Ok(IncidentRecord {
            id: self.next,
            source_id: row.source_id.clone(),
            time: row.time.0,
            kind: row.kind.clone(),
            accuracy_m: row.accuracy_m,
            attributes: attributes.map_err(|error| format!("incident: {error}"))?,
            changed: self.changed,
            geom: ground::from_point(row.at),
        })
    }
}

impl IncidentRecord {
    fn says_the_same(&self, other: &Self) -> bool {
        let said = |row: &Self| (row.time, row.accuracy_m, ground::to_point(&row.geom));
        said(self) == said(other) && self.kind == other.kind && self.attributes == other.attributes
    }

    fn into_incident(self) -> Result<Incident, Misfit> {
        let id = self.id;
        let attributes = serde_json::from_str(&self.attributes);
        Ok(Incident {
            id,
            said: NewIncident {
                source_id: self.source_id,
                time: Moment(self.time),
                kind: self.kind,
                at: place(id, &self.geom)?,
                accuracy_m: self.accuracy_m,
                attributes: attributes.map_err(|error| format!("incident {id}: {error}"))?,
            },
        })
    }
}

fn place(id: i64, spot: &Spot) -> Result<Point, Misfit> {
    ground::to_point(spot).ok_or_else(|| format!("incident {id} is at no place on Earth"))
}

fn update(connection: &mut AnyConnection, row: &IncidentRecord) -> QueryResult<usize> {
    diesel::update(incident::table.find(row.id))
        .set((
            incident::time.eq(row.time),
            incident::kind.eq(&row.kind),
            incident::accuracy_m.eq(row.accuracy_m),
            incident::attributes.eq(&row.attributes),
            incident::changed.eq(row.changed),
            incident::geom.eq(row.geom),
        ))
        .execute(connection)
}
