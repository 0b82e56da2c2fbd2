//! Lineage (沿革): which Area became which, release by release, and what codes meant.

use crate::Store;
use crate::connection::AnyConnection;
use crate::dialect;
use crate::error::{Stop, StoreError};
use crate::rows::{LineageRecord, Misfit, area_id};
use crate::schema::{area, lineage};
use diesel::prelude::*;
use domain::{AreaId, Code, DivisionKey, LastHolder, LevelKey, ReleaseNo};
use std::collections::{BTreeMap, BTreeSet};

/// What became of an Area with a release, or of a part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct LineageRow {
    /// Its Division.
    pub division: DivisionKey,
    /// Its Level.
    pub level: LevelKey,
    /// What happened: `split`, `merge`, `transfer`, `rename` …
    pub kind: String,
    /// The Area before, with its code then; `None` for one that came from nobody's ground.
    pub from: Option<(AreaId, Code)>,
    /// The Area after, with its code then; `None` for ground that went to nobody.
    pub to: Option<(AreaId, Code)>,
    /// Of the old Area's ground, where weights say anything.
    pub area_share: Option<f64>,
    /// Of its households.
    pub household_share: Option<f64>,
    /// Of its incidents.
    pub incident_share: Option<f64>,
    /// The ground that went.
    pub area_m2: Option<f64>,
    /// Who lives there.
    pub residents: Option<i64>,
    /// In how many households.
    pub households: Option<i64>,
    /// What happened there.
    pub incidents: Option<i64>,
}

/// An Area that had a code for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeHolder {
    /// The Area.
    pub id: AreaId,
    /// Its Division.
    pub division: DivisionKey,
    /// Its Level.
    pub level: LevelKey,
    /// What it was called.
    pub name: String,
    /// The release the row begins with.
    pub from: ReleaseNo,
    /// The release it no longer holds in; `None` while it does.
    pub to: Option<ReleaseNo>,
}

impl Store {
    /// What an Area came from and what it became, oldest first: one step either way.
    pub fn lineage_of(&self, id: AreaId) -> Result<Vec<(ReleaseNo, LineageRow)>, StoreError> {
        let id = i64::from(id.0);
        self.read("reading the lineage of an area", |connection| {
            let rows = lineage::table
                .filter(lineage::from_id.eq(id).or(lineage::to_id.eq(id)))
                .order((lineage::release, lineage::seq))
                .load::<LineageRecord>(connection)?;
            read_all(rows)
        })
    }

    /// What changed with a release, in the order it was published.
    pub fn lineage_with(&self, release: ReleaseNo) -> Result<Vec<LineageRow>, StoreError> {
        self.read("reading the lineage of a release", |connection| {
            let rows = of_release(connection, release.0)?;
            Ok(read_all(rows)?.into_iter().map(|(_, row)| row).collect())
        })
    }

    /// Every code that an Area of a level had in any of the releases before one, with whose
    /// it was last: none is given again.
    pub fn used_codes(
        &self,
        level: &LevelKey,
        before: ReleaseNo,
    ) -> Result<BTreeMap<Code, LastHolder>, StoreError> {
        type Row = (String, i64, String, Option<i64>);
        let before = before.0;
        self.read("reading the codes of a level", |connection| {
            let rows: Vec<Row> = area::table
                .filter(area::level.eq(level.as_str()))
                .filter(area::from_release.lt(before))
                .order((area::from_release, area::area_id))
                .select((area::code, area::area_id, area::name, area::to_release))
                .load(connection)?;
            let read = |(code, id, name, to): Row| {
                let area = area_id(id).map_err(Stop::Damaged)?;
                let until = to.filter(|to| *to < before).map(ReleaseNo);
                let last = LastHolder { area, name, until };
                Ok((Code::new(code).map_err(Stop::damaged)?, last))
            };
            // The later row of a code takes the place of the one before.
            rows.into_iter().map(read).collect()
        })
    }

