//! Every route, and who may use it.

use super::{
    areas, auth, drafts, health, limits, locate, log, metrics, openapi, page, releases, tiles,
};
use crate::config::ServeConfig;
use crate::state::App;
use axum::extract::FromRef;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::{Router, routing};
use std::sync::Arc;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What every handler can ask for.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) app: Arc<App>,
    pub(crate) config: Arc<ServeConfig>,
    pub(crate) metrics: Arc<metrics::Metrics>,
}

impl FromRef<Shared> for Arc<App> {
    fn from_ref(shared: &Shared) -> Self {
        Arc::clone(&shared.app)
    }
}

/// The API with its document, by who may use it.
struct Api {
    /// Answers without a token unless the server runs `--internal`.
    public: OpenApiRouter<Shared>,
    /// Answers without a token on loopback only: too heavy to offer to everybody.
    heavy: OpenApiRouter<Shared>,
    /// Changes something: always needs a token.
    writes: OpenApiRouter<Shared>,
}

fn api() -> Api {
    let public = OpenApiRouter::with_openapi(openapi::about())
        .routes(routes!(releases::config))
        .routes(routes!(releases::list))
        .routes(routes!(locate::one))
        .routes(routes!(areas::list))
        .routes(routes!(areas::by_id))
        .routes(routes!(areas::by_code))
        .routes(routes!(areas::search))
        .routes(routes!(tiles::tilejson))
        .routes(routes!(tiles::tile));
    let heavy = OpenApiRouter::new()
        .routes(routes!(locate::batch))
        .layer(limits::body(limits::BATCH_BYTES));
    let writes = OpenApiRouter::new()
        .routes(routes!(drafts::current, drafts::discard))
        .routes(routes!(drafts::import))
        .routes(routes!(drafts::publish))
        .layer(limits::body(limits::IMPORT_BYTES));
    Api { public, heavy, writes }
}

/// The OpenAPI document of every route.
pub(super) fn document() -> OpenApi {
    let Api { public, heavy, writes } = api();
    public.merge(heavy).merge(writes).split_for_parts().1
}

/// The whole server.
pub(super) fn router(shared: Shared) -> Router {
    let Api { public, heavy, writes } = api();
    let document = document();
    let public = public.split_for_parts().0.route(
        "/api/v1/openapi.json",
        routing::get(move || async move { openapi::answer(&document) }),
    );
    let heavy = heavy
        .split_for_parts()
        .0
        .route("/metrics", routing::get(metrics::answer))
        .layer(from_fn_with_state(shared.clone(), auth::need_actor_off_loopback));
    let writes = writes.split_for_parts().0.layer(from_fn(auth::need_actor));
    let guarded =
        public.merge(heavy).merge(writes).layer(from_fn_with_state(shared.clone(), auth::gate));
    Router::new()
        .merge(guarded)
        .route("/healthz", routing::get(health::alive))
        .route("/readyz", routing::get(health::ready))
        .fallback(page::answer)
        .layer(limits::compressed())
        .layer(limits::catch_panics())
        .layer(from_fn(limits::time))
        .layer(from_fn_with_state(shared.clone(), page::security_headers))
        .layer(from_fn_with_state(shared.clone(), log::requests))
        .with_state(shared)
}
