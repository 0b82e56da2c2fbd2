//! Opens the port, answers until told to stop, and finishes what was begun.

use super::router::{Shared, router};
use crate::config::ServeConfig;
use crate::jobs::{listen, seal, watch};
use crate::state::App;
use anyhow::Context;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tracing::{info, warn};

/// How long requests under way may take once the server was told to stop.
const FAREWELL: Duration = Duration::from_secs(20);

/// Serves until SIGINT or SIGTERM. `opened` is told the address when the port is open.
pub(crate) fn serve(
    app: App,
    config: ServeConfig,
    opened: impl FnOnce(SocketAddr),
) -> anyhow::Result<()> {
    app.refresh().context("loading the release in force")?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.context("starting the runtime")?;
    runtime.block_on(run(Arc::new(app), config, opened))
}

async fn run(
    app: Arc<App>,
    config: ServeConfig,
    opened: impl FnOnce(SocketAddr),
) -> anyhow::Result<()> {
    let listener = TcpListener::bind(config.listen)
        .with_context(|| format!("listening on {}; is another server there?", config.listen))?;
    listener.set_nonblocking(true).context("preparing the port")?;
    let address = listener.local_addr().context("asking for the port")?;
    let tls = match &config.tls {
        Some((cert, key)) => {
            // One provider for the whole process; a second call would only say so.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let loaded = RustlsConfig::from_pem_file(cert, key).await;
            Some(loaded.with_context(|| {
                format!("reading the certificate {} and key {}", cert.display(), key.display())
            })?)
        }
        None => None,
    };
    if tls.is_none() && !address.ip().is_loopback() {
        warn!(
            "serving without TLS: put a proxy with a certificate in front, or give --tls-cert and --tls-key"
        );
    }
    if let Some(snapshot) = app.current() {
        info!(release = %snapshot.number(), %address, "listening on {address}");
    } else {
        info!(%address, "listening on {address}; nothing is published yet");
    }
    let router = router(Shared::new(Arc::clone(&app), config));
    // Who tries to sign in too often is told by its address.
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let handle = Handle::new();
    if let Some(snapshot) = app.current() {
        tokio::task::spawn_blocking(move || snapshot.warm());
    }
    let news = Arc::new(Notify::new());
    let stopped = Arc::new(AtomicBool::new(false));
    let (hearing, until) = (Arc::clone(&app), Arc::clone(&stopped));
    let told = Arc::clone(&news);
    let listening = tokio::task::spawn_blocking(move || listen::listen(&hearing, &told, &until));
    let sealing = tokio::spawn(seal::seal(Arc::clone(&app)));
    let preparing = tokio::spawn(watch::prepare(Arc::clone(&app)));
    let following = tokio::spawn(watch::follow(app, news));
    let stopping = tokio::spawn(stop_on_signal(handle.clone()));
    opened(address);
    match tls {
        Some(tls) => {
            axum_server::from_tcp_rustls(listener, tls)?.handle(handle).serve(service).await
        }
        None => axum_server::from_tcp(listener)?.handle(handle).serve(service).await,
    }
    .context("serving")?;
    stopped.store(true, Ordering::Relaxed);
    following.abort();
    preparing.abort();
    sealing.abort();
    drop(listening);
    stopping.abort();
    info!("stopped");
    Ok(())
}

async fn stop_on_signal(handle: Handle<SocketAddr>) {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            }
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
    info!("stopping: requests under way are finished first");
    handle.graceful_shutdown(Some(FAREWELL));
}
