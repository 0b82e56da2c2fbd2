//! Another process published, or something scheduled is due? Then this server answers
//! with it, at once.
//!
//! On PostgreSQL a publication is heard of ([`super::listen`]); one small query twice a second
//! does the same where nothing can be heard, and when the connection that listens is gone.
//! What is scheduled is prepared ahead, beside this, so that at its instant only a pointer is
//! swapped.

use crate::clock;
use crate::state::App;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tracing::{error, info, warn};

/// How often the newest release number is asked for.
const EVERY: Duration = Duration::from_millis(500);

/// The least pause.
const LEAST: Duration = Duration::from_millis(5);

/// Follows the newest Release until the task is dropped.
pub(crate) async fn follow(app: Arc<App>, news: Arc<Notify>) {
    let mut failing = false;
    loop {
        // What is due and fails is tried again, though not as fast as it can fail.
        let pause = if failing { EVERY } else { until_next(&app) };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = news.notified() => {}
        }
        let looking = Arc::clone(&app);
        match tokio::task::spawn_blocking(move || look(&looking)).await {
            Ok(Ok(true)) => {
                failing = false;
                if let Some(snapshot) = app.current() {
                    info!(release = %snapshot.number(), "release {} answers now", snapshot.number());
                    tokio::task::spawn_blocking(move || snapshot.warm());
                }
            }
            Ok(Ok(false)) => failing = false,
            // The release in memory goes on answering; say so once, not twice a second.
            Ok(Err(cause)) if !failing => {
                failing = true;
                warn!("following the newest release failed, the last one goes on: {cause:#}");
            }
            Ok(Err(_)) => {}
            Err(cause) => error!("following the newest release stopped over: {cause}"),
        }
    }
}

/// Replays what is scheduled whenever something changed, until the task is dropped.
pub(crate) async fn prepare(app: Arc<App>) {
    let mut failing = false;
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = app.plans.changed() => {}
        }
        let preparing = Arc::clone(&app);
        let work = move || -> anyhow::Result<()> {
            preparing.plans.prepare(&preparing)?;
            preparing.plans.build_next(&preparing)
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(Ok(())) => failing = false,
            Ok(Err(cause)) => {
                if !failing {
                    warn!("what is scheduled is not replayed yet, it will be: {cause:#}");
                }
                failing = true;
                tokio::time::sleep(EVERY).await;
            }
            Err(cause) => error!("replaying what is scheduled stopped over: {cause}"),
        }
    }
}

/// Until the next look, or until the next scheduled draft is due if that is sooner.
fn until_next(app: &App) -> Duration {
    let due = app.plans.next().map(|due| due.0.saturating_sub(clock::now().0).max(0));
    let due = due.and_then(|due| u64::try_from(due).ok()).map(Duration::from_micros);
    due.map_or(EVERY, |due| due.clamp(LEAST, EVERY))
}

/// Puts into force what is due and loads what others published; true if the Release changed.
fn look(app: &App) -> anyhow::Result<bool> {
    let before = app.current().map(|snapshot| snapshot.number());
    // What cannot be put into force keeps nothing else from being followed.
    let enacted = app.plans.enact(app);
    app.refresh()?;
    enacted?;
    Ok(app.current().map(|snapshot| snapshot.number()) != before)
}