    /// The areas among some that first came with a release.
    pub fn begun_with(
        &self,
        release: ReleaseNo,
        among: &BTreeSet<AreaId>,
    ) -> Result<BTreeSet<AreaId>, StoreError> {
        self.read("asking since when areas are there", |connection| {
            let ids: Vec<i64> = among.iter().map(|id| i64::from(id.0)).collect();
            let mut begun = among.clone();
            // SQLite takes so many values at a time.
            for ids in ids.chunks(500) {
                let before: Vec<i64> = area::table
                    .filter(area::area_id.eq_any(ids))
                    .filter(area::from_release.lt(release.0))
                    .select(area::area_id)
                    .distinct()
                    .load(connection)?;
                for id in before {
                    begun.remove(&area_id(id).map_err(Stop::Damaged)?);
                }
            }
            Ok(begun)
        })
    }

    /// The Areas that ever had a code, with the releases they had it in, oldest first.
    pub fn holders_of_code(&self, code: &Code) -> Result<Vec<CodeHolder>, StoreError> {
        type Row = (i64, String, String, String, i64, Option<i64>);
        self.read("looking a code up", |connection| {
            let rows: Vec<Row> = area::table
                .filter(area::code.eq(code.as_str()))
                .order((area::from_release, area::area_id))
                .select((
                    area::area_id,
                    area::division,
                    area::level,
                    area::name,
                    area::from_release,
                    area::to_release,
                ))
                .load(connection)?;
            let read = |(id, division, level, name, from, to): Row| {
                Ok(CodeHolder {
                    id: area_id(id).map_err(Stop::Damaged)?,
                    division: DivisionKey::new(division).map_err(Stop::damaged)?,
                    level: LevelKey::new(level).map_err(Stop::damaged)?,
                    name,
                    from: ReleaseNo(from),
                    to: to.map(ReleaseNo),
                })
            };
            rows.into_iter().map(read).collect()
        })
    }
}

/// Keeps the rows of a release that is being published.
pub(crate) fn insert(
    connection: &mut AnyConnection,
    release: ReleaseNo,
    rows: &[LineageRow],
) -> QueryResult<()> {
    let id = |end: &Option<(AreaId, Code)>| end.as_ref().map(|(id, _)| i64::from(id.0));
    let code = |end: &Option<(AreaId, Code)>| end.as_ref().map(|(_, code)| code.to_string());
    let records = (1..).zip(rows).map(|(seq, row)| LineageRecord {
        release: release.0,
        seq,
        division: row.division.to_string(),
        level: row.level.to_string(),
        kind: row.kind.clone(),
        from_id: id(&row.from),
        from_code: code(&row.from),
        to_id: id(&row.to),
        to_code: code(&row.to),
        area_share: row.area_share,
        household_share: row.household_share,
        incident_share: row.incident_share,
        area_m2: row.area_m2,
        residents: row.residents,
        households: row.households,
        incidents: row.incidents,
    });
    dialect::insert_lineage(connection, &records.collect::<Vec<_>>())
}

/// The rows of one release, in their order.
pub(crate) fn of_release(
    connection: &mut AnyConnection,
    release: i64,
) -> QueryResult<Vec<LineageRecord>> {
    lineage::table.filter(lineage::release.eq(release)).order(lineage::seq).load(connection)
}

fn read_all<R>(rows: Vec<LineageRecord>) -> Result<Vec<(ReleaseNo, LineageRow)>, Stop<R>> {
    let read = |row: LineageRecord| Ok((ReleaseNo(row.release), row.into_row()?));
    rows.into_iter().map(read).collect::<Result<_, Misfit>>().map_err(Stop::Damaged)
}

impl LineageRecord {
    pub(crate) fn into_row(self) -> Result<LineageRow, Misfit> {
        let (release, seq) = (self.release, self.seq);
        let misfit = |error: domain::NameError| format!("lineage {release}.{seq}: {error}");
        let end = |id: Option<i64>, code: Option<String>| -> Result<_, Misfit> {
            let Some((id, code)) = id.zip(code) else { return Ok(None) };
            Ok(Some((area_id(id)?, Code::new(code).map_err(misfit)?)))
        };
        Ok(LineageRow {
            division: DivisionKey::new(self.division).map_err(misfit)?,
            level: LevelKey::new(self.level).map_err(misfit)?,
            kind: self.kind,
            from: end(self.from_id, self.from_code)?,
            to: end(self.to_id, self.to_code)?,
            area_share: self.area_share,
            household_share: self.household_share,
            incident_share: self.incident_share,
            area_m2: self.area_m2,
            residents: self.residents,
            households: self.households,
            incidents: self.incidents,
        })
    }
}
