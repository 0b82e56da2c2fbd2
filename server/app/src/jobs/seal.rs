//! The change log is sealed in batches, so that nobody who writes waits for a hash.

use crate::actions::log;
use crate::state::App;
use std::sync::Arc;
use std::time::Duration;
use tracing::{info, warn};

/// How often what is new is sealed. Where nothing is, nothing is written.
const EVERY: Duration = Duration::from_secs(10);

/// Seals the change log until the task is dropped.
pub(crate) async fn seal(app: Arc<App>) {
    let mut failing = false;
    loop {
        tokio::time::sleep(EVERY).await;
        let app = Arc::clone(&app);
        match tokio::task::spawn_blocking(move || log::seal(&app)).await {
            Ok(Ok(sealed)) => {
                failing = false;
                if let Some(seal) = sealed {
                    // Written down here too: a log kept elsewhere proves the chain.
                    let (last, hash) = (seal.last, seal.hash);
                    info!(last, hash, "the change log is sealed up to row {last}");
                }
            }
            // Said once: the next seal holds these rows too.
            Ok(Err(cause)) if !failing => {
                failing = true;
                warn!("the change log could not be sealed: {cause:#}");
            }
            Ok(Err(_)) => {}
            Err(cause) => warn!("sealing the change log stopped over: {cause}"),
        }
    }
}
