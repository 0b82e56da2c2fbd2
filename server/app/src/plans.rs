//! What is scheduled: approved drafts with an instant to come.
//!
//! Each is replayed ahead on what will be in force before it, and again after every
//! publication, so that a clash raises an alarm days before it would matter. Questions
//! about the future are answered from here and name the draft. At its instant every
//! server tries to publish it; the number of the Release is the lock, so one does, and
//! all swap to what they prepared.
//!
//! Whoever puts a plan into force never waits for the others to be replayed: that goes on
//! beside it, the next plan first, and begins again when somebody published meanwhile.

use crate::actions::drafts::{Base, PublishRefused, Published, enact_standing, stand_on};
use crate::actions::settings;
use crate::clock;
use crate::state::{App, Origin, Snapshot, lock};
use anyhow::Context;
use domain::{Contents, Draft, Moment, Plan, Release, ReleaseNo, ReplayError, Settings};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use store::{DraftError, Who};
use tokio::sync::Notify;
use tracing::{info, warn};

/// So long after its instant a plan counts as on time, in microseconds; what comes later was
/// published later, and says so.
const LATE: i64 = 2_000_000;

/// Whom the change log names for what the clock brings.
const CLOCK: &str = "clock";

/// Whoever stood aside for a plan that clashed did not agree to its coming hours later.
const MISSED: &str =
    "its instant passed while something stood in its way; schedule it anew, or take it back";

/// The ground of so many plans to come stays ready; that of others is built when it is
/// asked for.
const READY: usize = 4;

/// What was prepared, and for which state of the database.
pub(crate) struct Plans {
    prepared: Mutex<Prepared>,
    /// One at a time replays what is scheduled.
    preparing: Mutex<()>,
    /// Since when this server answers.
    began: Moment,
    /// Tells whoever prepares beside the requests that something changed.
    changed: Notify,
    /// Whether anybody prepares beside the requests.
    is_followed: AtomicBool,
}

/// A draft, a revision, an instant: what the list of scheduled drafts says of each.
type Stamp = (i64, i64, Moment);

#[derive(Default)]
struct Prepared {
    of: State,
    planned: Vec<Arc<Planned>>,
    /// Some of what is scheduled is not replayed yet.
    is_partial: bool,
}

/// What plans depend on.
#[derive(Default, Clone, PartialEq)]
struct State {
    head: Option<ReleaseNo>,
    settings: Settings,
    stamps: Vec<Stamp>,
}

impl State {
    fn now(app: &App) -> anyhow::Result<Self> {
        let stamps = app.store.scheduled()?;
        // Nobody asks on what nothing is built.
        if stamps.is_empty() {
            return Ok(Self::default());
        }
        Ok(Self { head: app.store.head()?, settings: settings::current(app)?, stamps })
    }

    fn is_ground_of(&self, other: &Self) -> bool {
        (self.head, &self.settings) == (other.head, &other.settings)
    }
}

/// A scheduled draft, replayed ahead.
pub(crate) struct Planned {
    /// The draft.
    pub(crate) draft: Draft,
    /// When it takes effect.
    pub(crate) effective: Moment,
    /// What its ground is called in the address of tiles: another ground, another name.
    pub(crate) name: String,
    /// What it makes of the ground, or why it cannot.
    ahead: Result<Ahead, String>,
}

struct Ahead {
    plan: Plan,
    contents: Contents,
    release: Release,
    /// Held while it is built: however many ask, it is built once.
    snapshot: Mutex<Option<Arc<Snapshot>>>,
}

impl Planned {
    /// The ground once it is in force; `None` where it clashes.
    pub(crate) fn snapshot(&self, app: &App) -> anyhow::Result<Option<Arc<Snapshot>>> {
        let Ok(ahead) = &self.ahead else { return Ok(None) };
        let mut held = lock(&ahead.snapshot);
        if let Some(ready) = &*held {
            return Ok(Some(Arc::clone(ready)));
        }
        let origin = Origin { draft: self.draft.id, ground: self.name.clone() };
        let built = app.planned(ahead.release.clone(), ahead.contents.clone(), origin)?;
        *held = Some(Arc::clone(&built));
        drop(held);
        app.plans.keep_few(self);
        Ok(Some(built))
    }

