//! Every route, and who may use it.

use super::{
    areas, auth, batch, change_log, drafts, health, history, incidents, limits, locate, log,
    metrics, openapi, page, people, problem, reach, releases, session, settings, siting, stations,
    tiles,
};
use crate::actions::throttle::Throttle;
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
    /// A place for everybody whose password may be hashed at once.
    pub(crate) hashing: Arc<Semaphore>,
    /// Who tried to sign in of late.
    pub(crate) throttle: Arc<Throttle>,
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
            hashing: Arc::new(Semaphore::new(limits::HASHING)),
            throttle: Arc::default(),
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
    /// Signing in and out: open to whoever is nobody yet.
    session: OpenApiRouter<Shared>,
    /// What planners look up, those of one area too.
    drafting: OpenApiRouter<Shared>,
    /// People, rights and settings: always needs an administrator.
    admin: OpenApiRouter<Shared>,
}

fn api() -> Api {
    let public = OpenApiRouter::with_openapi(openapi::about())
        .routes(routes!(releases::config))
        .routes(routes!(releases::list))
        .routes(routes!(history::changes))
        .routes(routes!(history::lineage))
        .routes(routes!(history::here))
        .routes(routes!(history::plans))
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
    let heavy = OpenApiRouter::new()
        .routes(routes!(batch::many))
        .routes(routes!(history::certificate))
        .routes(routes!(history::diff))
        .routes(routes!(history::statistics))
        .routes(routes!(history::restate));
    let imports = OpenApiRouter::new()
        .routes(routes!(drafts::import))
        .routes(routes!(incidents::import))
        .layer(limits::body(limits::IMPORT_BYTES));
    let drawing = OpenApiRouter::new()
        .routes(routes!(drafts::list, drafts::create))
        .routes(routes!(drafts::one, drafts::rename, drafts::discard))
        .routes(routes!(drafts::edit))
        .routes(routes!(drafts::attempt))
        .routes(routes!(drafts::undo))
        .routes(routes!(drafts::redo))
        .routes(routes!(drafts::borders))
        .routes(routes!(drafts::areas))
        .routes(routes!(drafts::issues))
        .routes(routes!(drafts::impact))
        .routes(routes!(drafts::diff))
        .routes(routes!(drafts::next_code))
        .routes(routes!(drafts::comment))
        .routes(routes!(drafts::resolve))
        .routes(routes!(drafts::waive))
        .routes(routes!(drafts::unwaive))
        .routes(routes!(drafts::check))
        .routes(routes!(drafts::approve))
        .routes(routes!(drafts::reject))
        .routes(routes!(drafts::withdraw))
        .routes(routes!(drafts::schedule))
        .routes(routes!(drafts::unschedule))
        .routes(routes!(drafts::publish))
        .routes(routes!(drafts::conflicts))
        .routes(routes!(drafts::rebase))
        .layer(limits::body(limits::EDIT_BYTES));
    let planning = OpenApiRouter::new()
        .routes(routes!(stations::keep_new))
        .routes(routes!(stations::keep_moved))
        .routes(routes!(siting::what_if))
        .routes(routes!(siting::site))
        .layer(limits::body(limits::PUBLISH_BYTES))
        .merge(imports);
    let session = OpenApiRouter::new()
        .routes(routes!(session::current, session::sign_in, session::sign_out))
        .routes(routes!(session::change_password))
        .layer(limits::body(limits::PUBLISH_BYTES));
    let drafting = drawing.routes(routes!(settings::show));
    let admin = OpenApiRouter::new()
        .routes(routes!(settings::replace))
        .routes(routes!(change_log::list))
        .routes(routes!(people::list, people::add))
        .routes(routes!(people::change, people::erase))
        .routes(routes!(people::grant, people::revoke))
        .layer(limits::body(limits::PUBLISH_BYTES));
    Api { public, heavy, planning, session, drafting, admin }
}

/// The OpenAPI document of every route.
pub(super) fn document() -> OpenApi {
    let Api { public, heavy, planning, session, drafting, admin } = api();
    let all = public.merge(heavy).merge(planning).merge(session).merge(drafting).merge(admin);
    all.split_for_parts().1
}

/// The whole server.
pub(super) fn router(shared: Shared) -> Router {
    let Api { public, heavy, planning, session, drafting, admin } = api();
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
        .layer(from_fn(auth::need_planner_everywhere))
        .layer(from_fn(auth::own_origin));
    let drafting = drafting
        .split_for_parts()
        .0
        .layer(from_fn(auth::need_planner))
        .layer(from_fn(auth::own_origin));
    let admin =
        admin.split_for_parts().0.layer(from_fn(auth::need_admin)).layer(from_fn(auth::own_origin));
    let session = session
        .split_for_parts()
        .0
        .layer(from_fn(session::no_dialog))
        .layer(from_fn(auth::own_origin))
        .layer(from_fn_with_state(shared.clone(), auth::open_gate));
    let guarded = public
        .merge(heavy)
        .merge(planning)
        .merge(drafting)
        .merge(admin)
        .layer(from_fn_with_state(shared.clone(), auth::gate));
    Router::new()
        .merge(guarded)
        .merge(session)
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
