//! People on the command line.

use super::areas::AUTHOR;
use super::people_args::{RoleArgs, UserArgs, UserWhat};
use super::terminal::Terminal;
use super::{Ending, Usage};
use crate::actions::people::{self, NewPersonRequest, PersonDetail};
use crate::actions::{rights, tokens};
use crate::clock;
use crate::state::App;
use anyhow::{Context, bail};
use domain::Code;
use serde_json::json;
use std::fmt::Write as _;
use std::io::BufRead;
use store::{Grant, UnknownRole, Who};

/// The password that `--password-stdin` asks for may be this long.
const LINE: u64 = 1024;

pub(super) fn user(app: &App, args: UserArgs, terminal: &mut Terminal) -> anyhow::Result<Ending> {
    let who = Who::new(AUTHOR, clock::now());
    match args.what {
        UserWhat::Add { login, name, role, area, password_stdin } => {
            let grant = role.map(|role| grant(app, &RoleArgs { role, area })).transpose()?;
            let (password, made) = password(password_stdin)?;
            let request = NewPersonRequest { login, name, password: Some(password.clone()) };
            let id = people::add(app, &request, &who)?;
            if let Some(grant) = grant {
                people::grant(app, id, grant, &who)?;
            }
            tell_password(terminal, id, made.then_some(password.as_str()), "added")?;
        }
        UserWhat::List => terminal.answer(&people::list(app)?, |people| told(people))?,
        UserWhat::Grant { login, role } => {
            let id = id_of(app, &login)?;
            let new = people::grant(app, id, grant(app, &role)?, &who)?;
            terminal.answer(&json!({ "person": id, "granted": new }), |_| {
                let had = if new { "" } else { " had that already:" };
                format!("{login}:{had} {}\n", role.role)
            })?;
        }
        UserWhat::Revoke { login, role } => {
            let id = id_of(app, &login)?;
            if !people::revoke(app, id, grant(app, &role)?, &who)? {
                bail!("{login} has no such role; `user list` shows all");
            }
            terminal.answer(&json!({ "person": id, "revoked": true }), |_| {
                format!("{login} is no {} there any more\n", role.role)
            })?;
        }
        UserWhat::Password { login, password_stdin } => {
            let id = id_of(app, &login)?;
            let (password, made) = password(password_stdin)?;
            people::set_password(app, id, &password, &who)?;
            tell_password(terminal, id, made.then_some(password.as_str()), "changed")?;
        }
        UserWhat::Disable { login } => {
            let id = id_of(app, &login)?;
            people::set_disabled(app, id, true, &who)?;
            terminal.answer(&json!({ "disabled": id }), |_| {
                format!("{login} cannot sign in any more\n")
            })?;
        }
        UserWhat::Enable { login } => {
            let id = id_of(app, &login)?;
            people::set_disabled(app, id, false, &who)?;
            terminal
                .answer(&json!({ "enabled": id }), |_| format!("{login} can sign in again\n"))?;
        }
        UserWhat::Erase { login } => {
            let id = id_of(app, &login)?;
            people::erase(app, id, &who)?;
            terminal.answer(&json!({ "erased": id }), |_| {
                format!("person {id} has no name, login or role any more\n")
            })?;
        }
    }
    Ok(Ending::Done)
}

fn id_of(app: &App, login: &str) -> anyhow::Result<i64> {
    let found = app.store.person_by_login(&people::login(login))?;
    let Some(found) = found else { bail!("nobody signs in as `{login}`; `user list` shows all") };
    Ok(found.person.id)
}

fn grant(app: &App, args: &RoleArgs) -> anyhow::Result<Grant> {
    let role = args.role.parse().map_err(|cause: UnknownRole| Usage(cause.to_string()))?;
    let code = args.area.clone().map(Code::new).transpose();
    let code = code.map_err(|cause| Usage(cause.to_string()))?;
    let area = code.map(|code| rights::area_of(app, &code)).transpose()?;
    Ok(Grant { role, area })
}

/// The password of standard input, or one just made: the second value says which.
fn password(from_stdin: bool) -> anyhow::Result<(String, bool)> {
    if !from_stdin {
        let made = tokens::secret()?;
        return Ok((made.chars().take(20).collect(), true));
    }
    let mut line = String::new();
    let mut input = std::io::Read::take(std::io::stdin().lock(), LINE);
    input.read_line(&mut line).context("reading the password")?;
    Ok((line.trim_end_matches(['\r', '\n']).to_owned(), false))
}

fn tell_password(
    terminal: &mut Terminal,
    id: i64,
    made: Option<&str>,
    done: &str,
) -> anyhow::Result<()> {
    terminal.answer(&json!({ "person": id, "password": made }), |_| match made {
        Some(password) => format!("{password}\n"),
        None => format!("person {id} is {done}\n"),
    })?;
    if made.is_some() {
        let what = "this is the password; hand it over now, it is not shown again";
        Terminal::remark(format_args!("person {id} is {done}; {what}"));
    }
    Ok(())
}

fn told(people: &[PersonDetail]) -> String {
    let mut text = String::new();
    for detail in people {
        let person = &detail.person;
        let roles: Vec<String> = person
            .roles
            .iter()
            .map(|role| match &role.area {
                Some(area) => format!("{} of {} {}", role.role, area.code, area.name),
                None => role.role.to_owned(),
            })
            .collect();
        let state = match (&detail.erased_at, &detail.disabled_at) {
            (Some(_), _) => "  erased",
            (None, Some(_)) => "  disabled",
            (None, None) => "",
        };
        let _ = writeln!(
            text,
            "{:>4}  {:<16} {}  {}{state}",
            person.id.unwrap_or_default(),
            person.login.as_deref().unwrap_or("-"),
            person.name,
            if roles.is_empty() { "no role".into() } else { roles.join(", ") },
        );
    }
    text
}