    fn stamp(&self) -> Stamp {
        (self.draft.id, self.draft.revision, self.effective)
    }
}

impl Default for Plans {
    fn default() -> Self {
        Self {
            prepared: Mutex::default(),
            preparing: Mutex::default(),
            began: clock::now(),
            changed: Notify::new(),
            is_followed: AtomicBool::new(false),
        }
    }
}

impl Plans {
    /// Replays what is scheduled if anything changed.
    pub(crate) fn prepare(&self, app: &App) -> anyhow::Result<()> {
        let _turn = lock(&self.preparing);
        loop {
            let now = State::now(app)?;
            {
                let prepared = lock(&self.prepared);
                if prepared.of == now && !prepared.is_partial {
                    return Ok(());
                }
            }
            self.replay(app, now)?;
        }
    }

    /// The same after something is stored, which stands whatever becomes of this: what
    /// failed is tried again within half a second.
    pub(crate) fn prepare_now(&self, app: &App) {
        if let Err(cause) = self.prepare(app) {
            warn!("what is scheduled is not replayed yet, it will be: {cause:#}");
        }
    }

    /// The same beside the requests, where somebody does that.
    pub(crate) fn prepare_soon(&self, app: &App) {
        if self.is_followed.load(Ordering::Relaxed) {
            self.changed.notify_one();
        } else {
            self.prepare_now(app);
        }
    }

    /// Until something that is scheduled may have changed. Whoever asks prepares from then on.
    pub(crate) async fn changed(&self) {
        self.is_followed.store(true, Ordering::Relaxed);
        self.changed.notified().await;
    }

    /// One round, until somebody publishes.
    fn replay(&self, app: &App, now: State) -> anyhow::Result<()> {
        let base = app.bases.get(app, now.head)?;
        let (earlier, is_other_ground) = {
            let prepared = lock(&self.prepared);
            let same = prepared.of.is_ground_of(&now);
            (if same { prepared.planned.clone() } else { Vec::new() }, !same)
        };
        // What stands on the same as before need not be replayed.
        let held = now.stamps.iter().zip(earlier).take_while(|(stamp, one)| one.stamp() == **stamp);
        let mut planned: Vec<Arc<Planned>> = held.map(|(_, one)| one).collect();
        let mut number = now.head.map_or(1, |head| head.0 + 1);
        let mut hash = Sha256::new_with_prefix(number.to_be_bytes());
        let mut last: Option<Arc<Planned>> = None;
        for (place, (id, revision, effective)) in now.stamps.iter().enumerate() {
            hash.update(id.to_be_bytes());
            hash.update(revision.to_be_bytes());
            if planned.get(place).is_none() {
                if app.store.head()? != now.head {
                    break;
                }
                let Some(draft) = app.store.draft(*id)? else { break };
                let before = last.as_ref().and_then(|last| last.ahead.as_ref().ok());
                let before = before.map_or(&base.plan, |ahead| &ahead.plan);
                let mut ahead = Self::ahead(app, &draft, &base, before, *effective, number)?;
                if draft.alarm.is_some() && *effective <= clock::now() {
                    ahead = ahead.and(Err(MISSED.into()));
                }
                note(app, &draft, ahead.as_ref().err());
                let name = name(*id, hash.clone());
                planned.push(Arc::new(Planned { draft, effective: *effective, name, ahead }));
                // The next one is wanted at its instant, however many come after it.
                if is_other_ground {
                    let planned = planned.clone();
                    *lock(&self.prepared) = Prepared { of: now.clone(), planned, is_partial: true };
                }
            }
            if planned[place].ahead.is_ok() {
                last = Some(Arc::clone(&planned[place]));
                number += 1;
            }
        }
        let is_partial = planned.len() < now.stamps.len();
        *lock(&self.prepared) = Prepared { of: now, planned, is_partial };
        Ok(())
    }

