//! The command line: one word, one action.

mod areas;
mod args;
mod database;
mod draft_args;
mod drafts;
mod history;
mod incidents;
mod layers;
mod log;
mod people;
mod people_args;
mod places;
mod progress;
mod serving;
mod terminal;
mod walking;
mod walking_args;

use anyhow::Context;
pub(crate) use args::Cli;
use args::Command;
use std::process::ExitCode;
use store::Store;
use terminal::Terminal;

use crate::actions::drafts::WhichDraft;
use crate::state::App;

/// How a command ended, as scripts see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// 0: done.
    Done,
    /// 3: it ran, and found issues.
    Issues,
}

/// A wish that cannot be understood: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

/// Runs one command and says how it ended: 0 done, 1 failed, 2 usage, 3 issues found.
pub(crate) fn run(cli: Cli) -> ExitCode {
    let mut terminal = Terminal::new(cli.json);
    match dispatch(cli, &mut terminal) {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Issues) => ExitCode::from(3),
        // A reader that closed the pipe has what it wanted.
        Err(cause) if is_broken_pipe(&cause) => ExitCode::SUCCESS,
        Err(cause) => {
            terminal.error(&cause);
            ExitCode::from(if cause.is::<Usage>() { 2 } else { 1 })
        }
    }
}

fn dispatch(cli: Cli, terminal: &mut Terminal) -> anyhow::Result<Ending> {
    let db = cli.db.as_str();
    let which = cli.draft.map_or(WhichDraft::Only, WhichDraft::Number);
    if let Some((scheme, _)) = db.split_once("://").filter(|(s, _)| !s.starts_with("postgres")) {
        let known = "give the path of a SQLite file, or postgres://user@host/name";
        return Err(Usage(format!("no database speaks `{scheme}://`; {known}")).into());
    }
    match cli.command {
        Command::Init(args) => database::init(db, &args, terminal),
        Command::Import(args) => areas::import(&open(db)?, which, args, terminal),
        Command::Check(args) => areas::check(&open(db)?, which, args, terminal),
        Command::Publish(args) => areas::publish(&open(db)?, which, &args, terminal),
        Command::Discard => areas::discard(&open(db)?, which, terminal),
        Command::Draft(args) => drafts::draft(&open(db)?, args, terminal),
        Command::History(args) => history::history(&open(db)?, &args, terminal),
        Command::Lineage(args) => history::lineage(&open(db)?, &args, terminal),
        Command::Diff(args) => history::diff(&open(db)?, &args, terminal),
        Command::Certificate(args) => history::certificate(&open(db)?, &args, terminal),
        Command::Statistics(args) => history::statistics(&open(db)?, &args, terminal),
        Command::Restate(args) => history::restate(&open(db)?, &args, terminal),
        Command::Export(args) => areas::export(&open(db)?, &args, terminal),
        Command::Reach(args) => walking::reach(&open(db)?, args, terminal),
        Command::Coverage(args) => walking::coverage(&open(db)?, args, terminal),
        Command::Site(args) => walking::site(&open(db)?, &args, terminal),
        Command::Streets(args) => layers::streets(&open(db)?, which, args, terminal),
        Command::Locate(args) => places::locate(&open(db)?, &args, terminal),
        Command::RouteFile(args) => places::route_file(&open(db)?, args, terminal),
        Command::Serve(args) => serving::serve(open(db)?, args),
        Command::Demo(args) => serving::demo(db, &args),
        Command::Token(args) => database::token(&open(db)?, args, terminal),
        Command::User(args) => people::user(&open(db)?, args, terminal),
        Command::Settings(args) => incidents::settings(&open(db)?, args, terminal),
        Command::VerifyLog => log::verify(&open(db)?, terminal),
        Command::Backup(args) => database::backup(db, &args, terminal),
        Command::Restore(args) => database::restore(db, &args, terminal),
        Command::Openapi => database::openapi(terminal),
    }
}

/// Opens a database that must be there.
fn open(db: &str) -> anyhow::Result<App> {
    let store = Store::open_existing(db).context("opening the database")?;
    Ok(App::over(store))
}

fn is_broken_pipe(cause: &anyhow::Error) -> bool {
    let io = cause.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
}
