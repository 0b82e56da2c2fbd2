//! Stations as departments have them: what is read, and every fault.

use crate::shared::{demo, shared};
use domain::testing::Town;
use domain::{Contents, Hours, IssueKind, KindKey, Severity, Station, StationField, StationId};
use exchange::RowsError;
use exchange::points::PointsError;
use exchange::stations::{Format, StationFile, Wish, read, write};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const LIMIT: u64 = 1 << 24;

fn table(text: &str) -> StationFile {
    read(text.as_bytes(), &Wish::default(), LIMIT).unwrap()
}

fn faults(file: &StationFile) -> Vec<(IssueKind, Vec<usize>)> {
    assert!(file.issues.iter().all(|issue| issue.severity == Severity::Blocking));
    file.issues.iter().map(|issue| (issue.kind, issue.features.clone())).collect()
}

#[test]
fn the_demo_town_is_read_whole() {
    let file = read(demo("stations.geojson").as_slice(), &Wish::default(), LIMIT).unwrap();
    assert_eq!((file.stations.len(), file.rows, file.issues.len()), (112, 112, 0));
    let first = &file.stations[0];
    assert_eq!((first.name.as_str(), first.kind.as_str()), ("文昌社区党群服务中心", "centre"));
    assert!(first.capacity.is_some() && first.services.len() == 7);
    assert!(first.hours.as_ref().is_some_and(Hours::is_readable));
    assert_eq!(first.owner.as_ref().unwrap().as_str(), "999999001001");
    let attributes: Vec<&str> = first.attributes.keys().map(String::as_str).collect();
    assert_eq!(attributes, ["address", "phone"]);
    assert!(file.stations.iter().all(|station| station.hours.as_ref().unwrap().is_readable()));
    assert!(file.mapping["code"].guessed);
}

#[test]
fn a_table_in_chinese_with_a_byte_order_mark_is_read() {
    let text = "\u{feff}站点编号;站点名称;站点类型;经度;纬度;所属网格;开放时间;服务项目;服务人数;是否公开;联系电话\r\n\
                01;桃园驿站;驿站;116.39;39.9;G-01;08:00-20:00;\"饮水;充电；雨具\";30;否;0000-1\r\n";
    let file = table(text);
    assert_eq!(faults(&file), []);
    let station = &file.stations[0];
    assert_eq!((station.code.as_str(), station.kind.as_str()), ("01", "rest_stop"));
    assert_eq!(station.services, ["饮水", "充电", "雨具"]);
    assert_eq!((station.capacity, station.public), (Some(30), Some(false)));
    assert_eq!(station.attributes.get("联系电话"), Some(&json!("0000-1")));
    assert_eq!(station.attributes.len(), 1);
}

#[test]
fn a_file_says_which_fields_it_speaks_of_even_where_they_are_empty() {
    let brief = table("code,name,kind,lon,lat\n1,站,station,116.3,39.9\n");
    assert_eq!((brief.given.len(), brief.stations[0].public), (0, None));

    let attribute = |name: &str| StationField::Attribute(name.into());
    let text = "code,name,kind,lon,lat,hours,public,attribute_hours,电话\n\
                1,站,station,116.3,39.9,,,,\n";
    let empty = table(text);
    let expected = [StationField::Hours, attribute("hours"), attribute("电话")];
    assert_eq!(empty.given, expected.into());
    let station = &empty.stations[0];
    assert_eq!((&station.hours, station.public, station.attributes.len()), (&None, None, 0));

    let features = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"code":"1","name":"馆","kind":"station","owner":null},
          "geometry":{"type":"Point","coordinates":[116,39]}},
        {"type":"Feature","properties":{"code":"2","name":"点","kind":"station","capacity":3},
          "geometry":{"type":"Point","coordinates":[116,39]}}]}"#;
    assert_eq!(table(features).given, [StationField::Owner, StationField::Capacity].into());
}

#[test]
fn every_fault_of_every_row_is_listed() {
    let text = "code,name,kind,x,y,capacity,public\n\
                1,,station,116.3,39.9,,\n\
                ,二,station,116.3,39.9,,\n\
                3,三,,116.3,39.9,,\n\
                4,四,station,,39.9,,\n\
                5,五,station,east,39.9,,\n\
                6,六,station,39.9,116.3,,\n\
                7,七,station,116.3,39.9,about 30,\n\
                8,八,station,116.3,39.9,-3,maybe\n\
                9,九,!!!,116.3,39.9,,\n\
                10,十,station,116.3,39.9,20.0,yes\n";
    let file = table(text);
    assert_eq!(
        faults(&file),
        [
            (IssueKind::Missing, vec![1]),
            (IssueKind::BadCode, vec![2]),
            (IssueKind::Missing, vec![3]),
            (IssueKind::NoPosition, vec![4]),
            (IssueKind::NoPosition, vec![5]),
            (IssueKind::OutOfRange, vec![6]),
            (IssueKind::BadNumber, vec![7]),
            (IssueKind::Missing, vec![8]),
            (IssueKind::BadNumber, vec![8]),
            (IssueKind::Missing, vec![9]),
        ]
    );
    assert_eq!((file.stations.len(), file.stations[0].capacity), (1, Some(20)));
    assert!(file.issues[6].message.contains("row 7 (code 7)"), "{}", file.issues[6].message);
    assert!(file.issues[6].message.contains("about 30") && file.issues[6].at.is_some());
}

