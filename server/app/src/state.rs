//! What the running program holds: the store, and the Atlas of each Release in use.
//!
//! The Atlas in force is swapped as one pointer, so a request sees one Release or
//! the next, never a half. Older ones are built when asked for and kept a few at a time.

use crate::actions::drafts::{Bases, Boards};
use crate::actions::reach::RINGS;
use crate::clock;
use crate::plans::Plans;
use crate::walks::{Ground, Walks};
use anyhow::Context;
use arc_swap::ArcSwapOption;
use domain::routing::Settings as RoutingSettings;
use domain::{Atlas, Contents, LevelKey, Moment, Release, ReleaseNo};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use store::Store;
use tiles::Tileset;

/// How many Releases besides the one in force stay in memory.
const KEPT: usize = 3;

/// The store and the snapshots made from it.
pub(crate) struct App {
    /// Where everything rests.
    pub(crate) store: Store,
    /// How routing decides in doubt.
    pub(crate) routing: RoutingSettings,
    /// The only levels that are shown; all where none are named.
    pub(crate) shown: Option<BTreeSet<LevelKey>>,
    /// Releases ready to be redrawn and judged.
    pub(crate) bases: Bases,
    /// Drafts laid out for editing.
    pub(crate) boards: Boards,
    /// What is scheduled.
    pub(crate) plans: Plans,
    /// Held while a draft is published: of many at once each stands on the one before.
    pub(crate) publishing: Mutex<()>,
    current: ArcSwapOption<Snapshot>,
    older: Mutex<Vec<Arc<Snapshot>>>,
    /// Held while the Release in force is replaced, so that it only moves forward.
    refreshing: Mutex<()>,
    /// Held while an older Release is built: a build takes a core and much memory.
    building: Mutex<()>,
}

/// The scheduled draft that a Release comes from.
pub(crate) struct Origin {
    /// The draft.
    pub(crate) draft: i64,
    /// What its ground is called in the address of tiles.
    pub(crate) ground: String,
}

/// One Release ready to answer.
pub(crate) struct Snapshot {
    /// Answers questions about places.
    pub(crate) atlas: Atlas,
    /// What it was prepared ahead from.
    origin: Option<Origin>,
    in_force: AtomicBool,
    walks: Option<Walks>,
    tileset: OnceLock<Tileset>,
}

impl Snapshot {
    /// The tiles of this Release; the layers are laid out when first asked for.
    pub(crate) fn tileset(&self) -> &Tileset {
        self.tileset.get_or_init(|| crate::actions::tiles::layers(&self.atlas))
    }

    /// Everything about walking; `None` where the Release has no streets.
    pub(crate) fn walks(&self) -> Option<&Walks> {
        self.walks.as_ref()
    }

    /// Does ahead what the first tile and the first circle would have to wait for.
    pub(crate) fn warm(&self) {
        self.tileset();
        if let Some(walks) = &self.walks {
            walks.warm(&self.atlas);
        }
    }

    /// The scheduled draft that this would come from; `None` of what is in force.
    pub(crate) fn plan(&self) -> Option<i64> {
        self.origin().map(|origin| origin.draft)
    }

    /// What it is called in the address of tiles.
    pub(crate) fn ground(&self) -> String {
        self.origin().map_or_else(|| self.number().to_string(), |origin| origin.ground.clone())
    }

    fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref().filter(|_| !self.in_force.load(Ordering::Relaxed))
    }

    /// The number of the Release.
    pub(crate) fn number(&self) -> ReleaseNo {
        self.atlas.release().number
    }
}

impl App {
    /// A program over this store; nothing is loaded yet.
    pub(crate) fn over(store: Store) -> Self {
        Self {
            store,
            routing: RoutingSettings::default(),
            shown: None,
            bases: Bases::default(),
            boards: Boards::default(),
            plans: Plans::default(),
            publishing: Mutex::default(),
            current: ArcSwapOption::empty(),
            older: Mutex::default(),
            refreshing: Mutex::default(),
            building: Mutex::default(),
        }
    }

