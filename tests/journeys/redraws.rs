//! Borders redrawn: drafts from the first stroke to the release they become, alone and among
//! others, with the power cut and with the news lost.

mod as_of;
mod codes;
mod commands;
mod denver;
mod flow;
mod lineage;
mod planners;
mod plans;
mod power_cut;
mod rights;
mod told;
mod toronto;
mod two_servers;

use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use support::{Caller, Drawing, Jingwei, Server, instant, write_csv};

/// Two communities with two grids each, 100 m to a letter.
const COMMUNITIES: &str = "XXYY
                           XXYY";
const GRIDS: &str = "AABB
                     CCDD";

/// The day before yesterday, when the first release took effect.
const FIRST: i64 = -2 * 24 * 3600;

/// A house in B, beside the border with A, with 30 people and 5 incidents.
const HOUSE: (f64, f64) = (102.0022, 40.0015);

/// The quarter of [`GRIDS`] in force on a database, with people and incidents.
fn quarter(home: &Jingwei) {
    home.ok(&["init", "--levels", "community:社区,grid:网格"]);
    let communities =
        home.write("communities.geojson", Drawing::of(COMMUNITIES).areas().to_string());
    home.ok(&["import", "areas", &communities, "--level", "community"]);
    let parent = |grid: char| if "AC".contains(grid) { "X" } else { "Y" };
    let grids = Drawing::of(GRIDS).features(|letter| {
        json!({"code": letter.to_string(), "name": format!("{letter} 网格"), "parent": parent(letter)})
    });
    let grids = home.write("grids.geojson", grids.to_string());
    home.ok(&["import", "areas", &grids, "--level", "grid"]);
    let place = |(lon, lat): (f64, f64)| [lon.to_string(), lat.to_string()];
    let middles = "ABCD".chars().map(|grid| (Drawing::of(GRIDS).middle(grid), 100, 40));
    let people = middles.chain([(HOUSE, 30, 12)]).zip(1..).map(|((at, residents, homes), n)| {
        let [lon, lat] = place(at);
        [n.to_string(), lon, lat, residents.to_string(), homes.to_string()]
    });
    let people = write_csv(["building", "lon", "lat", "residents", "households"], people);
    home.ok(&["import", "population", &home.write("people.csv", people)]);
    home.ok(&["publish", "--effective", &instant(FIRST)]);
    let incidents = (0..5).map(|n| {
        let [lon, lat] = place(HOUSE);
        [format!("S{n}"), instant(-3600 * (n + 1)), "噪声".to_owned(), lon, lat]
    });
    let incidents = write_csv(["id", "time", "kind", "lon", "lat"], incidents);
    home.ok(&["import", "incidents", &home.write("incidents.csv", incidents)]);
}

/// Leads the border of A and B round the house, 34 m into B.
fn round_the_house(ids: &Ids) -> Value {
    let line = [[102.002, 40.002], [102.0024, 40.0015], [102.002, 40.001]];
    json!({"act": "reshape", "areas": [ids.of("A"), ids.of("B")], "line": line})
}

/// The demo town's areas, stations, people and incidents in force.
fn demo_town(home: &Jingwei) {
    let file = |name: &str| {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../data/demo");
        folder.join(name).to_str().expect("the path is text").to_owned()
    };
    home.ok(&["init"]);
    for (level, name) in [
        ("subdistrict", "subdistrict"),
        ("community", "communities"),
        ("grid", "grids"),
        ("microgrid", "microgrids"),
    ] {
        let file = file(&format!("{name}.geojson"));
        home.ok(&["import", "areas", &file, "--level", level, "--parent-field", "parent"]);
    }
    home.ok(&["import", "stations", &file("stations.geojson")]);
    home.ok(&["import", "population", &file("population.csv")]);
    home.ok(&["publish"]);
    home.ok(&["import", "incidents", &file("incidents.csv")]);
}

/// The ids of areas by their codes.
struct Ids(Vec<(String, i64)>);

impl Ids {
    /// Those of the release in force.
    fn at(server: &Server) -> Self {
        let page = server.json("/api/v1/areas?limit=500");
        let one = |area: &Value| Some((area["code"].as_str()?.to_owned(), area["id"].as_i64()?));
        Self(support::list(&page["items"]).filter_map(one).collect())
    }

    /// The id of a code.
    fn of(&self, code: &str) -> i64 {
        self.0.iter().find(|(own, _)| own == code).expect("the area is there").1
    }
}

/// Somebody with a token of a role, bound to an area if one is named.
fn caller(home: &Jingwei, server: &Server, role: &str, area: Option<&str>) -> Caller {
    let mut args = vec!["token", "create", "--role", role];
    args.extend(area.iter().flat_map(|code| ["--area", code]));
    let token = home.json(&args)["token"].as_str().expect("the token is shown").to_owned();
    Caller::with_token(server, &token)
}

/// The codes of the areas at a place, widest first, and the release that says so.
fn path_at(server: &Server, (lon, lat): (f64, f64), more: &str) -> (i64, Vec<String>) {
    let found = server.json(&format!("/api/v1/locate?lon={lon}&lat={lat}{more}"));
    let path = support::list(&found["divisions"][0]["path"]);
    let codes = path.filter_map(|step| step["code"].as_str()).map(str::to_owned).collect();
    (found["release"].as_i64().unwrap_or_default(), codes)
}

/// Waits for what must come soon.
fn until(what: &str, mut is: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed() < Duration::from_secs(20), "it never comes: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
