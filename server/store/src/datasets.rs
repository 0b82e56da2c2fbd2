//! Large files, each kept whole under the hash of its bytes.
//!
//! The same bytes are kept once, however often they are brought. What was read is
//! hashed again: a damaged file is an error, never an answer. Bytes that neither a
//! release nor an open draft names go when a draft is closed.

use crate::Store;
use crate::connection::AnyConnection;
use crate::drafts::alive;
use crate::error::{Stop, StoreError};
use crate::packed::hex;
use crate::rows::{DatasetRecord, DraftDatasetRecord};
use crate::schema::{dataset, draft, draft_dataset, layer};
use diesel::dsl::{exists, select};
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

impl Store {
    /// Keeps the bytes, if they are not there already, and answers their digest. They
    /// stay until a draft is closed without an edit that names them.
    pub fn put_dataset(&self, content: &[u8]) -> Result<String, StoreError> {
        let digest = digest_of(content);
        let known = self.read("looking for a dataset", |connection| {
            Ok::<_, Stop<StoreError>>(is_kept(connection, &digest)?)
        })?;
        if !known {
            let row = DatasetRecord { digest: digest.clone(), content: content.to_vec() };
            self.write("keeping a dataset", |connection| {
                if !is_kept(connection, &row.digest)? {
                    diesel::insert_into(dataset::table).values(row).execute(connection)?;
                }
                Ok::<_, Stop<StoreError>>(())
            })?;
        }
        Ok(digest)
    }

    /// The bytes of a digest.
    pub fn dataset(&self, digest: &str) -> Result<Vec<u8>, StoreError> {
        self.read("reading a dataset", |connection| {
            let missing = || {
                let (place, digest) = (self.place().clone(), digest.to_owned());
                Stop::Refused(StoreError::NoDataset { place, digest })
            };
            content_of(connection, digest)?.ok_or_else(missing)
        })
    }
}

/// The bytes, if they are there; damaged if they are not those that were kept.
pub(crate) fn content_of<R>(
    connection: &mut AnyConnection,
    digest: &str,
) -> Result<Option<Vec<u8>>, Stop<R>> {
    let row = dataset::table.find(digest).first::<DatasetRecord>(connection).optional()?;
    match row {
        Some(row) if digest_of(&row.content) != digest => {
            Err(Stop::Damaged(format!("the bytes of dataset {digest} have changed")))
        }
        row => Ok(row.map(|row| row.content)),
    }
}

/// Every digest there is, in order.
pub(crate) fn digests(connection: &mut AnyConnection) -> QueryResult<Vec<String>> {
    dataset::table.select(dataset::digest).order(dataset::digest).load(connection)
}

/// Whether the bytes of a digest are there.
pub(crate) fn is_kept(connection: &mut AnyConnection, digest: &str) -> QueryResult<bool> {
    let kept = dataset::table.filter(dataset::digest.eq(digest)).select(dataset::digest);
    select(exists(kept)).get_result(connection)
}

/// Notes that a draft needs the bytes.
pub(crate) fn hold(connection: &mut AnyConnection, draft: i64, digest: &str) -> QueryResult<()> {
    let held = draft_dataset::table
        .filter(draft_dataset::draft_id.eq(draft))
        .filter(draft_dataset::digest.eq(digest))
        .select(draft_dataset::digest);
    if !select(exists(held)).get_result::<bool>(connection)? {
        let row = DraftDatasetRecord { draft_id: draft, digest: digest.into() };
        diesel::insert_into(draft_dataset::table).values(row).execute(connection)?;
    }
    Ok(())
}

/// Takes away, when a draft was closed, what neither a release nor an open draft names:
/// what a discarded draft brought, what a published one replaced within itself, and what
/// was kept for an edit that was then refused.
pub(crate) fn sweep(connection: &mut AnyConnection) -> QueryResult<()> {
    let open = draft::table.filter(draft::state.eq_any(alive())).select(draft::id);
    let open: Vec<i64> = open.load(connection)?;
    let closed = draft_dataset::draft_id.ne_all(open);
    diesel::delete(draft_dataset::table.filter(closed)).execute(connection)?;
    let published: Vec<String> = layer::table.select(layer::digest).load(connection)?;
    let drafted: Vec<String> =
        draft_dataset::table.select(draft_dataset::digest).load(connection)?;
    let named: BTreeSet<String> = published.into_iter().chain(drafted).collect();
    for digest in digests(connection)?.iter().filter(|digest| !named.contains(*digest)) {
        diesel::delete(dataset::table.find(digest)).execute(connection)?;
    }
    Ok(())
}

/// The SHA-256 of the bytes in hexadecimal digits.
pub(crate) fn digest_of(content: &[u8]) -> String {
    hex::encode(&Sha256::digest(content))
}
