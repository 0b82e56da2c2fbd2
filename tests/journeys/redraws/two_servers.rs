//! Two servers on one `PostGIS`: what one publishes both answer, at once and as a whole.

use super::{Ids, caller, path_at, quarter};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};
use support::{Caller, Draft, Drawing, Jingwei, Server, done, figure, list, rfc3339};

/// A change may take so long from one server to the other.
const GOAL: Duration = Duration::from_secs(1);

/// Two servers over the quarter, and who publishes through which.
struct Pair {
    home: Jingwei,
    servers: [Server; 2],
    planner: Caller,
    approver: Caller,
    ids: Ids,
}

impl Pair {
    fn start() -> Option<Self> {
        let home = Jingwei::on_postgis()?;
        quarter(&home);
        let servers = [home.serve(), home.serve()];
        let [planner, approver] =
            ["planner", "approver"].map(|role| caller(&home, &servers[0], role, None));
        let ids = Ids::at(&servers[0]);
        Some(Self { home, servers, planner, approver, ids })
    }

    /// A draft that gives every area the name of an edition, approved.
    fn edition<'a>(&self, by: &'a Caller, server: &Server, number: usize) -> Draft<'a> {
        let mut draft = Draft::open(by, &format!("第 {number} 版"));
        for code in ["X", "Y", "A", "B", "C", "D"] {
            let name = format!("{code} 第{number}版");
            draft.must(&json!({"act": "describe", "area": self.ids.of(code), "name": name}));
        }
        done(draft.check());
        done(draft.approved_by(&self.approver.at(server)));
        draft
    }

    /// Publishes an edition through one server and waits until the other answers it.
    fn published(&self, through: usize, number: usize) -> Duration {
        let server = &self.servers[through];
        let planner = self.planner.at(server);
        let mut draft = self.edition(&planner, server, number);
        done(draft.publish());
        let began = Instant::now();
        assert_eq!(edition_at(server).1, number, "its own server answers it at once");
        let other = &self.servers[1 - through];
        while edition_at(other).1 != number {
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "the other server never hears of it"
            );
            std::thread::sleep(Duration::from_millis(2));
        }
        began.elapsed()
    }
}

/// The release and the edition that a server answers; all names of an answer are of one edition.
fn edition_at(server: &Server) -> (i64, usize) {
    let (lon, lat) = Drawing::of(super::GRIDS).middle('D');
    let found = server.json(&format!("/api/v1/locate?lon={lon}&lat={lat}"));
    let names = list(&found["divisions"][0]["path"]).filter_map(|step| step["name"].as_str());
    let editions: Vec<usize> = names.map(edition_of).collect();
    assert_eq!(editions.len(), 2, "{found}");
    assert_eq!(editions[0], editions[1], "half of one release and half of another: {found}");
    (found["release"].as_i64().unwrap_or_default(), editions[0])
}

/// The number in `X 第7版`; 0 before the first.
fn edition_of(name: &str) -> usize {
    let number = name.split_once('第').and_then(|(_, rest)| rest.strip_suffix('版'));
    number.and_then(|number| number.parse().ok()).unwrap_or_default()
}

#[test]
fn what_one_server_publishes_the_other_answers_within_a_second() {
    let Some(pair) = Pair::start() else { return };
    let mut slowest = Duration::ZERO;
    for number in 1..=10 {
        slowest = slowest.max(pair.published(number % 2, number));
    }
    figure("publish heard by the other server, slowest of 10", shown(slowest));
    assert!(slowest < GOAL, "{slowest:?}");
}

#[test]
fn a_scheduled_plan_takes_effect_on_both_servers_at_its_instant() {
    let Some(pair) = Pair::start() else { return };
    let mut draft = pair.edition(&pair.planner, &pair.servers[0], 1);
    draft.look();
    let instant = SystemTime::now() + Duration::from_secs(5);
    done(draft.post("/schedule", &json!({"effective": rfc3339(instant)})));
    let late = std::thread::scope(|scope| {
        let watch = |server: &'_ Server| {
            while edition_at(server).1 == 0 {
                let now = SystemTime::now();
                assert!(now < instant + Duration::from_secs(20), "it never takes effect");
                std::thread::sleep(Duration::from_millis(2));
            }
            match SystemTime::now().duration_since(instant) {
                Ok(late) => late.as_secs_f64(),
                Err(early) => -early.duration().as_secs_f64(),
            }
        };
        let [first, second] = &pair.servers;
        let other = scope.spawn(move || watch(second));
        [watch(first), other.join().expect("the other watch ends")]
    });
    for (server, late) in ["one server", "the other"].into_iter().zip(late) {
        figure(&format!("scheduled switch after its instant, {server}"), format!("{late:>7.3} s"));
        assert!((0.0..1.0).contains(&late), "{late} s after its instant");
    }
    assert_eq!(pair.servers.each_ref().map(|server| edition_at(server).0), [2, 2], "one release");
}

#[test]
fn requests_that_alternate_between_servers_never_see_a_half() {
    let Some(pair) = Pair::start() else { return };
    let (over, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    for server in &pair.servers {
                        let (release, edition) = edition_at(server);
                        assert_eq!(usize::try_from(release), Ok(edition + 1), "path and release");
                        let editions = batch(server);
                        assert!(editions.windows(2).all(|two| two[0] == two[1]), "{editions:?}");
                        asked.fetch_add(2, Ordering::Relaxed);
                    }
                }
            });
        }
        for number in 1..=8 {
            pair.published(number % 2, number);
        }
        over.store(true, Ordering::Relaxed);
    });
    let asked = asked.into_inner();
    figure("answers of two servers during 8 publications, all whole", format!("{asked:>7}"));
    assert!(asked > 50, "{asked} answers show nothing");
}

/// The editions that one batch answers, row by row.
fn batch(server: &Server) -> Vec<usize> {
    let rows = "ABCD".chars().cycle().take(200).map(|grid| {
        let (lon, lat) = Drawing::of(super::GRIDS).middle(grid);
        format!("{{\"lon\":{lon},\"lat\":{lat}}}\n")
    });
    let reply =
        server.post("/api/v1/locate", "application/x-ndjson", rows.collect::<String>().as_bytes());
    let answers = reply.text();
    let path = |line: &str| {
        let answer: Value = serde_json::from_str(line).expect("a row of JSON");
        let path = answer["divisions"][0]["path"].clone();
        path[1]["name"].as_str().map(edition_of).expect("a grid")
    };
    answers.lines().map(path).collect()
}

#[test]
fn a_server_whose_news_was_cut_off_hears_of_it_all_the_same() {
    let Some(mut pair) = Pair::start() else { return };
    for server in &mut pair.servers {
        server.expect_warning("listen");
    }
    pair.published(0, 1);
    let cut = pair.home.database().query(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
         WHERE datname = current_database() AND query ILIKE 'LISTEN%'",
    );
    assert_eq!(cut, "2", "both servers listen");
    let cut_off = pair.published(1, 2);
    figure("publish heard with the news cut off", shown(cut_off));
    assert!(cut_off < Duration::from_secs(2), "{cut_off:?}: polling finds it");
    std::thread::sleep(Duration::from_secs(3));
    let again = pair.published(0, 3);
    figure("publish heard after listening again", shown(again));
    assert!(again < GOAL, "{again:?}");
    assert_eq!(path_at(&pair.servers[1], super::HOUSE, "").0, 4);
}

fn shown(took: Duration) -> String {
    format!("{:>7} ms", took.as_millis())
}
