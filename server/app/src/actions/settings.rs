//! What a city decides for itself about its plans ([`domain::Settings`]).

use crate::state::App;
use anyhow::Context;
use domain::Settings;
use store::Who;

/// The one setting in which they are kept.
const KEY: &str = "plans";

/// The settings; the usual ones where nobody set any.
pub(crate) fn current(app: &App) -> anyhow::Result<Settings> {
    let kept = app.store.setting(KEY).context("reading the settings")?;
    let Some(kept) = kept else { return Ok(Settings::default()) };
    serde_json::from_value(kept).context("reading the settings as they are kept")
}

/// Replaces the settings: what the new ones do not name is as usual again.
pub(crate) fn replace(app: &App, settings: &Settings, who: &Who) -> anyhow::Result<()> {
    let value = serde_json::to_value(settings).context("writing the settings")?;
    app.store.set_setting(KEY, &value, who).context("keeping the settings")
}
