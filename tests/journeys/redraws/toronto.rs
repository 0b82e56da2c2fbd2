//! A real redraw replayed: Toronto's 140 neighbourhoods became 158, and eight years of
//! incidents are counted on both.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use support::{Caller, DataFile, Jingwei, Server, Spot, figure, list, shared, spot};

/// All incidents there are.
const INCIDENTS: usize = 240_992;

#[test]
fn torontos_new_neighbourhoods_lose_nobody_of_the_old_ones() {
    let (Some(old), Some(new), Some(incidents)) = (
        shared("toronto/neighbourhoods_140.geojson.gz"),
        shared("toronto/neighbourhoods_158.geojson.gz"),
        shared("toronto/incidents.csv.gz"),
    ) else {
        return;
    };
    let home = Jingwei::on_sqlite();
    home.ok(&["init", "--levels", "quarter:社区"]);
    let quarters = |file: &str, code: &str, name: &str, allow: &[&str]| {
        let fields = ["--level", "quarter", "--code-field", code, "--name-field", name];
        home.ok(&[&["import", "areas", file], fields.as_slice(), allow].concat());
    };
    let padded = home.write("140.geojson", with_three_digits(&old).to_string());
    quarters(&padded, "code", "location", &[]);
    home.ok(&["publish", "--effective", "2014-01-01T00:00:00Z", "--note", "140"]);
    // A day and an hour, as the police write them; no number of their own.
    let fields = ["--time-field", "date", "--hour-field", "hour", "--kind-field", "type"];
    let read = home.json(&[&["import", "incidents", incidents.arg()], fields.as_slice()].concat());
    assert_eq!(read["added"], INCIDENTS, "{read}");
    let allow = ["--allow", "gap,overlap,invalid"];
    quarters(new.arg(), "AREA_SHORT_CODE", "AREA_NAME", &allow);
    home.ok(&["publish", "--effective", "2022-04-01T00:00:00Z", "--note", "158"]);

    let server = home.serve();
    let exported = [1, 2].map(|release| exported(&home, release));
    let codes = exported.each_ref().map(codes_of);
    let grounds = exported.each_ref().map(grounds_of);
    assert_eq!(codes.each_ref().map(BTreeMap::len), [140, 158]);
    let planner = super::caller(&home, &server, "planner", None);
    weights_sum_to_one(&planner, &codes, &grounds);
    let rows = rows_of(&incidents);
    assert_eq!(rows.len(), INCIDENTS, "as the file has them");
    for (release, file) in [(1, &old), (2, &new)] {
        nobody_is_lost(&server, release, &rows, file);
    }
    as_the_police_wrote_them(&server, &rows, &codes[0]);
    restated(&planner, &codes[0]);
}

/// An incident as the file has it: the neighbourhood that the police wrote, and the place.
type Row = (String, (String, String));

fn rows_of(incidents: &DataFile) -> Vec<Row> {
    let text = String::from_utf8(incidents.read()).expect("UTF-8");
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let [.., name, lat, lon] = &cells[..] else { return None };
        Some(((*name).to_owned(), ((*lon).to_owned(), (*lat).to_owned())))
    };
    text.lines().skip(1).filter_map(row).collect()
}

/// The old neighbourhoods with codes as the new ones have them: `094`, not `94`.
fn with_three_digits(file: &DataFile) -> Value {
    let mut areas: Value = serde_json::from_slice(&file.read()).expect("GeoJSON");
    for area in areas["features"].as_array_mut().into_iter().flatten() {
        let code = area["properties"]["AREA_LONG_CODE"].as_i64().expect("a number");
        area["properties"]["code"] = json!(format!("{code:03}"));
    }
    areas
}

/// The code of a neighbourhood in either file.
fn code_of(properties: &Value) -> String {
    let number = properties["AREA_LONG_CODE"].as_i64().map(|code| format!("{code:03}"));
    let text = || properties["AREA_SHORT_CODE"].as_str().unwrap_or_default().to_owned();
    number.unwrap_or_else(text)
}

