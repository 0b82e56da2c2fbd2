//! People who signed in: a cookie with a secret, of which the hash is kept.

use super::rights::{self, Actor};
use super::throttle::{Throttle, TooOften};
use super::{passwords, people, tokens};
use crate::clock;
use crate::state::App;
use anyhow::Context;
use domain::Moment;
use std::net::IpAddr;
use std::time::Duration;
use store::{NewSession, Person, Who};

/// Whoever does nothing for so long is signed out.
const IDLE: Duration = Duration::from_hours(12);

/// After so long everybody signs in anew.
const LONGEST: Duration = Duration::from_hours(7 * 24);

/// The use of a session is noted no more often than this, which spares the database a
/// write for every request.
const NOTED: Duration = Duration::from_mins(5);

/// A secret longer than this is none of ours.
const LONGEST_SECRET: usize = 128;

/// A session just opened. This is the only time its secret is seen.
pub(crate) struct Opened {
    /// What the cookie holds.
    pub(crate) secret: String,
    /// How long the browser keeps it.
    pub(crate) keep: Duration,
    /// Who signed in.
    pub(crate) person: Person,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignInError {
    /// Which of the two is not told.
    #[error("the login or the password is wrong")]
    Wrong,
    /// Too many tries.
    #[error(transparent)]
    TooOften(#[from] TooOften),
    /// The store failed.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

/// Who tries to sign in, from where.
pub(crate) struct Attempt<'a> {
    /// As typed.
    pub(crate) login: &'a str,
    /// As typed.
    pub(crate) password: &'a str,
    /// The other end of the connection.
    pub(crate) peer: IpAddr,
}

/// Opens a session for whoever knows the password.
///
/// An unknown login, a disabled person and a wrong password take equally long and are
/// answered alike.
pub(crate) fn sign_in(
    app: &App,
    throttle: &Throttle,
    attempt: &Attempt<'_>,
) -> Result<Opened, SignInError> {
    let now = clock::now();
    let person = prove(app, throttle, attempt, now)?;
    // Whoever comes in sweeps: no job has to.
    let idle = earlier(now, IDLE);
    app.store.sweep_sessions(now, idle).context("taking old sessions away")?;
    open(app, person, now)
}

/// The person behind a login, if the password is theirs.
fn prove(
    app: &App,
    throttle: &Throttle,
    attempt: &Attempt<'_>,
    now: Moment,
) -> Result<Person, SignInError> {
    let login = people::login(attempt.login);
    throttle.try_once(&login, attempt.peer, now)?;
    let found = app.store.person_by_login(&login).context("looking a login up")?;
    let found = found.filter(|found| found.person.disabled.is_none());
    let hash = found.as_ref().and_then(|found| found.password_hash.as_deref());
    let right = passwords::is_right(attempt.password, hash);
    let person = found.filter(|_| right).ok_or(SignInError::Wrong)?.person;
    throttle.was_right(&login, attempt.peer);
    Ok(person)
}

fn open(app: &App, person: Person, now: Moment) -> Result<Opened, SignInError> {
    let secret = tokens::secret()?;
    let new = NewSession {
        hash: tokens::hash(&secret),
        person: person.id,
        created: now,
        expires: later(now, LONGEST),
    };
    app.store.open_session(&new).context("opening a session")?;
    Ok(Opened { secret, keep: LONGEST, person })
}

/// Changes one's own password, which ends all sessions, and opens a new one.
pub(crate) fn change_password(
    app: &App,
    throttle: &Throttle,
    attempt: &Attempt<'_>,
    new: &str,
) -> Result<Opened, ChangeError> {
    let now = clock::now();
    let person = prove(app, throttle, attempt, now)?;
    let who = Who::new(people::subject(person.id), now);
    people::set_password(app, person.id, new, &who)?;
    Ok(open(app, person, now)?)
}

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChangeError {
    /// The old one is not right.
    #[error(transparent)]
    Old(#[from] SignInError),
    /// The new one is not good.
    #[error(transparent)]
    New(#[from] people::PeopleError),
}

/// The person of a session that is still good, and who they are to the actions.
pub(crate) fn known(app: &App, secret: &str) -> anyhow::Result<Option<(Person, Actor)>> {
    if secret.is_empty() || secret.len() > LONGEST_SECRET {
        return Ok(None);
    }
    let (hash, now) = (tokens::hash(secret), clock::now());
    let found = app.store.session_by_hash(&hash, now).context("looking a session up")?;
    let Some(session) = found.filter(|found| is_in_use(found.last_seen, now)) else {
        return Ok(None);
    };
    if session.last_seen < earlier(now, NOTED) {
        app.store.touch_session(&hash, now).context("noting the use of a session")?;
    }
    let person = session.person;
    let grants = rights::in_force(app, &person.grants)?;
    let actor = Actor { id: people::subject(person.id), name: person.name.clone(), grants };
    Ok(Some((person, actor)))
}

/// Ends a session; nothing happens where there is none.
pub(crate) fn sign_out(app: &App, secret: &str) -> anyhow::Result<()> {
    app.store.close_session(&tokens::hash(secret)).context("ending a session")?;
    Ok(())
}

fn is_in_use(last_seen: Moment, now: Moment) -> bool {
    last_seen >= earlier(now, IDLE)
}

fn later(moment: Moment, by: Duration) -> Moment {
    Moment(moment.0.saturating_add(micros(by)))
}

fn earlier(moment: Moment, by: Duration) -> Moment {
    Moment(moment.0.saturating_sub(micros(by)))
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::people::NewPersonRequest;
    use store::Store;

    const PASSWORD: &str = "four good words";

    struct Town {
        app: App,
        throttle: Throttle,
        _folder: tempfile::TempDir,
    }

    fn town() -> Town {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("town.db");
        let app = App::over(Store::open(file.to_str().unwrap()).unwrap());
        let request = NewPersonRequest {
            login: "Wang".into(),
            name: "王".into(),
            password: Some(PASSWORD.into()),
        };
        people::add(&app, &request, &Who::new("test", clock::now())).unwrap();
        Town { app, throttle: Throttle::default(), _folder: folder }
    }

    impl Town {
        fn sign_in(&self, login: &str, password: &str) -> Result<Opened, SignInError> {
            sign_in(
                &self.app,
                &self.throttle,
                &Attempt { login, password, peer: IpAddr::from([10, 0, 0, 1]) },
            )
        }

        fn who(&self, secret: &str) -> Option<String> {
            known(&self.app, secret).unwrap().map(|(_, actor)| actor.id)
        }
    }

    fn admin() -> Who {
        Who::new("test", clock::now())
    }

    #[test]
    fn whoever_knows_the_password_is_known_until_they_sign_out() {
        let town = town();
        let opened = town.sign_in(" WANG ", PASSWORD).unwrap();
        assert_eq!(town.who(&opened.secret).as_deref(), Some("person 1"));
        assert_eq!(town.who("something else"), None);
        sign_out(&town.app, &opened.secret).unwrap();
        assert_eq!(town.who(&opened.secret), None);
        sign_out(&town.app, &opened.secret).unwrap();
    }

    #[test]
    fn an_unknown_login_a_wrong_password_and_a_disabled_person_are_answered_alike() {
        let town = town();
        let wrong = |login, password| match town.sign_in(login, password) {
            Err(SignInError::Wrong) => {}
            other => panic!("{:?}", other.map(|opened| opened.person)),
        };
        wrong("wang", "not the password");
        wrong("nobody", PASSWORD);
        let opened = town.sign_in("wang", PASSWORD).unwrap();
        town.app.store.disable_person(1, &admin()).unwrap();
        wrong("wang", PASSWORD);
        assert_eq!(town.who(&opened.secret), None, "and the open session is no good any more");
    }

    #[test]
    fn the_sixth_wrong_password_in_a_row_has_to_wait() {
        let town = town();
        for _ in 0..5 {
            assert!(matches!(town.sign_in("wang", "wrong"), Err(SignInError::Wrong)));
        }
        let right = town.sign_in("wang", PASSWORD);
        assert!(matches!(right, Err(SignInError::TooOften(_))), "even the right one");
    }

    #[test]
    fn a_new_password_ends_every_session_but_the_new_one() {
        let town = town();
        let before = town.sign_in("wang", PASSWORD).unwrap();
        let attempt =
            Attempt { login: "wang", password: PASSWORD, peer: IpAddr::from([10, 0, 0, 1]) };
        let weak = change_password(&town.app, &town.throttle, &attempt, "short");
        assert!(matches!(weak, Err(ChangeError::New(_))));
        assert!(town.who(&before.secret).is_some(), "nothing changed");
        let after = change_password(&town.app, &town.throttle, &attempt, "five other good words");
        assert_eq!(town.who(&before.secret), None);
        assert!(town.who(&after.unwrap().secret).is_some());
        assert!(matches!(town.sign_in("wang", PASSWORD), Err(SignInError::Wrong)));
    }

    #[test]
    fn half_a_day_without_use_ends_a_session() {
        let now = Moment(1_700_000_000_000_000);
        assert!(is_in_use(earlier(now, IDLE), now));
        assert!(!is_in_use(Moment(earlier(now, IDLE).0 - 1), now));
    }
}
