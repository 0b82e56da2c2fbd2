//! What people say of a draft: comments, waivers of issues, and consents.

use super::{DraftError, Seen, advance, must_be_alive, must_be_seen, tell};
use crate::Store;
use crate::error::{Stop, StoreError};
use crate::log::Who;
use crate::rows::{CommentRecord, ConsentRecord, WaiverRecord, area_id};
use crate::schema::{comment, consent, waiver};
use diesel::dsl::max;
use diesel::prelude::*;
use domain::topo::Point;
use domain::{AreaId, Moment};
use serde_json::json;

/// A comment (批注) on a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its number.
    pub id: i64,
    /// The place it is pinned to.
    pub at: Option<Point>,
    /// What is said.
    pub text: String,
    /// By whom.
    pub author: String,
    /// When.
    pub made: Moment,
    /// By whom and when it was settled.
    pub resolved: Option<(String, Moment)>,
}

/// Somebody answers for an issue (豁免).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The key of the issue.
    pub key: String,
    /// Why it is accepted.
    pub reason: String,
    /// By whom.
    pub author: String,
    /// When.
    pub made: Moment,
}

/// Somebody approves of a draft as it is (会签).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// For which Area; for the whole draft where none is named.
    pub area: Option<AreaId>,
    /// What they say to it.
    pub note: String,
    /// Who.
    pub author: String,
    /// When.
    pub made: Moment,
}

impl Store {
    /// Adds a comment and answers its number; a request repeated with the same key of
    /// the same person adds nothing. The draft keeps its revision: what is to be judged is as it was.
    pub fn add_comment(
        &self,
        draft: i64,
        at: Option<Point>,
        text: &str,
        key: Option<&str>,
        who: &Who,
    ) -> Result<i64, DraftError> {
        self.write("commenting on a draft", |connection| {
            let known = comment::table
                .filter(comment::draft_id.eq(draft))
                .filter(comment::author.eq(&who.actor))
                .filter(comment::key.eq(key))
                .select(comment::id);
            let known: Option<i64> = known.first(connection).optional()?;
            if let Some(id) = known {
                return Ok(id);
            }
            must_be_alive(connection, draft)?;
            let last: Option<i64> = comment::table.select(max(comment::id)).first(connection)?;
            let id = last.unwrap_or(0) + 1;
            let row = CommentRecord {
                id,
                draft_id: draft,
                x: at.map(|at| at.x.into()),
                y: at.map(|at| at.y.into()),
                text: text.into(),
                author: who.actor.clone(),
                made_at: who.at.0,
                resolved_by: None,
                resolved_at: None,
                key: key.map(Into::into),
            };
            diesel::insert_into(comment::table).values(row).execute(connection)?;
            tell(connection, draft, "add_comment", &json!({ "comment": id }), who)?;
            Ok(id)
        })
    }

    /// The comments on a draft, settled ones too, in the order they were made.
    pub fn comments(&self, draft: i64) -> Result<Vec<Comment>, StoreError> {
        self.read("reading comments", |connection| {
            let rows: Vec<CommentRecord> = comment::table
                .filter(comment::draft_id.eq(draft))
                .order(comment::id)
                .load(connection)?;
            rows.into_iter().map(read_comment).collect()
        })
    }

    /// Settles a comment; false if the draft has no such comment that is not settled.
    pub fn resolve_comment(&self, draft: i64, id: i64, who: &Who) -> Result<bool, DraftError> {
        self.write("settling a comment", |connection| {
            let open = comment::table
                .filter(comment::id.eq(id))
                .filter(comment::draft_id.eq(draft))
                .filter(comment::resolved_at.is_null());
            let settled = (
                comment::resolved_by.eq(Some(&who.actor)),
                comment::resolved_at.eq(Some(who.at.0)),
            );
            let settled = diesel::update(open).set(settled).execute(connection)?;
            if settled == 1 {
                tell(connection, draft, "resolve_comment", &json!({ "comment": id }), who)?;
            }
            Ok(settled == 1)
        })
    }