/// The neighbourhoods of a release as it has them.
fn exported(home: &Jingwei, release: usize) -> Value {
    let file = format!("release-{release}.geojson");
    home.ok(&["export", "areas", &home.arg(&file), "--release", &release.to_string()]);
    serde_json::from_slice(&home.read(&file)).expect("GeoJSON")
}

fn text(area: &Value, field: &str) -> String {
    area["properties"][field].as_str().unwrap_or_default().to_owned()
}

/// Their names by their codes.
fn codes_of(areas: &Value) -> BTreeMap<String, String> {
    list(&areas["features"]).map(|area| (text(area, "code"), text(area, "name"))).collect()
}

/// Their ground by their codes: every side of every ring, on the lattice.
fn grounds_of(areas: &Value) -> Grounds {
    let ground = |area: &Value| {
        let mut edges = Vec::new();
        edges_of(&area["geometry"]["coordinates"], &mut edges);
        edges.iter().map(|side| side.map(|[lon, lat]| spot(lon, lat))).collect()
    };
    list(&areas["features"]).map(|area| (text(area, "code"), ground(area))).collect()
}

/// The sides round the ground of each code.
type Grounds = BTreeMap<String, BTreeSet<[Spot; 2]>>;

/// How far two outlines of the same ground run apart, in lattice steps: five centimetres. The
/// city's two files differ by so much where nothing was redrawn.
const APART: i128 = 5;

/// Whether every corner of one outline lies beside another one.
fn runs_along(one: &BTreeSet<[Spot; 2]>, other: &BTreeSet<[Spot; 2]>) -> bool {
    one.difference(other).flatten().all(|corner| other.iter().any(|side| is_beside(*corner, *side)))
}

/// Whether a place lies so near to a side.
fn is_beside(place: Spot, [from, to]: [Spot; 2]) -> bool {
    let minus = |a: Spot, b: Spot| (i128::from(a.0 - b.0), i128::from(a.1 - b.1));
    let length2 = |(x, y)| x * x + y * y;
    let (u, v) = (minus(to, from), minus(place, from));
    let (along, across) = (u.0 * v.0 + u.1 * v.1, u.0 * v.1 - u.1 * v.0);
    if (0..=length2(u)).contains(&along) {
        across * across <= APART * APART * length2(u)
    } else {
        length2(v).min(length2(minus(place, to))) <= APART * APART
    }
}

/// Twice the ground that sides enclose, in units of the lattice.
fn enclosed2(sides: &BTreeSet<[Spot; 2]>) -> i128 {
    let product = |a: i64, b: i64| i128::from(a) * i128::from(b);
    let sum: i128 = sides.iter().map(|[a, b]| product(a.0, b.1) - product(b.0, a.1)).sum();
    sum.abs()
}

