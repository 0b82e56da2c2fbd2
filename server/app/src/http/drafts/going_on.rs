//! How a draft goes on: what is said of it, who agrees, when it takes effect, and what
//! others changed meanwhile.

use super::headers::{Once, Seen, etag};
use super::{NOTE, no_longer, tagged};
use crate::actions::drafts::{
    self, CommentAnswer, Conflicts, DraftSummary, EditError, PublishRefused, Published, Rebased,
    StateError, Take, Wish,
};
use crate::actions::rights::Actor;
use crate::clock;
use crate::http::areas::fault;
use crate::http::problem::Problem;
use crate::http::releases::blocking;
use crate::http::router::Shared;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::Moment;
use domain::topo::Point;
use serde::Deserialize;
use std::collections::BTreeMap;
use tracing::warn;
use utoipa::ToSchema;

/// Something said about a draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommentBody {
    /// What; at most 2,000 characters.
    text: String,
    /// Pinned to a place: longitude and latitude.
    at: Option<[f64; 2]>,
}

/// Says something about a draft, pinned to a place or to none.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/comments", operation_id = "comment", tag = "drafts", params(("id" = i64, Path)),
    request_body = CommentBody,
    responses((status = 201, body = CommentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn comment(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    Once(key): Once,
    body: Result<Json<CommentBody>, JsonRejection>,
) -> Result<(StatusCode, Json<CommentAnswer>), Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let mut errors = Vec::new();
    if body.text.trim().is_empty() {
        errors.push(fault("text", "must not be empty".into()));
    }
    no_longer(&mut errors, "text", Some(&body.text), NOTE);
    let at = body.at.map(|[lon, lat]| Point::from_degrees(lon, lat));
    if at == Some(None) {
        errors.push(fault("at", "is no place on Earth".into()));
    }
    if !errors.is_empty() {
        return Err(Problem::fields(errors));
    }
    let said = blocking(move || {
        drafts::comment(&shared.app, id, at.flatten(), body.text.trim(), &actor, key.as_deref())
    });
    Ok((StatusCode::CREATED, Json(said.await?)))
}

/// Marks what was said as settled: its writer, the author of the draft, or whoever has to
/// agree to it.
#[utoipa::path(delete, path = "/api/v1/drafts/{id}/comments/{comment}", operation_id = "resolve_comment", tag = "drafts",
    params(("id" = i64, Path), ("comment" = i64, Path)),
    responses((status = 204, description = "it is settled"), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
pub(crate) async fn resolve(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    path: Result<Path<(i64, i64)>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path((id, comment)) = path?;
    if blocking(move || drafts::resolve(&shared.app, id, comment, &actor)).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found(format!("draft {id} has no open comment {comment}")))
    }
}

/// An issue that somebody answers for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WaiverBody {
    /// The key of the issue.
    key: String,
    /// Why it may stand; at most 2,000 characters.
    reason: String,
}

/// Waives an issue by name, with the reason; it takes an approver. Nothing else is waived with it.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/waivers", operation_id = "waive", tag = "drafts", params(("id" = i64, Path)),
    request_body = WaiverBody,
    responses((status = 201, body = DraftSummary), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub(crate) async fn waive(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    Seen(seen): Seen,
    body: Result<Json<WaiverBody>, JsonRejection>,
) -> Result<Response, Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let mut errors = Vec::new();
    for (field, text) in [("key", &body.key), ("reason", &body.reason)] {
        if text.trim().is_empty() {
            errors.push(fault(field, "must not be empty".into()));
        }
        no_longer(&mut errors, field, Some(text), NOTE);
    }
    if !errors.is_empty() {
        return Err(Problem::fields(errors));
    }
    let waived = blocking(move || {
        drafts::waive(&shared.app, id, seen, &body.key, body.reason.trim(), &actor)
    });
    Ok(tagged(StatusCode::CREATED, waived.await?))
}

/// Takes a waiver back.
#[utoipa::path(delete, path = "/api/v1/drafts/{id}/waivers/{key}", operation_id = "unwaive", tag = "drafts",
    params(("id" = i64, Path), ("key" = String, Path)),
    responses((status = 200, body = DraftSummary), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub(crate) async fn unwaive(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    path: Result<Path<(i64, String)>, PathRejection>,
    Seen(seen): Seen,
) -> Result<Response, Problem> {
    let Path((id, key)) = path?;
    let done = blocking(move || drafts::unwaive(&shared.app, id, seen, &key, &actor));
    Ok(tagged(StatusCode::OK, done.await?))
}

/// Why, in the words of whoever decides.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteBody {
    /// At most 2,000 characters.
    #[serde(default)]
    note: String,
}