    /// What a draft makes of the ground before it, or why it cannot. One that fails keeps no
    /// other from taking effect.
    fn ahead(
        app: &App,
        draft: &Draft,
        base: &Arc<Base>,
        before: &Plan,
        effective: Moment,
        number: i64,
    ) -> anyhow::Result<Result<Ahead, String>> {
        let is_first = base.number.map_or(1, |head| head.0 + 1) == number;
        let standing = match stand_on(app, draft, base, before, is_first) {
            Ok(Ok(standing)) => standing,
            Ok(Err(alarm)) => return Ok(Err(alarm)),
            Err(cause) if cause.is::<ReplayError>() => return Ok(Err(format!("{cause:#}"))),
            Err(cause) => return Err(cause),
        };
        let release = Release {
            number: ReleaseNo(number),
            effective,
            published: effective,
            author: draft.author.clone(),
            // Its title is told to everybody as long as it is to come.
            note: if draft.note.is_empty() { draft.title.clone() } else { draft.note.clone() },
        };
        let contents = standing.plan.contents();
        Ok(Ok(Ahead { plan: standing.plan, contents, release, snapshot: Mutex::default() }))
    }

    /// Lets ground go that was built for a question; the next plans' stays, and that of the
    /// one just asked for.
    fn keep_few(&self, asked: &Planned) {
        let others = self.upcoming().into_iter().filter(|one| one.name != asked.name);
        for planned in others.skip(READY - 1) {
            // One that is being built is just asked for.
            if let Ok(ahead) = &planned.ahead
                && let Ok(mut held) = ahead.snapshot.try_lock()
            {
                *held = None;
            }
        }
    }

    /// Builds the ground of what takes effect next, so that it is there at its instant.
    pub(crate) fn build_next(&self, app: &App) -> anyhow::Result<()> {
        for planned in self.upcoming().iter().take(READY - 1) {
            planned.snapshot(app)?;
        }
        Ok(())
    }

    /// Why a scheduled draft cannot take effect, if anything speaks against it: as it was
    /// `noted`, where it is not prepared here.
    pub(crate) fn alarm(&self, draft: i64, noted: Option<&String>) -> Option<String> {
        let prepared = lock(&self.prepared);
        match prepared.planned.iter().find(|planned| planned.draft.id == draft) {
            Some(planned) => planned.ahead.as_ref().err().cloned(),
            None => noted.cloned(),
        }
    }

    /// How many scheduled drafts clash with what is in force, or with one another.
    pub(crate) fn alarms(&self) -> usize {
        lock(&self.prepared).planned.iter().filter(|planned| planned.ahead.is_err()).count()
    }

    /// What is scheduled and can take effect, the next first.
    pub(crate) fn upcoming(&self) -> Vec<Arc<Planned>> {
        let prepared = lock(&self.prepared);
        prepared.planned.iter().filter(|planned| planned.ahead.is_ok()).map(Arc::clone).collect()
    }

    /// What is scheduled under the name of its ground.
    pub(crate) fn named(&self, name: &str) -> Option<Arc<Planned>> {
        self.upcoming().into_iter().find(|planned| planned.name == name)
    }

    /// The ground at an instant to come; `None` where nothing changes until then.
    pub(crate) fn at(&self, app: &App, at: Moment) -> anyhow::Result<Option<Arc<Snapshot>>> {
        let by_then = self.upcoming().into_iter().rfind(|planned| planned.effective <= at);
        by_then.map_or(Ok(None), |planned| planned.snapshot(app))
    }

    /// When the next one takes effect.
    pub(crate) fn next(&self) -> Option<Moment> {
        self.upcoming().first().map(|planned| planned.effective)
    }

    /// What is refused at its instant has an alarm until somebody decides anew.
    fn give_up(&self, app: &App, planned: &Arc<Planned>, why: &str) {
        note(app, &planned.draft, Some(&why.to_owned()));
        let mut prepared = lock(&self.prepared);
        for one in &mut prepared.planned {
            if Arc::ptr_eq(one, planned) {
                let (draft, effective) = (planned.draft.clone(), planned.effective);
                let name = planned.name.clone();
                *one = Arc::new(Planned { draft, effective, name, ahead: Err(why.into()) });
            }
        }
    }