/// Every old code answers for ever, with who holds its ground and its incidents now; the
/// weights that are kept with the release are all of it.
fn weights_sum_to_one(
    planner: &Caller,
    codes: &[BTreeMap<String, String>; 2],
    grounds: &[Grounds; 2],
) {
    let diff = planner.json("/api/v1/releases/1/diff/2");
    let (mut split, mut kept, mut unmoved, mut same) = (0, 0, 0, 0);
    for code in codes[0].keys() {
        let lineage = planner.json(&format!("/api/v1/lineage?code={code}"));
        assert!(list(&lineage["successors"]).next().is_some(), "{code} answers: {lineage}");
        kept += usize::from(codes[1].contains_key(code));
        let id = &list(&lineage["held"]).next().expect("somebody had it")["id"];
        let lineage = planner.json(&format!("/api/v1/lineage?id={id}"));
        assert_eq!(lineage["more"], false, "{code}");
        let steps: Vec<&Value> = list(&lineage["steps"])
            .filter(|step| step["release"] == 2 && step["from_id"] == *id)
            .collect();
        if steps.is_empty() {
            // Nothing of it moved but what is thinner than rounding, and nothing is kept of that.
            let [was, is] = grounds.each_ref().map(|of| &of[code]);
            same += usize::from(was == is);
            assert!(runs_along(was, is) && runs_along(is, was), "{code} moved without a step");
            let [whole, now] = [was, is].map(enclosed2);
            assert!((now - whole).abs() * 500_000 < whole, "{code}: {whole} became {now}");
            let flows = list(&diff["flows"]).filter(|flow| flow["from"]["code"] == code.as_str());
            let stays = |flow: &Value| flow["to"]["id"] == *id && flow["area_share"] == 1.0;
            assert!(flows.into_iter().all(stays), "{code} has no steps");
            unmoved += 1;
            continue;
        }
        for share in ["area_share", "household_share", "incident_share"] {
            let sum: f64 = steps.iter().filter_map(|step| step[share].as_f64()).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{share} of {code} is {sum}: {steps:?}");
        }
        let large = steps.iter().filter(|step| step["area_share"].as_f64() > Some(0.01));
        split += usize::from(large.count() > 1);
        // Whoever is in force is its own successor, and nobody else is.
        if codes[1].contains_key(code) {
            assert_eq!(list(&lineage["successors"]).count(), 1, "{lineage}");
        }
    }
    figure(
        "Toronto 140 -> 158: old areas whose kept weights sum to 1",
        format!("{:>7}", codes[0].len() - unmoved),
    );
    figure("Toronto 140 -> 158: split in parts of over 1 %", format!("{split:>7}"));
    figure("Toronto 140 -> 158: codes in both", format!("{kept:>7}"));
    figure("Toronto 140 -> 158: unmoved, so without a step", format!("{unmoved:>7}"));
    figure("Toronto 140 -> 158: of these the same to the last corner", format!("{same:>7}"));
    assert!((10..40).contains(&split), "{split} were split");
    assert!(unmoved < 100, "{unmoved} did not move");
}

/// The incidents of all years on the borders of a release, inside and outside: as many as
/// the file has, and in every area those that lie in its polygon as it was published.
fn nobody_is_lost(server: &Server, release: i64, rows: &[Row], areas: &DataFile) {
    let counted = counted(server, release);
    let outside = counted["outside"].as_u64().unwrap_or_default();
    let inside: u64 = list(&counted["areas"]).filter_map(|row| row["incidents"].as_u64()).sum();
    figure(
        &format!("Toronto incidents on release {release}: inside and outside"),
        format!("{inside} + {outside} = {}", inside + outside),
    );
    assert_eq!(inside + outside, rows.len() as u64, "none is lost on release {release}");
    assert!(outside < 300, "{outside} lie in no neighbourhood");
    let by_hand = by_hand(rows, areas);
    let mut apart = 0;
    for row in list(&counted["areas"]) {
        let (code, told) = (row["code"].as_str().unwrap_or_default(), row["incidents"].as_u64());
        let (told, own) = (told.unwrap_or_default(), by_hand.get(code).copied().unwrap_or(0));
        assert!(own > 0, "{code} has none by hand");
        apart += told.abs_diff(own);
    }
    figure(
        &format!("Toronto incidents on release {release}: in another area than by hand"),
        format!("{:>7}", apart / 2),
    );
    // Street corners lie on borders, and a border is rounded to a centimetre.
    assert!(apart / 2 < rows.len() as u64 / 1000, "{apart} on release {release}");
}

fn counted(server: &Server, release: i64) -> Value {
    server.json(&format!("/api/v1/statistics/incidents?release={release}&level=quarter"))
}

