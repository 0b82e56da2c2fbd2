//! The server on the command line.

use super::args::{DemoArgs, ServeArgs};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Ending, Usage};
use crate::actions::demo;
use crate::actions::releases::BaseMap;
use crate::config::{Exposure, ServeConfig, ServeError};
use crate::http;
use crate::state::App;
use anyhow::Context;
use domain::LevelKey;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use std::net::{SocketAddr, UdpSocket};
use store::Store;

pub(super) fn serve(mut app: App, args: ServeArgs) -> anyhow::Result<Ending> {
    let exposure = ServeConfig::exposure(args.listen, args.internal, args.public);
    let exposure = exposure.map_err(|cause| Usage(cause.to_string()))?;
    if !args.public_levels.is_empty() {
        let ladder = app.store.levels().context("reading the levels")?;
        let read = |key: &String| {
            let level = LevelKey::new(key.trim()).ok().filter(|key| ladder.get(key).is_some());
            level.ok_or_else(|| Usage(format!("--public-levels {key}: there is no such level")))
        };
        app.shown = Some(args.public_levels.iter().map(read).collect::<Result<_, _>>()?);
    }
    let tls = match (args.tls_cert, args.tls_key) {
        (Some(cert), Some(key)) => Some((cert, key)),
        (None, None) => None,
        _ => return Err(Usage(ServeError::HalfTls.to_string()).into()),
    };
    let base_map = args.base_map.map(|url| {
        let web = url.starts_with("https://") || url.starts_with("http://");
        let parts = ["{z}", "{x}", "{y}"].iter().all(|part| url.contains(part));
        if web && parts {
            return Ok(BaseMap { tiles: vec![url], attribution: args.base_map_attribution });
        }
        let wanted = "an http or https address with {z}, {x} and {y}";
        Err(Usage(format!("--base-map must be {wanted}")))
    });
    let base_map = base_map.transpose()?;
    let config = ServeConfig {
        listen: args.listen,
        exposure,
        review_number: args.review_number,
        tls,
        base_map,
    };
    run(app, config)
}

pub(super) fn demo(db: &str, args: &DemoArgs) -> anyhow::Result<Ending> {
    let exposure = ServeConfig::exposure(args.listen, false, false);
    let exposure = exposure.map_err(|cause| Usage(format!("{cause}, or use `jingwei serve`")))?;
    let app = App::over(Store::open(db).context("creating the database")?);
    if app.store.head()?.is_some() {
        Terminal::remark(format_args!(
            "the database at {} holds a release already: serving that",
            app.store.place()
        ));
    } else {
        let loaded = Progress::new(0).step("loading the demo town", |bar| {
            demo::load(&app, &|step| bar.set_message(step.to_owned()))
        })?;
        Terminal::remark(format_args!(
            "示范街道: {} areas in release {}",
            loaded.areas, loaded.release
        ));
    }
    let password = match &args.password {
        Some(password) => password.clone(),
        None => demo::password()?,
    };
    demo::people(&app, &password)?;
    Terminal::remark(format_args!(
        "to redraw borders sign in as planner, to approve as approver; password of both: {password}"
    ));
    let config = ServeConfig {
        listen: args.listen,
        exposure,
        review_number: None,
        tls: None,
        base_map: None,
    };
    run(app, config)
}

fn run(app: App, config: ServeConfig) -> anyhow::Result<Ending> {
    let tls = config.tls.is_some();
    let exposure = config.exposure;
    http::serve(app, config, |address| {
        let scheme = if tls { "https" } else { "http" };
        Terminal::remark(format_args!("open {scheme}://{}", reachable(address)));
        if tls && exposure != Exposure::Loopback {
            let url = format!("{scheme}://{}", reachable(address));
            if let Ok(code) = QrCode::new(&url) {
                Terminal::remark(code.render::<Dense1x2>().quiet_zone(true).build());
                Terminal::remark("point a phone's camera here to open it");
            }
        }
    })?;
    Ok(Ending::Done)
}

/// An address that others can use in place of "every address".
fn reachable(address: SocketAddr) -> SocketAddr {
    if !address.ip().is_unspecified() {
        return address;
    }
    // No packet is sent: the system only says which of its addresses it would use.
    let own = UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
        socket.connect("192.0.2.1:9")?;
        socket.local_addr()
    });
    own.map_or(address, |own| SocketAddr::new(own.ip(), address.port()))
}
