//! Counters for the operator, in the text form that Prometheus reads.

use super::router::Shared;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;
use std::time::Duration;

/// Everything counted.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    seconds: Family<RouteLabels, Histogram>,
    release: Gauge,
    areas: Gauge,
    alarms: Gauge,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: String,
    status: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

impl Metrics {
    /// All counters at zero.
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("jingwei");
        let requests = Family::default();
        let buckets = || Histogram::new(exponential_buckets(0.000_25, 4.0, 9));
        let seconds = Family::new_with_constructor(buckets as fn() -> Histogram);
        let (release, areas) = (Gauge::default(), Gauge::default());
        let alarms = Gauge::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register("http_seconds", "Time until the answer began", seconds.clone());
        registry.register("release", "The release that answers", release.clone());
        registry.register("areas", "Areas of the release that answers", areas.clone());
        let clashing = "Scheduled drafts that cannot take effect as they are";
        registry.register("plan_alarms", clashing, alarms.clone());
        Self { registry, requests, seconds, release, areas, alarms }
    }

    /// Counts one request.
    pub(crate) fn observe(&self, route: &str, status: u16, took: Duration) {
        let labels = RequestLabels { route: route.into(), status: status.into() };
        self.requests.get_or_create(&labels).inc();
        let labels = RouteLabels { route: route.into() };
        self.seconds.get_or_create(&labels).observe(took.as_secs_f64());
    }
}

/// `GET /metrics`; off loopback it needs a token.
pub(super) async fn answer(State(shared): State<Shared>) -> Response {
    if let Some(snapshot) = shared.app.current() {
        shared.metrics.release.set(snapshot.number().0);
        let areas = snapshot.atlas.areas().count();
        shared.metrics.areas.set(i64::try_from(areas).unwrap_or(i64::MAX));
    }
    let alarms = shared.app.plans.alarms();
    shared.metrics.alarms.set(i64::try_from(alarms).unwrap_or(i64::MAX));
    let mut text = String::new();
    if encode(&mut text, &shared.metrics.registry).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}
