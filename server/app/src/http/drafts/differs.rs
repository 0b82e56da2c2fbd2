//! How a draft differs from what it stands on, area by area.

use crate::actions::drafts::{self, NoBoard};
use crate::actions::history::Diff;
use crate::actions::rights::Actor;
use crate::http::problem::Problem;
use crate::http::releases::blocking;
use crate::http::router::Shared;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::{Extension, Json};

/// The areas of a draft that differ from the Release it stands on.
#[utoipa::path(get, path = "/api/v1/drafts/{id}/diff", operation_id = "draft_diff", tag = "drafts", params(("id" = i64, Path)),
    responses((status = 200, body = Diff), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
pub(crate) async fn diff(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
) -> Result<Json<Diff>, Problem> {
    let Path(id) = id?;
    Ok(Json(
        blocking(move || -> Result<Diff, NoBoard> { drafts::diff(&shared.app, id, &actor) })
            .await?,
    ))
}
