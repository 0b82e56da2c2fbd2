//! Every route, and who may use it.

use super::{
    areas, auth, batch, drafts, health, limits, locate, log, metrics, openapi, page, problem,
    reach, releases, siting, stations, tiles,
};
use crate::config::ServeConfig;
use crate::state::App;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::{Router, routing};
use std::sync::Arc;
use tokio::sync::Semaphore;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What every handler can ask for.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) app: Arc<App>,
    pub(crate) config: Arc<ServeConfig>,
    pub(crate) metrics: Arc<metrics::Metrics>,
    /// A place for every batch that may run at once.
    pub(crate) batches: Arc<Semaphore>,
    /// A place for everybody who may judge a whole town at once.
    pub(crate) judging: Arc<Semaphore>,
    /// A place for the one older Release that may be built at once.
    pub(crate) builds: Arc<Semaphore>,
}

impl Shared {
    /// Nothing is running yet.
    pub(crate) fn new(app: Arc<App>, config: ServeConfig) -> Self {
        Self {
            app,
            config: Arc::new(config),
            metrics: Arc::new(metrics::Metrics::new()),
            batches: Arc::new(Semaphore::new(limits::BATCHES)),
            judging: Arc::new(Semaphore::new(limits::JUDGING)),
            builds: Arc::new(Semaphore::new(1)),
        }
    }
}

/// The API with its document, by who may use it.
struct Api {
    /// Answers without a token unless the server runs `--internal`.
    public: OpenApiRouter<Shared>,
    /// Answers without a token on loopback only: too heavy to offer to everybody.
    heavy: OpenApiRouter<Shared>,
    /// Changes the map, or shows it before it is published: always needs a planner.
    planning: OpenApiRouter<Shared>,
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
        .routes(routes!(reach::overview, reach::of_place))
        .routes(routes!(reach::of_station))
        .routes(routes!(reach::walk))
        .routes(routes!(reach::coverage))
        .routes(routes!(reach::blind_spots))
        .routes(routes!(stations::list))
        .routes(routes!(stations::by_id))
        .routes(routes!(tiles::tilejson))
        .routes(routes!(tiles::tile))
        .routes(routes!(tiles::set_tilejson))
        .routes(routes!(tiles::set_tile));
    // It is streamed and counts its own bytes.
    let heavy = OpenApiRouter::new().routes(routes!(batch::many));
    let imports = OpenApiRouter::new()
        .routes(routes!(drafts::import))
        .layer(limits::body(limits::IMPORT_BYTES));
    let planning = OpenApiRouter::new()
        .routes(routes!(drafts::current, drafts::discard))
        .routes(routes!(drafts::publish))
        .routes(routes!(stations::keep_new))
        .routes(routes!(stations::keep_moved))
        .routes(routes!(siting::what_if))
        .routes(routes!(siting::site))
        .layer(limits::body(limits::PUBLISH_BYTES))
        .merge(imports);
    Api { public, heavy, planning }
}

/// The OpenAPI document of every route.
pub(super) fn document() -> OpenApi {
    let Api { public, heavy, planning } = api();
    public.merge(heavy).merge(planning).split_for_parts().1
}

/// The whole server.
pub(super) fn router(shared: Shared) -> Router {
    let Api { public, heavy, planning } = api();
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
    let planning = planning
        .split_for_parts()
        .0
        .layer(from_fn(auth::need_planner))
        .layer(from_fn(auth::own_origin));
    let guarded =
        public.merge(heavy).merge(planning).layer(from_fn_with_state(shared.clone(), auth::gate));
    Router::new()
        .merge(guarded)
        .route("/healthz", routing::get(health::alive))
        .route("/readyz", routing::get(health::ready))
        .fallback(page::answer)
        .layer(from_fn(problem::only_problems))
        .layer(limits::compressed())
        .layer(limits::catch_panics())
        .layer(from_fn(limits::time))
        .layer(from_fn_with_state(shared.clone(), page::security_headers))
        .layer(from_fn_with_state(shared.clone(), log::requests))
        .with_state(shared)
}
