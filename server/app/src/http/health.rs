//! Is the process alive, and can it answer?

use super::problem::Problem;
use super::router::Shared;
use axum::extract::State;
use axum::http::StatusCode;

/// `GET /healthz`: the process runs.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers and, where something is published, it is loaded.
pub(super) async fn ready(State(shared): State<Shared>) -> Result<&'static str, Problem> {
    let app = std::sync::Arc::clone(&shared.app);
    let ready = tokio::task::spawn_blocking(move || -> anyhow::Result<bool> {
        Ok(app.store.head()?.is_none() || app.current().is_some())
    });
    match ready.await {
        Ok(Ok(true)) => Ok("ready\n"),
        Ok(Ok(false)) => Err(not_ready("the release in force is being loaded")),
        _ => Err(not_ready("the database does not answer")),
    }
}

fn not_ready(detail: &str) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready", detail)
}