#[test]
fn one_cause_in_many_rows_is_one_issue() {
    let rows: Vec<String> = (1..=30).map(|n| format!("{n},站,station,39.9,116.3\n")).collect();
    let file = table(&format!("code,name,kind,lon,lat\n{}", rows.concat()));
    assert_eq!(faults(&file), [(IssueKind::OutOfRange, (1..=30).collect())]);
    assert!(file.issues[0].message.starts_with("30 of 30 rows"), "{}", file.issues[0].message);
}

#[test]
fn kinds_are_known_by_key_by_either_name_or_become_new_ones() {
    let kinds = ["clinic", "Clinic", "卫生服务站", "Health clinic", "共享厨房", "Book bus"];
    let rows: Vec<String> =
        kinds.iter().zip(1..).map(|(kind, n)| format!("{n},站,{kind},116.3,39.9\n")).collect();
    let file = table(&format!("code,name,kind,lon,lat\n{}", rows.concat()));
    assert_eq!(faults(&file), []);
    let read: Vec<&str> = file.stations.iter().map(|station| station.kind.as_str()).collect();
    assert_eq!(read, ["clinic", "clinic", "clinic", "clinic", "共享厨房", "book_bus"]);
}

#[test]
fn a_building_stands_at_its_middle_and_a_line_nowhere() {
    let file = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","id":7,"properties":{"name":"馆","kind":"station"},"geometry":
          {"type":"Polygon","coordinates":[[[116,39],[116.002,39],[116.002,39.002],[116,39.002],[116,39]]]}},
        {"type":"Feature","id":8,"properties":{"name":"路","kind":"station","services":["水",3]},"geometry":
          {"type":"LineString","coordinates":[[116,39],[116.002,39]]}},
        {"type":"Feature","id":9,"properties":{"name":"海","kind":"station"},"geometry":
          {"type":"Point","coordinates":[39,116]}},
        {"type":"Feature","id":10,"properties":{"name":"点","kind":"station","public":false,"services":["水",3]},
          "geometry":{"type":"Point","coordinates":[116,39,50]}}]}"#;
    let file = table(file);
    let expected = [(IssueKind::NoPosition, vec![2]), (IssueKind::OutOfRange, vec![3])];
    assert_eq!(faults(&file), expected);
    let [hall, point] = file.stations.as_slice() else { panic!("two stations") };
    assert!((hall.at.lon() - 116.001).abs() < 1e-5 && (hall.at.lat() - 39.001).abs() < 1e-5);
    assert_eq!((hall.code.as_str(), point.services.join("+")), ("7", "水+3".into()));
    assert_eq!((hall.public, point.public), (None, Some(false)));
}

#[test]
fn what_cannot_be_read_at_all_says_why() {
    let refuse = |bytes: &[u8], wish: &Wish| read(bytes, wish, LIMIT).unwrap_err();
    let wish = Wish::default();
    let no_kind = refuse(b"code,name,lon,lat\n1,a,2,3\n", &wish);
    assert!(matches!(no_kind, RowsError::NoColumn { role: "kind", .. }), "{no_kind}");
    let all_of = Some(KindKey::new("station").unwrap());
    let wished = Wish { all_of, ..Wish::default() };
    assert_eq!(
        read(&b"code,name,lon,lat\n1,a,2,3\n"[..], &wished, LIMIT).unwrap().stations.len(),
        1
    );
    let other = Wish { code: Some("编码".into()), ..Wish::default() };
    let no_such = refuse(b"code,name,kind,lon,lat\n", &other);
    assert!(no_such.to_string().contains("there is no column `编码` for the code"), "{no_such}");
    assert!(matches!(refuse(b"", &wish), RowsError::Table(PointsError::Empty)));
    // 编码 in GBK.
    let gbk = refuse(b"code,name,kind,lon,lat\n1,\xb1\xe0\xc2\xeb,station,2,3\n", &wish);
    assert!(gbk.to_string().contains("save it as UTF-8"), "{gbk}");
    let cut = refuse(b"{\"type\":\"FeatureCollection\",\"features\":[", &wish);
    assert!(cut.to_string().contains("cut short"), "{cut}");
    let mercator =
        br#"{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:3857"}},"features":[
        {"type":"Feature","properties":{},"geometry":null}]}"#;
    assert!(refuse(mercator, &wish).to_string().contains("EPSG:3857"));
}

