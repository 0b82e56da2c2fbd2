//! Files that are not what they should be: a clear word, and never a panic.

use flate2::Compression;
use flate2::write::GzEncoder;
use reach::{Extract, Network, OsmError, ReadReport};
use std::io::{Read as _, Write as _};

use crate::extracts::shared;
use crate::pbf;

fn read(bytes: &[u8]) -> Result<(Extract, ReadReport), OsmError> {
    Extract::read(bytes, &|_| {})
}

/// What a planner is told.
fn told(bytes: &[u8]) -> String {
    read(bytes).expect_err("it is no good").to_string()
}

fn osm(content: &str) -> String {
    format!(
        "<?xml version='1.0'?>\n<osm version='0.6' timestamp='2026-11-20T00:00:00Z'>{content}</osm>"
    )
}

const STREET: &str =
    "<node id='-1' lat='40.35' lon='102.05'/><node id='-2' lat='40.36' lon='102.05'/>
    <way id='-7'><nd ref='-1'/><nd ref='-2'/><tag k='highway' v='residential'/></way>";

#[test]
fn other_files_are_told_by_what_they_are() {
    assert_eq!(told(b""), "the extract is empty");
    for (bytes, word) in [
        (&b"PK\x03\x04 and so on"[..], "ZIP"),
        (b"BZh91AY", "bzip2"),
        (b"\xff\xe0o5m2", "o5m"),
        (b"{\"type\":\"FeatureCollection\"}", "JSON"),
        (b"id,lon,lat\n1,2,3", "not the beginning"),
        (b"<html><body>404</body></html>", "without an <osm> element"),
    ] {
        let told = told(bytes);
        assert!(told.contains(word) && told.contains("no OpenStreetMap extract"), "{told}");
    }
}

#[test]
fn what_unpacks_to_too_much_is_refused_as_too_large() {
    let limits = reach::osm::Limits { file: 1_000_000, unpacked: 20_000_000 };
    let told = |bytes: &[u8]| {
        Extract::read_within(limits, bytes, &|_| {}).expect_err("it is too large").to_string()
    };
    let gz = |text: &mut dyn std::io::Read| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        std::io::copy(text, &mut packed).unwrap();
        packed.finish().unwrap()
    };
    let node = "<node id='-1' lat='40.35' lon='102.05'/>";
    let many = gz(&mut osm(&node.repeat(600_000)).as_bytes());
    assert!(many.len() < 1_000_000);
    let word = "the extract is too large: it holds more than 20000000 bytes once unpacked";
    assert!(told(&many).starts_with(word), "{}", told(&many));
    let plain = osm(&node.repeat(60_000));
    assert!(told(plain.as_bytes()).contains("more than 1000000 bytes; cut"));
    // One endless attribute would be held in memory as a whole.
    let endless = gz(&mut std::io::Read::chain(
        &b"<osm><node id='"[..],
        std::io::repeat(b'1').take(19_000_000),
    ));
    assert!(told(&endless).contains("a tag or text without an end"), "{}", told(&endless));
    let block = pbf::file(true, &pbf::CROSSROADS);
    let small = reach::osm::Limits { unpacked: 10, ..limits };
    let error = Extract::read_within(small, block.as_slice(), &|_| {}).unwrap_err();
    assert!(matches!(error, OsmError::TooLarge { most: 10, .. }), "{error}");
}

#[test]
fn ids_of_an_editor_are_ids() {
    let (extract, report) = read(osm(STREET).as_bytes()).unwrap();
    assert_eq!((extract.streets[0].id, extract.points.len()), (-7, 2));
    assert_eq!((report.nodes, report.ways, report.missing_nodes), (2, 1, 0));
    assert_eq!(extract.date.as_deref(), Some("2026-11-20T00:00:00Z"));
}

#[test]
fn what_comes_twice_is_counted_and_taken_once() {
    let (extract, report) = read(osm(&STREET.repeat(2)).as_bytes()).unwrap();
    assert_eq!((extract.streets.len(), report.duplicates), (1, 3));
}