impl NoteBody {
    fn read(self) -> Result<String, Problem> {
        let mut errors = Vec::new();
        no_longer(&mut errors, "note", Some(&self.note), NOTE);
        if errors.is_empty() { Ok(self.note.trim().into()) } else { Err(Problem::fields(errors)) }
    }
}

/// Hands a draft in for approval; 409 with every issue that stands in the way.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/check", operation_id = "hand_in_draft", tag = "drafts", params(("id" = i64, Path)),
    responses((status = 200, body = DraftSummary), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub(crate) async fn check(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    Seen(seen): Seen,
) -> Result<Response, Problem> {
    let Path(id) = id?;
    let done = blocking(move || -> Result<DraftSummary, StateError> {
        drafts::check_in(&shared.app, id, seen, &actor)
    });
    Ok(tagged(StatusCode::OK, done.await?))
}

/// Agrees to a draft, for the areas one answers for. When all have agreed it is approved.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/approve", operation_id = "approve_draft", tag = "drafts", params(("id" = i64, Path)),
    request_body = NoteBody,
    responses((status = 200, body = DraftSummary), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem),
        (status = 422, body = Problem), (status = 428, body = Problem)))]
pub(crate) async fn approve(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    Seen(seen): Seen,
    body: Result<Json<NoteBody>, JsonRejection>,
) -> Result<Response, Problem> {
    let (Path(id), note) = (id?, body?.0.read()?);
    let done = blocking(move || drafts::approve(&shared.app, id, seen, &note, &actor));
    Ok(tagged(StatusCode::OK, done.await?))
}

/// Gives a draft back to its author with the reason; it is open again.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/reject", operation_id = "reject_draft", tag = "drafts", params(("id" = i64, Path)),
    request_body = NoteBody,
    responses((status = 200, body = DraftSummary), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem),
        (status = 422, body = Problem), (status = 428, body = Problem)))]
pub(crate) async fn reject(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    Seen(seen): Seen,
    body: Result<Json<NoteBody>, JsonRejection>,
) -> Result<Response, Problem> {
    let (Path(id), note) = (id?, body?.0.read()?);
    if note.is_empty() {
        return Err(Problem::fields(vec![fault("note", "must say why".into())]));
    }
    let done = blocking(move || drafts::reject(&shared.app, id, seen, &note, &actor));
    Ok(tagged(StatusCode::OK, done.await?))
}

/// Takes a draft that was handed in back to draw on; consents given so far are asked again.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/withdraw", operation_id = "withdraw_draft", tag = "drafts", params(("id" = i64, Path)),
    responses((status = 200, body = DraftSummary), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub(crate) async fn withdraw(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    Seen(seen): Seen,
) -> Result<Response, Problem> {
    let Path(id) = id?;
    let done = blocking(move || drafts::withdraw(&shared.app, id, seen, &actor));
    Ok(tagged(StatusCode::OK, done.await?))
}

/// When a draft is to take effect.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScheduleBody {
    /// The instant (RFC 3339); a date, or a date and a time of day, is China standard time.
    effective: String,
}

fn instant(text: &str) -> Result<Moment, Problem> {
    clock::parse(text).map_err(|cause| Problem::fields(vec![fault("effective", cause.to_string())]))
}

/// Lets an approved draft take effect at an instant to come, on every server at once.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/schedule", operation_id = "schedule_draft", tag = "drafts", params(("id" = i64, Path)),
    request_body = ScheduleBody,
    responses((status = 200, body = DraftSummary), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem),
        (status = 422, body = Problem), (status = 428, body = Problem)))]
pub(crate) async fn schedule(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    Seen(seen): Seen,
    body: Result<Json<ScheduleBody>, JsonRejection>,
) -> Result<Response, Problem> {
    let (Path(id), effective) = (id?, instant(&body?.0.effective)?);
    let done = blocking(move || drafts::schedule(&shared.app, id, seen, effective, &actor));
    Ok(tagged(StatusCode::OK, done.await?))
}