    /// Publishes what is due; the Releases it made, here or on another server.
    pub(crate) fn enact(&self, app: &App) -> anyhow::Result<Option<Published>> {
        let _turn = lock(&app.publishing);
        let Some(first) = self.upcoming().into_iter().next() else { return Ok(None) };
        let now = clock::now();
        if first.effective > now {
            return Ok(None);
        }
        let Ok(ahead) = &first.ahead else { return Ok(None) };
        let head = app.store.head()?;
        let base = app.bases.get(app, head)?;
        let expected = head.map_or(1, |head| head.0 + 1);
        if ahead.release.number.0 != expected {
            // Somebody published meanwhile, perhaps this very draft on another server.
            self.changed.notify_one();
            return Ok(None);
        }
        if app.store.draft(first.draft.id)?.is_none_or(|draft| draft.alarm.is_some()) {
            // Another server saw something in its way.
            *lock(&self.prepared) = Prepared::default();
            self.changed.notify_one();
            return Ok(None);
        }
        let last = app.store.newest_release()?;
        let on_time = last.as_ref().is_none_or(|last| {
            last.effective < first.effective && last.published < first.effective
        });
        let after = |at: Moment| Moment(at.0.saturating_add(1));
        let since = |at: Option<Moment>| at.map_or(now, |last| now.max(after(last)));
        let published = since(last.as_ref().map(|last| last.published));
        let is_late = now.0.saturating_sub(first.effective.0) > LATE;
        let release = match &last {
            // Something else was published in the very moment: from now on then.
            Some(last) if !on_time => Release {
                effective: since(Some(last.effective)),
                published,
                ..ahead.release.clone()
            },
            // This server was there and answered otherwise until now: so it was.
            _ if is_late && self.began < first.effective => Release {
                effective: since(last.as_ref().map(|last| last.effective)),
                published,
                ..ahead.release.clone()
            },
            // No server was there at its instant, and none answered otherwise since.
            _ if is_late => Release { published, ..ahead.release.clone() },
            _ => ahead.release.clone(),
        };
        let ready = if on_time && !is_late { first.snapshot(app)? } else { None };
        let outcome =
            enact_standing(app, &first.draft, &base, &ahead.plan, &ahead.contents, &release);
        match outcome {
            Ok(Some(published)) => {
                if let Some(ready) = ready {
                    app.adopt(ready);
                }
                let (draft, number) = (first.draft.id, published.release);
                info!(release = number, draft, "draft {draft} took effect as release {number}");
                self.changed.notify_one();
                Ok(Some(published))
            }
            // Another server was first, and what it published is the same ground.
            Ok(None) | Err(PublishRefused::Moved | PublishRefused::Closed { .. }) => {
                let same = app.store.newest_release()?.as_ref() == Some(&ahead.release);
                if let Some(ready) = ready.filter(|_| same) {
                    app.adopt(ready);
                }
                self.changed.notify_one();
                Ok(None)
            }
            Err(PublishRefused::Failed(cause)) => {
                Err(cause).with_context(|| format!("putting draft {} into force", first.draft.id))
            }
            // It would change nothing any more, say: an alarm, and those after it go on.
            Err(refused) => {
                self.give_up(app, &first, &refused.to_string());
                Ok(None)
            }
        }
    }
}

/// The draft, and what it is built on: the release in force and every plan before it.
fn name(draft: i64, built_on: Sha256) -> String {
    let mut name = format!("plan-{draft}-");
    for byte in built_on.finalize().iter().take(6) {
        let _ = write!(name, "{byte:02x}");
    }
    name
}

/// Keeps why a scheduled draft cannot take effect, or that it can again, where the other
/// servers and the command line see it. Whichever server comes first says so in its log.
fn note(app: &App, draft: &Draft, alarm: Option<&String>) {
    if draft.alarm.as_ref() == alarm {
        return;
    }
    let who = Who::new(CLOCK, clock::now());
    match (app.store.set_alarm(draft.id, alarm.map(String::as_str), &who), alarm) {
        (Ok(true), Some(alarm)) => {
            warn!(draft = draft.id, "draft {} cannot take effect: {alarm}", draft.id);
        }
        (Ok(true), None) => info!(draft = draft.id, "draft {} fits again", draft.id),
        // Noted by another server, or published or taken back this moment.
        (Ok(false) | Err(DraftError::NotOpen { .. }), _) => {}
        (Err(cause), _) => {
            warn!(draft = draft.id, "the alarm of draft {} is not kept: {cause:#}", draft.id);
        }
    }
}
