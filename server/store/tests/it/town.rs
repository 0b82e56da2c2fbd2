//! Towns to store: not much of a map, but rows of every kind.

use domain::topo::{Point, Polygon, Shape};
use domain::{
    Area, AreaId, AreaRow, BlankRow, Code, Contents, Dataset, DatasetKind, Date, Delta, Division,
    DivisionKey, Edit, HighestIds, Hours, ImportAreas, ImportedArea, KindKey, LevelKey, Levels,
    Moment, Release, ReleaseNo, Station, StationId, StationKind, StreetChange, StreetEdit,
};
use serde_json::{Map, json};
use sha2::{Digest, Sha256};
use store::{DraftError, NewDraft, NewEdit, Publication, PublishError, Seen, Store, Who};

/// Two levels.
pub(crate) fn levels() -> Levels {
    Levels::parse("community:社区/村,grid:网格").unwrap()
}

/// A square with the corner at `(x, y)`.
pub(crate) fn square(x: i32, y: i32, side: i32) -> Vec<Point> {
    [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
        .map(|(x, y)| Point { x, y })
        .to_vec()
}

/// Ground in one piece, without a hole.
pub(crate) fn plain(outer: Vec<Point>) -> Shape {
    Shape(vec![Polygon { outer, holes: Vec::new() }])
}

/// One community with `grids` grids in a row, a strip of which is blank.
pub(crate) fn town(grids: u32) -> Contents {
    let mut contents = Contents::empty(levels());
    contents.divisions.push(Division { key: DivisionKey::main(), name: "网格".into() });
    let width = i32::try_from(grids).unwrap() * 10;
    let outer = vec![Point { x: -7, y: 3 }, Point { x: width, y: 3 }, Point { x: width, y: 23 }];
    contents.areas.push(area(1, "community", None, plain(outer)));
    for grid in 0..grids {
        let x = i32::try_from(grid).unwrap() * 10;
        contents.areas.push(area(grid + 2, "grid", Some(1), plain(square(x, 3, 10))));
    }
    let main = DivisionKey::main();
    contents.blanks.push(BlankRow {
        division: main,
        parent: AreaId(1),
        shape: plain(square(0, 13, 10)),
    });
    contents
}

/// The same town with a station in every grid, with streets and people, and with a
/// street that planners have blocked.
pub(crate) fn served_town(grids: u32) -> Contents {
    let mut contents = town(grids);
    let kind = KindKey::new("共享厨房").unwrap();
    contents.kinds.push(StationKind {
        key: kind.clone(),
        name: "厨房".into(),
        english: "k".into(),
    });
    contents.stations = (1..=grids).map(station).collect();
    contents.stations[0].kind = kind;
    contents.streets = Some(dataset(DatasetKind::Streets, &format!("{grids} streets")));
    contents.population = Some(dataset(DatasetKind::Population, &format!("{grids} people")));
    let change = StreetChange::Footbridge { from: Point { x: -1, y: 2 }, to: Point { x: 3, y: 4 } };
    contents.street_edits.push(StreetEdit { id: grids, note: "天桥".into(), change });
    contents
}

/// A Station; every third one is bare.
pub(crate) fn station(id: u32) -> Station {
    let full = !id.is_multiple_of(3);
    let mut attributes = Map::new();
    attributes.insert("phone".into(), json!(format!("0000-{id}")));
    let x = i32::try_from(id % 10_000).unwrap() * 10;
    Station {
        id: StationId(id),
        code: Code::new(format!("S{id:05}")).unwrap(),
        name: format!("第{id}驿站"),
        kind: KindKey::new("rest_stop").unwrap(),
        at: Point { x: 1_163_913_007 + x, y: 399_075_003 },
        owner: full.then_some(AreaId(id + 1)),
        hours: full.then(|| Hours::parse("Mo-Fr 08:30-17:30; PH off")),
        services: if full { vec!["饮水".into(), "充电;打印".into()] } else { Vec::new() },
        capacity: full.then_some(u32::MAX),
        public: full,
        attributes,
    }
}

/// A dataset whose bytes are the name of its file: [`publish`] keeps them.
pub(crate) fn dataset(kind: DatasetKind, name: &str) -> Dataset {
    let digest = format!("{:x}", Sha256::digest(name.as_bytes()));
    let counts = [("places".to_owned(), u64::MAX)].into();
    Dataset { kind, digest, name: name.into(), date: Date::new(2026, 11, 20), counts }
}

/// An Area with its ground.
pub(crate) fn area(id: u32, level: &str, parent: Option<u32>, shape: Shape) -> AreaRow {
    let mut attributes = Map::new();
    attributes.insert("population".into(), json!(u64::from(id) * 7));
    attributes.insert("share".into(), json!(f64::from(id) / 3.0));
    let area = Area {
        id: AreaId(id),
        level: LevelKey::new(level).unwrap(),
        code: Code::new(format!("桃园-{id:03}")).unwrap(),
        name: format!("第{id}网格"),
        parent: parent.map(AreaId),
        attributes,
    };
    AreaRow { division: DivisionKey::main(), area, shape }
}

/// A release that takes effect `number` seconds after the first possible instant.
pub(crate) fn release(number: i64) -> Release {
    Release {
        number: ReleaseNo(number),
        effective: Moment(number * 1_000_000),
        published: Moment(number * 1_000_000 - 1),
        author: "王".into(),
        note: format!("第{number}版"),
    }
}

/// An edit with some text in it.
pub(crate) fn edit(name: &str) -> Edit {
    Edit::ImportAreas(ImportAreas {
        level: LevelKey::new("grid").unwrap(),
        division: DivisionKey::main(),
        areas: vec![ImportedArea {
            feature: 1,
            code: Code::new("001").unwrap(),
            name: name.into(),
            parent: None,
            attributes: Map::new(),
            shape: plain(square(1, 2, 3)),
        }],
        merge_parts: false,
        allow: [domain::IssueKind::Gap].into(),
    })
}

/// A draft on the newest release with one edit, as whoever made that edit saw it.
pub(crate) fn drafted(store: &Store, edit: &Edit, at: i64) -> Seen {
    let base = store.head().unwrap();
    let draft = store.open_draft(&NewDraft { base, ..NewDraft::default() }, &who(at)).unwrap();
    add(store, Seen { draft, revision: 0 }, edit, at).unwrap()
}

/// Adds an edit that makes nothing new; the draft as it is then seen.
pub(crate) fn add(store: &Store, seen: Seen, edit: &Edit, at: i64) -> Result<Seen, DraftError> {
    let numbers = HighestIds::default();
    let new = NewEdit { edit, numbers, used: numbers, key: None };
    let revision = store.append_edit(seen, &new, &who(at))?;
    Ok(Seen { revision, ..seen })
}

/// Publishes a draft with a change made on the newest release.
pub(crate) fn publish_draft(
    store: &Store,
    seen: Seen,
    release: &Release,
    delta: &Delta,
) -> Result<(), PublishError> {
    let on = store.head().unwrap();
    let publication = Publication { on, release, delta, lineage: &[], approver: None };
    store.publish(seen, &publication, &who(release.published.0))
}

/// Opens a draft on the newest release and publishes `delta` as the next.
pub(crate) fn publish(store: &Store, delta: &Delta) -> ReleaseNo {
    let base = store.head().unwrap();
    let next = release(base.map_or(1, |base| base.0 + 1));
    for dataset in &delta.begun_datasets {
        assert_eq!(store.put_dataset(dataset.name.as_bytes()).unwrap(), dataset.digest);
    }
    let seen = drafted(store, &edit("桃园"), next.published.0);
    publish_draft(store, seen, &next, delta).unwrap();
    next.number
}

/// Publishes whole contents over what is there.
pub(crate) fn publish_contents(store: &Store, contents: &Contents) -> ReleaseNo {
    let before = match store.head().unwrap() {
        Some(head) => store.contents(head).unwrap(),
        None => Contents::empty(levels()),
    };
    publish(store, &contents.since(&before))
}

/// A store with the levels chosen and nothing published.
pub(crate) fn initialised(scratch: &crate::scratch::Scratch) -> Store {
    let store = scratch.open();
    store.init(&levels()).unwrap();
    store
}

/// Somebody who acts at an instant.
pub(crate) fn who(at: i64) -> Who {
    Who::new("person 1", Moment(at))
}