/// Takes a scheduled draft off the calendar; it stays approved.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/unschedule", operation_id = "unschedule_draft", tag = "drafts", params(("id" = i64, Path)),
    responses((status = 200, body = DraftSummary), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub(crate) async fn unschedule(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    Seen(seen): Seen,
) -> Result<Response, Problem> {
    let Path(id) = id?;
    let done = blocking(move || drafts::unschedule(&shared.app, id, seen, &actor));
    Ok(tagged(StatusCode::OK, done.await?))
}

/// What to say about a publication.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublishBody {
    /// Why, for whoever reads the history; at most 2,000 characters. The draft's own note if empty.
    #[serde(default)]
    note: String,
    /// In force from this instant on (RFC 3339); now if absent. Not in the future, and not in
    /// the past either but for the first release.
    effective: Option<String>,
}

/// Makes an approved draft the next Release. Where others published since it was opened it
/// is replayed on the newest; what both changed is a conflict, and nothing is published then.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/publish", operation_id = "publish_draft", tag = "drafts", params(("id" = i64, Path)),
    request_body = PublishBody,
    responses((status = 201, body = Published), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem),
        (status = 422, body = Problem), (status = 428, body = Problem)))]
pub(crate) async fn publish(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    Seen(seen): Seen,
    body: Result<Json<PublishBody>, JsonRejection>,
) -> Result<(StatusCode, Json<Published>), Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let effective = body.effective.as_deref().map(instant).transpose()?;
    let note = NoteBody { note: body.note }.read()?;
    let app = shared.app;
    let published = blocking(move || -> Result<Published, Problem> {
        drafts::may_publish(&app, id, &actor)?;
        let wish = Wish { id, seen: Some(seen), note: &note, effective, actor: &actor };
        let published = drafts::publish(&app, &wish).map_err(|refused: PublishRefused| refused)?;
        // It is published, whatever becomes of what follows from it here.
        if let Err(cause) = app.refresh() {
            warn!("the new release is not loaded yet, it will be: {cause:#}");
        }
        app.plans.prepare_soon(&app);
        Ok(published)
    });
    Ok((StatusCode::CREATED, Json(published.await?)))
}

/// What others changed since, where this draft changes it too.
#[utoipa::path(get, path = "/api/v1/drafts/{id}/conflicts", operation_id = "draft_conflicts", tag = "drafts", params(("id" = i64, Path)),
    responses((status = 200, body = Conflicts), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
pub(crate) async fn conflicts(
    State(shared): State<Shared>,
    id: Result<Path<i64>, PathRejection>,
) -> Result<Json<Conflicts>, Problem> {
    let Path(id) = id?;
    Ok(Json(blocking(move || drafts::conflicts(&shared.app, id)).await?))
}

/// What to keep of each conflict.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RebaseBody {
    /// One decision for each conflict; those without one are left as they are.
    #[serde(default)]
    take: Vec<TakeBody>,
}

/// A decision about one conflict.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TakeBody {
    /// The conflict, by its id.
    clash: String,
    /// Whose shape stays: `mine` or `theirs`.
    take: TakeWhose,
}

/// Whose shape stays.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TakeWhose {
    /// The draft's.
    Mine,
    /// What is in force; the edits of the draft that made the conflict go.
    Theirs,
}

/// Puts a draft on the newest Release. Edits whose conflict goes to the others are dropped.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/rebase", operation_id = "rebase_draft", tag = "drafts", params(("id" = i64, Path)),
    request_body = RebaseBody,
    responses((status = 200, body = Rebased), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem),
        (status = 422, body = Problem), (status = 428, body = Problem)))]
pub(crate) async fn rebase(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    Seen(seen): Seen,
    body: Result<Json<RebaseBody>, JsonRejection>,
) -> Result<Response, Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let take: BTreeMap<String, Take> = body
        .take
        .into_iter()
        .map(|one| {
            let take = match one.take {
                TakeWhose::Mine => Take::Mine,
                TakeWhose::Theirs => Take::Theirs,
            };
            (one.clash, take)
        })
        .collect();
    let rebased = blocking(move || -> Result<Rebased, EditError> {
        drafts::rebase(&shared.app, id, seen, &take, &actor)
    });
    let rebased = rebased.await?;
    Ok((etag(rebased.draft.revision), Json(rebased)).into_response())
}
