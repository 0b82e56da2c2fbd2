//! The database on the command line: init, tokens, backup and restore.

use super::areas::AUTHOR;
use super::args::{FileArgs, InitArgs, TokenArgs, TokenWhat};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Ending, Usage};
use crate::actions::{areas, backup, tokens};
use crate::clock;
use crate::state::App;
use anyhow::{Context, ensure};
use domain::{Code, Levels};
use serde_json::json;
use store::{BackupSummary, Role, Store, UnknownRole, Who};

pub(super) fn init(db: &str, args: &InitArgs, terminal: &mut Terminal) -> anyhow::Result<Ending> {
    let levels = Levels::parse(&args.levels).map_err(|cause| Usage(cause.to_string()))?;
    let store = Store::open(db).context("creating the database")?;
    store.init(&levels).context("writing the levels")?;
    let keys: Vec<&str> = levels.iter().map(|level| level.key.as_str()).collect();
    let answer = json!({ "levels": keys });
    terminal.answer(&answer, |_| format!("ready, with the levels {}\n", keys.join(" > ")))?;
    Ok(Ending::Done)
}

pub(super) fn token(app: &App, args: TokenArgs, terminal: &mut Terminal) -> anyhow::Result<Ending> {
    match args.what {
        TokenWhat::Create { role, area } => {
            let role: Role = role.parse().map_err(|cause: UnknownRole| Usage(cause.to_string()))?;
            let area = area.map(Code::new).transpose().map_err(|cause| Usage(cause.to_string()))?;
            let issued = tokens::create(app, role, area.as_ref(), AUTHOR)?;
            terminal.answer(&issued, |issued| format!("{}\n", issued.token))?;
            Terminal::remark(format_args!(
                "token {} ({}); keep it now, it is not shown again",
                issued.id, issued.role
            ));
        }
        TokenWhat::List => {
            let list = app.store.tokens()?;
            let rows: Vec<_> = list
                .iter()
                .map(|token| {
                    json!({
                        "id": token.id, "role": token.role.to_string(), "area": token.area,
                        "created_at": clock::text(token.created),
                        "revoked_at": token.revoked.map(clock::text),
                    })
                })
                .collect();
            let snapshot = app.at(None)?;
            let atlas = snapshot.as_ref().map(|snapshot| &snapshot.atlas);
            terminal.answer(&rows, |_| {
                let line = |token: &store::Token| {
                    let state = token
                        .revoked
                        .map_or_else(String::new, |at| format!("  revoked {}", clock::text(at)));
                    let named = |id| areas::reference(atlas?, id);
                    let area = match token.area.map(|id| (id, named(id))) {
                        None => "everywhere".to_owned(),
                        Some((_, Some(area))) => format!("{} {}", area.code, area.name),
                        Some((id, None)) => format!("area {id}, which has ended"),
                    };
                    format!(
                        "{:>4}  {:<10}  {}  {area}{state}\n",
                        token.id,
                        token.role,
                        clock::text(token.created)
                    )
                };
                list.iter().map(line).collect()
            })?;
        }
        TokenWhat::Revoke { id } => {
            let revoked = app.store.revoke_token(id, &Who::new(AUTHOR, clock::now()));
            ensure!(
                revoked.context("revoking a token")?,
                "there is no token {id} in use; `token list` shows all"
            );
            terminal.answer(&json!({ "revoked": id }), |_| format!("token {id} is revoked\n"))?;
        }
    }
    Ok(Ending::Done)
}

pub(super) fn backup(db: &str, args: &FileArgs, terminal: &mut Terminal) -> anyhow::Result<Ending> {
    let store = Store::open_existing(db).context("opening the database")?;
    let summary =
        Progress::new(0).step("writing the backup", |_| backup::backup(&store, &args.file))?;
    let file = args.file.display();
    terminal.answer(&summary, |summary| format!("{} in {file}\n", counted(summary)))?;
    Ok(Ending::Done)
}

pub(super) fn restore(
    db: &str,
    args: &FileArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let summary = Progress::new(0).step("restoring", |_| backup::restore(db, &args.file))?;
    let file = args.file.display();
    terminal.answer(&summary, |summary| format!("{} from {file}\n", counted(summary)))?;
    Ok(Ending::Done)
}

pub(super) fn openapi(terminal: &mut Terminal) -> anyhow::Result<Ending> {
    let document = crate::http::document();
    let text = serde_json::to_string_pretty(&document)?;
    terminal.answer(&document, |_| format!("{text}\n"))?;
    Ok(Ending::Done)
}

fn counted(summary: &BackupSummary) -> String {
    format!(
        "{} releases, {} rows of areas, {} drafts, {} tokens",
        summary.releases, summary.area_rows, summary.drafts, summary.tokens,
    )
}
