//! Hears of publications and of changed drafts as soon as another process commits them.
//!
//! It needs a connection of its own. Where that is lost, the look that [`super::watch`]
//! takes twice a second goes on, and another connection is made.

use crate::state::App;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tracing::debug;

/// How long one wait may take, so that a server that stops is not held up.
const PATIENCE: Duration = Duration::from_secs(1);

/// Wakes whoever waits for news. It runs on a thread of its own until it is stopped.
pub(crate) fn listen(app: &App, news: &Notify, stopped: &AtomicBool) {
    let gone = || stopped.load(Ordering::Relaxed);
    while !gone() {
        match app.store.listener() {
            Ok(mut listener) => {
                // Something may have been committed before anybody listened.
                news.notify_one();
                while !gone() {
                    match listener.wait(PATIENCE) {
                        Ok(true) => news.notify_one(),
                        Ok(false) => {}
                        Err(cause) => {
                            debug!("the connection that listens is gone: {cause}");
                            break;
                        }
                    }
                }
            }
            Err(cause) => debug!("nobody listens for publications: {cause}"),
        }
        if !gone() {
            std::thread::sleep(PATIENCE);
        }
    }
}