#[test]
fn real_registers_of_two_cities_are_read() {
    let all_of = Some(KindKey::new("library").unwrap());
    if let Some(libraries) = shared("toronto/libraries.geojson") {
        let wish = Wish { all_of, ..Wish::default() };
        let unsure = read(libraries.as_slice(), &wish, LIMIT).unwrap_err();
        assert!(
            matches!(unsure, RowsError::NoColumn { role: "name", .. }),
            "branch, ward or what?"
        );
        let (code, name) = (Some("BranchCode".into()), Some("BranchName".into()));
        let file = read(libraries.as_slice(), &Wish { code, name, ..wish }, LIMIT).unwrap();
        assert_eq!((file.stations.len(), file.rows), (100, 101));
        // The bookmobile is everywhere.
        assert_eq!(faults(&file), [(IssueKind::NoPosition, vec![82])]);
        assert!(!file.mapping["code"].guessed);
    }
    if let Some(facilities) = shared("chicago/health_facilities.csv") {
        let wish = Wish { all_of: Some(KindKey::new("clinic").unwrap()), ..Wish::default() };
        let file = read(facilities.as_slice(), &wish, LIMIT).unwrap();
        assert!(file.stations.len() > 10, "{:?}", file.issues);
        assert_eq!(file.mapping["hours"].field, "Hours");
    }
}

fn texts() -> impl Strategy<Value = String> {
    "[a-z桃园,\"; \\n]{0,6}".prop_map(|text| text.trim().to_owned())
}

prop_compose! {
    fn any_station()(
        (x, y) in (-1_800_000_000..=1_800_000_000_i32, -900_000_000..=900_000_000_i32),
        name in "[a-z桃园,\"]{1,8}",
        hours in prop::option::of(Just("Mo-Fr 08:30-17:30; PH off")),
        services in prop::collection::vec("[a-z水,]{1,4}", 0..3),
        capacity in prop::option::of(any::<u32>()),
        owned in any::<bool>(),
        public in any::<bool>(),
        phone in texts(),
        kind in prop_oneof![Just("clinic"), Just("共享厨房")],
    ) -> Station {
        let mut attributes = Map::new();
        if !phone.is_empty() {
            attributes.insert("phone".into(), Value::from(phone.clone()));
            attributes.insert("code".into(), Value::from(phone.clone()));
            attributes.insert("attribute_x".into(), Value::from(phone));
        }
        Station {
            id: StationId(0),
            code: domain::Code::new("x").unwrap(),
            name,
            kind: KindKey::new(kind).unwrap(),
            at: domain::topo::Point::new(x, y),
            owner: owned.then(|| Town::drawn("AB").id('B')),
            hours: hours.map(Hours::parse),
            services,
            capacity,
            public,
            attributes,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// What is written reads back as it was, as a table and as GeoJSON.
    #[test]
    fn stations_written_are_stations_read(stations in prop::collection::vec(any_station(), 1..8)) {
        let town = Town::drawn("AB");
        let stations = (1..).zip(stations).map(|(id, station)| Station {
            id: StationId(id),
            code: domain::Code::new(format!("S-{id}")).unwrap(),
            ..station
        });
        let contents = Contents { stations: stations.collect(), ..town.contents() };
        for format in [Format::Csv, Format::GeoJson] {
            let mut file = Vec::new();
            let written = write(&mut file, &contents, None, format).unwrap();
            prop_assert_eq!(written, contents.stations.len());
            let back = read(file.as_slice(), &Wish::default(), LIMIT).unwrap();
            prop_assert_eq!(&back.issues, &[]);
            for (given, read) in contents.stations.iter().zip(&back.stations) {
                let owner = given.owner.map(|_| town.code('B'));
                prop_assert_eq!((&given.code, &given.name, given.at), (&read.code, &read.name, read.at));
                prop_assert_eq!((&given.kind, &owner, &given.hours), (&read.kind, &read.owner, &read.hours));
                prop_assert_eq!((&given.services, given.capacity), (&read.services, read.capacity));
                prop_assert_eq!((Some(given.public), &given.attributes), (read.public, &read.attributes));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// A file with bytes changed, lost or doubled is read or refused, and never stops the
    /// program.
    #[test]
    fn damaged_files_are_answered(
        form in prop::sample::select(vec![Format::Csv, Format::GeoJson]),
        stations in prop::collection::vec(any_station(), 1..4),
        wounds in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..6),
    ) {
        let contents = Contents { stations, ..Town::drawn("AB").contents() };
        let mut file = Vec::new();
        write(&mut file, &contents, None, form).unwrap();
        for (at, byte, sort) in wounds {
            let at = at.index(file.len());
            match sort {
                0 => file[at] = byte,
                1 => drop(file.remove(at)),
                _ => file.insert(at, byte),
            }
        }
        if let Ok(read) = read(file.as_slice(), &Wish::default(), LIMIT) {
            prop_assert!(read.stations.len() <= read.rows);
        }
        let _ = exchange::population::read(
            file.as_slice(),
            &exchange::population::Wish::default(),
            LIMIT,
        );
    }
}

#[test]
fn only_the_kind_asked_for_is_written_and_the_name_tells_the_form() {
    let contents = Town::drawn("AB").served("12").contents();
    let mut file = Vec::new();
    let clinic = KindKey::new("clinic").unwrap();
    assert_eq!(write(&mut file, &contents, Some(&clinic), Format::Csv).unwrap(), 0);
    assert_eq!(Format::of_name("站点.CSV.gz"), Format::Csv);
    assert_eq!(Format::of_name("stations.geojson"), Format::GeoJson);
}