    /// The Release in force, as last loaded; `None` while nothing is published.
    pub(crate) fn current(&self) -> Option<Arc<Snapshot>> {
        self.current.load_full()
    }

    /// Loads the newest Release if it is newer than the one held; true if it changed.
    ///
    /// The new Atlas is built beside the old one, which answers until the swap.
    pub(crate) fn refresh(&self) -> anyhow::Result<bool> {
        // Of two at once the second waits, then finds the Release of the first: a
        // slow build of an older head can never replace a newer one.
        let _turn = lock(&self.refreshing);
        let head = self.store.head().context("asking for the newest release")?;
        let held = self.current.load().as_ref().map(|snapshot| snapshot.number());
        match head {
            Some(number) if held.is_none_or(|held| number > held) => {
                let fresh = self.load(number)?;
                if let Some(old) = self.current.swap(Some(fresh)) {
                    self.keep(old);
                }
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// The Release in force at an instant; the newest where none is named.
    pub(crate) fn at(&self, at: Option<Moment>) -> anyhow::Result<Option<Arc<Snapshot>>> {
        let Some(at) = at else {
            if self.current.load().is_none() {
                self.refresh()?;
            }
            return Ok(self.current());
        };
        if let Some(planned) = self.planned_at(at)? {
            return Ok(Some(planned));
        }
        match self.number_at(at)? {
            Some(number) => self.release(number),
            None => Ok(None),
        }
    }

    /// What is scheduled to be in force at an instant to come.
    pub(crate) fn planned_at(&self, at: Moment) -> anyhow::Result<Option<Arc<Snapshot>>> {
        if at <= clock::now() {
            return Ok(None);
        }
        self.plans.prepare(self)?;
        self.plans.at(self, at)
    }

    /// The number of the Release in force at an instant; `None` if there was none.
    pub(crate) fn number_at(&self, at: Moment) -> anyhow::Result<Option<ReleaseNo>> {
        let found = self.store.release_at(at).context("asking which release was in force")?;
        Ok(found.map(|release| release.number))
    }

    /// A Release by its number; `None` if it was never published.
    ///
    /// However many ask for it at once, it is built once, and one build runs at a time.
    pub(crate) fn release(&self, number: ReleaseNo) -> anyhow::Result<Option<Arc<Snapshot>>> {
        if let Some(held) = self.held(number) {
            return Ok(Some(held));
        }
        if self.store.head()?.is_none_or(|head| number > head) || number.0 < 1 {
            return Ok(None);
        }
        let _turn = lock(&self.building);
        if let Some(held) = self.held(number) {
            return Ok(Some(held));
        }
        let snapshot = self.load(number)?;
        self.keep(Arc::clone(&snapshot));
        Ok(Some(snapshot))
    }

    /// A Release that is in memory already.
    pub(crate) fn held(&self, number: ReleaseNo) -> Option<Arc<Snapshot>> {
        let current = self.current().filter(|snapshot| snapshot.number() == number);
        current.or_else(|| {
            let older = lock(&self.older);
            older.iter().find(|snapshot| snapshot.number() == number).map(Arc::clone)
        })
    }

    fn load(&self, number: ReleaseNo) -> anyhow::Result<Arc<Snapshot>> {
        let (release, contents) = (self.published(number)?, self.store.contents(number)?);
        Ok(Arc::new(self.snapshot(release, contents, None)?))
    }

    /// What a scheduled draft would put into force.
    pub(crate) fn planned(
        &self,
        release: Release,
        contents: Contents,
        origin: Origin,
    ) -> anyhow::Result<Arc<Snapshot>> {
        Ok(Arc::new(self.snapshot(release, contents, Some(origin))?))
    }

    /// Puts into force what was prepared, now that it is published as just that Release.
    pub(crate) fn adopt(&self, planned: Arc<Snapshot>) {
        let _turn = lock(&self.refreshing);
        let held = self.current.load().as_ref().map(|snapshot| snapshot.number());
        if held.is_some_and(|held| held >= planned.number()) {
            return;
        }
        planned.in_force.store(true, Ordering::Relaxed);
        if let Some(old) = self.current.swap(Some(planned)) {
            self.keep(old);
        }
    }

    fn snapshot(
        &self,
        release: Release,
        mut contents: Contents,
        origin: Option<Origin>,
    ) -> anyhow::Result<Snapshot> {
        let number = release.number;
        if let Some(shown) = &self.shown {
            contents = contents.only(shown);
        }
        let atlas = Atlas::build(release, contents)
            .with_context(|| format!("building the atlas of release {number}"))?;
        // Damaged streets must not take the answers about areas down with them.
        let walks = Walks::join(&self.store, &atlas, &self.grounds()).unwrap_or_else(|cause| {
            tracing::error!("release {number} is served without its streets: {cause:#}");
            None
        });
        let circles = walks.as_ref().map(|walks| walks.circles(&atlas, &RINGS));
        let atlas = atlas.with_circles(circles.unwrap_or_default());
        // Nor must a damaged population.
        let counts = crate::residents::count(&self.store, &atlas, walks.as_ref());
        let atlas = match counts {
            Ok(Some(counts)) => atlas.with_counts(counts),
            Ok(None) => atlas,
            Err(cause) => {
                tracing::error!("release {number} is served without its people: {cause:#}");
                atlas
            }
        };
        let in_force = AtomicBool::new(origin.is_none());
        Ok(Snapshot { atlas, origin, in_force, walks, tileset: OnceLock::new() })
    }

    /// The streets and people of the Releases in memory, which another mostly shares.
    fn grounds(&self) -> Vec<Arc<Ground>> {
        let older = lock(&self.older);
        let held = self.current().into_iter().chain(older.iter().map(Arc::clone));
        held.filter_map(|snapshot| Some(Arc::clone(&snapshot.walks.as_ref()?.ground))).collect()
    }

    fn published(&self, number: ReleaseNo) -> anyhow::Result<Release> {
        let releases = self.store.releases().context("listing the releases")?;
        let found = releases.into_iter().map(|(release, _)| release).find(|r| r.number == number);
        found.with_context(|| format!("release {number} is not in the database"))
    }

    fn keep(&self, snapshot: Arc<Snapshot>) {
        let mut older = lock(&self.older);
        older.retain(|kept| kept.number() != snapshot.number());
        older.insert(0, snapshot);
        older.truncate(KEPT);
    }
}

/// What these locks guard stays whole when a holder panics, so the next goes on.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::demo;

    fn demo_town() -> (App, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("town.db");
        let app = App::over(Store::open(file.to_str().unwrap()).unwrap());
        demo::load(&app, &|_| ()).unwrap();
        (app, folder)
    }

    #[test]
    fn a_release_that_many_ask_for_at_once_is_built_once() {
        let (app, _folder) = demo_town();
        let ask = || app.release(ReleaseNo(1)).unwrap().unwrap();
        let answers: Vec<Arc<Snapshot>> = std::thread::scope(|scope| {
            let asking: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
            asking.into_iter().map(|asked| asked.join().unwrap()).collect()
        });
        assert!(answers.iter().all(|answer| Arc::ptr_eq(answer, &answers[0])));
    }

    #[test]
    fn of_two_refreshes_at_once_only_one_changes_the_release() {
        let (app, _folder) = demo_town();
        let refresh = || app.refresh().unwrap();
        let changed = std::thread::scope(|scope| {
            let (one, other) = (scope.spawn(refresh), scope.spawn(refresh));
            u8::from(one.join().unwrap()) + u8::from(other.join().unwrap())
        });
        assert_eq!(changed, 1);
    }
}