#[test]
fn a_street_is_cut_where_a_node_is_missing() {
    let nodes: String =
        [1, 2, 4, 5].map(|id| format!("<node id='{id}' lat='40.3{id}' lon='102.05'/>")).concat();
    let refs = [1, 2, 3, 4, 5].map(|id| format!("<nd ref='{id}'/>")).concat();
    let way = format!("<way id='7'>{refs}<tag k='highway' v='footway'/></way>");
    let (extract, report) = read(osm(&(nodes + &way)).as_bytes()).unwrap();
    assert_eq!((extract.streets.len(), report.missing_nodes), (2, 1));
    assert_eq!(Network::build(&extract, &[]).components().len(), 2, "no leap over the gap");
}

#[test]
fn an_extract_without_streets_says_so() {
    let motorway = STREET.replace("residential", "motorway");
    for content in ["", &STREET.replace("highway", "boundary"), &motorway] {
        let told = told(osm(content).as_bytes());
        assert!(told.contains("no street that people may walk on"), "{told}");
    }
}

#[test]
fn broken_xml_is_told_with_its_place() {
    let cut = osm(STREET);
    let told_cut = told(&cut.as_bytes()[..cut.len() - 40]);
    assert!(told_cut.contains("byte"), "{told_cut}");
    let letters = told(osm(&STREET.replace("id='-7'", "id='seven'")).as_bytes());
    assert!(letters.contains("<way> without a number as `id`"), "{letters}");
    let crossed = told(osm("<way id='1'></node>").as_bytes());
    assert!(crossed.contains("no well-formed XML"), "{crossed}");
}

#[test]
fn a_cut_gzip_is_told() {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(osm(&STREET.repeat(50)).as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    assert!(read(&packed).is_ok());
    for length in [2, 15, packed.len() / 2, packed.len() - 9] {
        assert!(matches!(read(&packed[..length]), Err(OsmError::Truncated { .. })), "{length}");
    }
}

#[test]
fn nodes_off_the_globe_are_missing() {
    let far = STREET.replace("lat='40.36'", "lat='140.36'");
    assert!(told(osm(&far).as_bytes()).contains("no street"), "one end is nowhere");
}

#[test]
fn a_cut_pbf_is_told_wherever_it_was_cut() {
    let whole = pbf::file(true, &pbf::CROSSROADS);
    assert!(read(&whole).is_ok());
    for length in 1..whole.len() {
        match read(&whole[..length]) {
            // Between two blocks nothing tells a cut from an end.
            Ok((_, report)) => assert_eq!(report.relations, 0, "{length}"),
            Err(error) => {
                let known = ["cut short", "no OpenStreetMap", "no street"];
                let told = error.to_string();
                assert!(known.iter().any(|word| told.contains(word)), "{length}: {told}");
            }
        }
    }
}

#[test]
fn no_flipped_byte_makes_it_panic() {
    let whole = pbf::file(true, &pbf::CROSSROADS);
    for at in 0..whole.len() {
        for change in [1, 0x7f, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= change;
            if let Ok((extract, _)) = read(&bytes) {
                Network::build(&extract, &[]);
            }
        }
    }
}

#[test]
fn a_real_file_survives_damage_everywhere() {
    let Some(whole) = shared("osm/beijing_tsinghua_2017.osm.pbf") else { return };
    for step in 0..200 {
        let at = whole.len() * step / 200;
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        drop(read(&bytes));
        assert!(read(&whole[..at.max(1)]).is_err(), "cut at {at}");
    }
}

#[test]
fn a_file_in_another_order_than_it_says_is_read_all_the_same() {
    let (sorted, _) = read(&pbf::file(true, &pbf::CROSSROADS)).unwrap();
    let mut turned = pbf::CROSSROADS;
    turned.reverse();
    for claims_order in [true, false] {
        let (extract, report) = read(&pbf::file(claims_order, &turned)).unwrap();
        assert_eq!(extract, sorted);
        assert_eq!((report.nodes, report.ways, report.relations), (6, 3, 1));
    }
}

#[test]
fn a_format_that_is_not_read_is_named() {
    let bytes = pbf::with_feature("HistoricalInformation");
    assert!(told(&bytes).contains("`HistoricalInformation`"));
}

#[test]
fn progress_goes_on_and_ends_at_the_size() {
    let bytes = pbf::file(true, &pbf::CROSSROADS);
    let heard = std::cell::RefCell::new(Vec::new());
    Extract::read(bytes.as_slice(), &|done| heard.borrow_mut().push(done)).unwrap();
    let heard = heard.into_inner();
    assert!(heard.is_sorted() && heard.last().is_some_and(|&last| last <= bytes.len() as u64));
}