/// How many lie in the polygons of a file, by code, counted without anything of Jingwei's:
/// a ray to the east crosses the rings round a place an odd number of times.
fn by_hand(rows: &[Row], areas: &DataFile) -> BTreeMap<String, u64> {
    let mut places: BTreeMap<&(String, String), u64> = BTreeMap::new();
    for (_, at) in rows {
        *places.entry(at).or_default() += 1;
    }
    let number = |text: &str| text.parse::<f64>().expect("a coordinate");
    let places: Vec<([f64; 2], u64)> =
        places.into_iter().map(|((lon, lat), count)| ([number(lon), number(lat)], count)).collect();
    let file: Value = serde_json::from_slice(&areas.read()).expect("GeoJSON");
    let mut counts = BTreeMap::new();
    for area in list(&file["features"]) {
        let mut edges = Vec::new();
        edges_of(&area["geometry"]["coordinates"], &mut edges);
        let [width, height] = [0, 1].map(|axis| {
            let ends = || edges.iter().flatten().map(|at| at[axis]);
            ends().fold(f64::INFINITY, f64::min)..=ends().fold(f64::NEG_INFINITY, f64::max)
        });
        let is_near = |at: &[f64; 2]| width.contains(&at[0]) && height.contains(&at[1]);
        let is_in = |at: &[f64; 2]| {
            let crossed = |[a, b]: &&[[f64; 2]; 2]| {
                (a[1] > at[1]) != (b[1] > at[1])
                    && at[0] < (b[0] - a[0]) * (at[1] - a[1]) / (b[1] - a[1]) + a[0]
            };
            is_near(at) && edges.iter().filter(crossed).count() % 2 == 1
        };
        let inside = places.iter().filter(|(at, _)| is_in(at)).map(|(_, count)| count).sum();
        counts.insert(code_of(&area["properties"]), inside);
    }
    counts
}

/// Every side of every ring of a polygon, or of several.
fn edges_of(coordinates: &Value, edges: &mut Vec<[[f64; 2]; 2]>) {
    let point = |at: &Value| Some([at[0].as_f64()?, at[1].as_f64()?]);
    let ring: Option<Vec<[f64; 2]>> = list(coordinates).map(point).collect();
    match ring {
        Some(ring) => edges.extend(ring.windows(2).map(|pair| [pair[0], pair[1]])),
        None => list(coordinates).for_each(|inner| edges_of(inner, edges)),
    }
}

/// The neighbourhoods are those that the police wrote, and about as many happened in each.
fn as_the_police_wrote_them(server: &Server, rows: &[Row], old: &BTreeMap<String, String>) {
    // They leave apostrophes out.
    let plain = |name: &str| name.replace('\'', "");
    let mut written: BTreeMap<String, u64> = old.values().map(|name| (plain(name), 0)).collect();
    for (name, _) in rows {
        *written.get_mut(name).expect("one of the 140") += 1;
    }
    let counted = counted(server, 1);
    let apart: u64 = list(&counted["areas"])
        .map(|row| {
            let own = written[&plain(row["name"].as_str().unwrap_or_default())];
            row["incidents"].as_u64().unwrap_or_default().abs_diff(own)
        })
        .sum();
    figure(
        "Toronto incidents: in another area than the police wrote, on the borders of 140",
        format!("{:>6.1} %", share(apart / 2, rows.len())),
    );
    // Street corners, where incidents are put, lie on borders.
    assert!(share(apart / 2, rows.len()) < 8.0, "{apart} of {}", rows.len());
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred thousand")]
fn share(part: u64, of: usize) -> f64 {
    100.0 * part as f64 / of as f64
}

/// Figures that were counted on the old borders, told on the new ones with the weights used.
fn restated(planner: &Caller, old: &BTreeMap<String, String>) {
    let values: BTreeMap<&String, f64> = old.keys().zip((1..).map(f64::from)).collect();
    let sum: f64 = values.values().sum();
    for weight in ["area", "incidents"] {
        let asked = json!({
            "from_release": 1, "to_release": 2, "level": "quarter", "weight": weight, "values": values,
        });
        let reply = planner.post("/api/v1/restate", &asked);
        assert_eq!(reply.status, 200, "{}", reply.text());
        let told = reply.json();
        let rows = told["values"].as_object().into_iter().flatten().map(|(_, value)| value);
        let inside: f64 = rows.filter_map(Value::as_f64).sum();
        let restated = inside + told["nobodys"].as_f64().unwrap_or_default();
        assert!((restated - sum).abs() < 1e-6, "{sum} became {restated} by {weight}");
        let mut used: BTreeMap<&str, f64> = BTreeMap::new();
        for row in list(&told["weights"]) {
            let from = row["from"].as_str().unwrap_or_default();
            *used.entry(from).or_default() += row["weight"].as_f64().unwrap_or_default();
        }
        assert!(used.len() >= 16, "the weights of all that were cut are shown: {used:?}");
        assert!(used.values().all(|sum| (sum - 1.0).abs() < 1e-9), "{used:?}");
    }
}
