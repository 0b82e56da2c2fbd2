//! Another process published? Then this one answers with it, within a second.
//!
//! One small query twice a second works alike on both databases and needs no
//! connection to be held open.

use crate::state::App;
use std::sync::Arc;
use std::time::Duration;
use tracing::{error, info, warn};

/// How often the newest release number is asked for.
const EVERY: Duration = Duration::from_millis(500);

/// Follows the newest Release until the task is dropped.
pub(crate) async fn follow(app: Arc<App>) {
    let mut failing = false;
    loop {
        tokio::time::sleep(EVERY).await;
        let app = Arc::clone(&app);
        match tokio::task::spawn_blocking(move || app.refresh().map(|new| (new, app.current())))
            .await
        {
            Ok(Ok((true, Some(snapshot)))) => {
                failing = false;
                info!(release = %snapshot.number(), "release {} answers now", snapshot.number());
                tokio::task::spawn_blocking(move || snapshot.warm());
            }
            Ok(Ok(_)) => failing = false,
            // The release in memory goes on answering; say so once, not twice a second.
            Ok(Err(cause)) if !failing => {
                failing = true;
                warn!("the database does not answer, the last release goes on: {cause:#}");
            }
            Ok(Err(_)) => {}
            Err(cause) => error!("following the newest release stopped over: {cause}"),
        }
    }
}