    /// Accepts an issue by name; answers the draft's new revision. Of two reasons for
    /// one issue the later stands.
    pub fn waive(&self, seen: Seen, key: &str, reason: &str, who: &Who) -> Result<i64, DraftError> {
        self.write("waiving an issue", |connection| {
            let row = must_be_seen(connection, seen)?;
            diesel::delete(waiver::table.find((row.id, key))).execute(connection)?;
            let waived = WaiverRecord {
                draft_id: row.id,
                key: key.into(),
                reason: reason.into(),
                author: who.actor.clone(),
                made_at: who.at.0,
            };
            diesel::insert_into(waiver::table).values(waived).execute(connection)?;
            let body = json!({ "issue": key, "reason": reason });
            tell(connection, row.id, "waive", &body, who)?;
            Ok(advance(connection, &row)?)
        })
    }

    /// Takes a waiver back; answers the draft's revision, which rises if there was one.
    pub fn unwaive(&self, seen: Seen, key: &str, who: &Who) -> Result<i64, DraftError> {
        self.write("taking a waiver back", |connection| {
            let row = must_be_seen(connection, seen)?;
            if diesel::delete(waiver::table.find((row.id, key))).execute(connection)? == 0 {
                return Ok(row.revision);
            }
            tell(connection, row.id, "unwaive", &json!({ "issue": key }), who)?;
            Ok(advance(connection, &row)?)
        })
    }

    /// The waivers of a draft, by their keys.
    pub fn waivers(&self, draft: i64) -> Result<Vec<Waiver>, StoreError> {
        self.read("reading waivers", |connection| {
            let rows: Vec<WaiverRecord> = waiver::table
                .filter(waiver::draft_id.eq(draft))
                .order(waiver::key)
                .load(connection)?;
            let read = |row: WaiverRecord| Waiver {
                key: row.key,
                reason: row.reason,
                author: row.author,
                made: Moment(row.made_at),
            };
            Ok(rows.into_iter().map(read).collect())
        })
    }

    /// Approves of a draft as it was seen, for an Area or for all of it; answers its
    /// revision, which rises unless the same person had done so already.
    pub fn consent(
        &self,
        seen: Seen,
        area: Option<AreaId>,
        note: &str,
        who: &Who,
    ) -> Result<i64, DraftError> {
        self.write("consenting to a draft", |connection| {
            let row = must_be_seen(connection, seen)?;
            let area_id: Option<i64> = area.map(|id| id.0.into());
            let given: Vec<ConsentRecord> = consent::table
                .filter(consent::draft_id.eq(row.id))
                .filter(consent::author.eq(&who.actor))
                .load(connection)?;
            if given.iter().any(|given| given.area_id == area_id) {
                return Ok(row.revision);
            }
            let last: Option<i64> = consent::table.select(max(consent::id)).first(connection)?;
            let given = ConsentRecord {
                id: last.unwrap_or(0) + 1,
                draft_id: row.id,
                area_id,
                note: note.into(),
                author: who.actor.clone(),
                made_at: who.at.0,
            };
            diesel::insert_into(consent::table).values(given).execute(connection)?;
            let body = json!({ "area": area, "note": note, "revision": row.revision });
            tell(connection, row.id, "consent", &body, who)?;
            Ok(advance(connection, &row)?)
        })
    }

    /// The consents that a draft has, as it is, in the order they were given.
    pub fn consents(&self, draft: i64) -> Result<Vec<Consent>, StoreError> {
        self.read("reading consents", |connection| {
            let rows: Vec<ConsentRecord> = consent::table
                .filter(consent::draft_id.eq(draft))
                .order(consent::id)
                .load(connection)?;
            let read = |row: ConsentRecord| {
                let area = row.area_id.map(area_id).transpose().map_err(Stop::Damaged)?;
                Ok(Consent { area, note: row.note, author: row.author, made: Moment(row.made_at) })
            };
            rows.into_iter().map(read).collect()
        })
    }
}

fn read_comment<R>(row: CommentRecord) -> Result<Comment, Stop<R>> {
    let step = |step: i64| i32::try_from(step).map_err(Stop::damaged);
    let at = match (row.x, row.y) {
        (Some(x), Some(y)) => Some(Point { x: step(x)?, y: step(y)? }),
        _ => None,
    };
    Ok(Comment {
        id: row.id,
        at,
        text: row.text,
        author: row.author,
        made: Moment(row.made_at),
        resolved: row.resolved_by.zip(row.resolved_at.map(Moment)),
    })
}
