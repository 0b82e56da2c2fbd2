//! Tables of places: read row by row, written back with columns added.

use crate::drawn::gzip;
use domain::Metres;
use domain::routing::Accuracy;
use domain::topo::Point;
use exchange::compressed::Output;
use exchange::points::{Columns, NoPosition, PointReader, PointWriter, PointsError, RowAccuracy};
use std::io::Write;

fn open(table: &[u8]) -> PointReader<'_> {
    PointReader::open(table, &Columns::default()).unwrap()
}

/// The places of all rows; the table's own `Debug` is too long to look at.
fn places(table: &[u8]) -> Vec<Result<Point, NoPosition>> {
    let mut rows = open(table);
    let mut places = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        places.push(row.at);
    }
    places
}

fn refused(table: &[u8]) -> String {
    let mut rows = match PointReader::open(table, &Columns::default()) {
        Ok(rows) => rows,
        Err(error) => return error.to_string(),
    };
    loop {
        match rows.next_row() {
            Ok(Some(_)) => {}
            Ok(None) => panic!("nothing was wrong"),
            Err(error) => return error.to_string(),
        }
    }
}

fn routed(table: &[u8], added: &[&str]) -> Vec<u8> {
    let mut rows = open(table);
    let mut out =
        PointWriter::new(Vec::new(), rows.dialect(), &rows.header().clone(), added).unwrap();
    while let Some(row) = rows.next_row().unwrap() {
        out.row(row.record, added.iter().map(|_| "网格,\"1\"")).unwrap();
    }
    out.finish().unwrap()
}

#[test]
fn coordinate_columns_are_guessed_from_many_customs() {
    for header in [
        "lon,lat",
        "LNG,LAT",
        "Longitude,Latitude",
        "x,y",
        "经度,纬度",
        "X , Y",
        "reported_lon,reported_lat",
        "x,lon,lat,y",
    ] {
        let reader = PointReader::open(header.as_bytes(), &Columns::default()).unwrap();
        let columns = reader.columns();
        let expected = if header.starts_with("x,lon") { (1, 2) } else { (0, 1) };
        assert_eq!((columns.lon, columns.lat), expected, "{header}");
    }
}

#[test]
fn wished_columns_are_taken_and_missing_ones_refused() {
    let wish = Columns { lon: Some("a".into()), lat: Some("b".into()), accuracy: Some("c".into()) };
    let mut rows = PointReader::open(&b"lon,lat,b,a,c\n0,0,39,116,25\n"[..], &wish).unwrap();
    let row = rows.next_row().unwrap().unwrap();
    assert_eq!(row.at, Ok(Point::from_degrees(116.0, 39.0).unwrap()));
    let known = Accuracy::new(Metres(25.0)).unwrap();
    assert_eq!(row.accuracy, RowAccuracy::Given(known));
    let wish = Columns { lon: Some("east".into()), ..Columns::default() };
    let error = PointReader::open(&b"lon,lat\n"[..], &wish).err().unwrap();
    assert_eq!(
        error.to_string(),
        "there is no column `east` for the longitude; there are: lon, lat"
    );
    assert_eq!(
        refused(b"id,name\n1,a\n"),
        "no column looks like a longitude; name one. There are: id, name"
    );
}

#[test]
fn a_row_without_a_position_says_why_and_zero_is_a_position() {
    let table =
        b"lon,lat\n0,0\n ,\n116.1,\nNaN,1\ninf,1\nabc,1\n181,0\n0,-90.5\n\" 1.5 \",+2\n1e2,-0.5\n";
    assert_eq!(
        places(table),
        [
            Ok(Point::new(0, 0)),
            Err(NoPosition::Blank),
            Err(NoPosition::Blank),
            Err(NoPosition::NotANumber),
            Err(NoPosition::NotANumber),
            Err(NoPosition::NotANumber),
            Err(NoPosition::OutOfRange),
            Err(NoPosition::OutOfRange),
            Ok(Point::new(15_000_000, 20_000_000)),
            Ok(Point::new(1_000_000_000, -5_000_000)),
        ]
    );
}

#[test]
fn every_column_comes_out_as_it_went_in() {
    let table = "id,text,lon,lat\n1,\"a,\"\"b\"\"\nc\",1.50,2\n007, x ,,\n";
    let expected = "id,text,lon,lat,grid_code\n1,\"a,\"\"b\"\"\nc\",1.50,2,\"网格,\"\"1\"\"\"\n007, x ,,,\"网格,\"\"1\"\"\"\n";
    assert_eq!(String::from_utf8(routed(table.as_bytes(), &["grid_code"])).unwrap(), expected);
}

#[test]
fn the_way_a_table_is_written_is_kept() {
    let table = "\u{feff}名;lon;lat\r\na,b;1;2\r\n";
    let expected = "\u{feff}名;lon;lat;reason\r\na,b;1;2;\"网格,\"\"1\"\"\"\r\n";
    assert_eq!(String::from_utf8(routed(table.as_bytes(), &["reason"])).unwrap(), expected);
    assert_eq!(places(b"lon\tlat\n1\t2\n").len(), 1);
}

#[test]
fn a_table_routed_twice_keeps_its_first_answer() {
    let once = routed(b"lon,lat\n1,2\n", &["reason"]);
    let twice = String::from_utf8(routed(&once, &["reason"])).unwrap();
    assert!(twice.starts_with("lon,lat,reason,reason_2\n"), "{twice}");
}

#[test]
fn faults_of_the_table_are_told_with_their_row() {
    assert_eq!(refused(b""), "the file is empty; a CSV table with a header line was expected");
    assert_eq!(
        refused(b"lon,lat\n1,2\n3\n"),
        "row 2 (line 3) has 1 values, the header has 2; a quote may be missing"
    );
    let gbk = b"lon,lat,name\n1,2,ok\n1,2,\xcd\xf8\n";
    assert!(
        refused(gbk).starts_with("row 2 (line 3) is not UTF-8 in column `name`;"),
        "{}",
        refused(gbk)
    );
    assert!(
        refused(b"lon,lat,\xcd\xf8\n").starts_with("row 0 (line 1) is not UTF-8 in column `3`")
    );
}

#[test]
fn a_missing_quote_does_not_take_the_whole_file_into_memory() {
    let table = [&b"lon,lat\n1,2\n1,\"2\n"[..], &b"1,2\n".repeat(2_000_000)].concat();
    let message = refused(&table);
    assert!(
        message.starts_with("row 2 is longer than 4194304 bytes; a closing quote"),
        "{message}"
    );
}

#[test]
fn halves_of_a_character_in_two_columns_are_no_text() {
    assert!(refused(b"lon,lat,a,b\n1,2,\xe7\xbd,\x91\n").contains("not UTF-8"));
}

#[test]
fn compressed_tables_are_read_and_written_alike_each_time() {
    let table = b"lon,lat\n1,2\n";
    assert_eq!(places(&gzip(table)), places(table));
    let long: Vec<u8> = [&b"lon,lat\n"[..], &b"116.123,39.456\n".repeat(50_000)].concat();
    let packed = gzip(&long);
    let message = refused(&packed[..packed.len() - 200]);
    assert!(message.starts_with("the gzip data end in the middle"), "{message}");

    let write = || {
        let mut out = Output::create(Vec::new(), "Out.CSV.GZ");
        out.write_all(table).unwrap();
        out.finish().unwrap()
    };
    assert_eq!(write(), write());
    assert_eq!(write()[4..8], [0; 4], "no time in the gzip header");
    assert_eq!(places(&write()), places(table));
    let mut plain = Output::create(Vec::new(), "out.csv");
    plain.write_all(table).unwrap();
    assert_eq!(plain.finish().unwrap(), table);
}

#[test]
fn a_header_is_answered_before_the_sender_goes_on() {
    struct Slow(bool);
    impl std::io::Read for Slow {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            assert!(!self.0, "read again although the header was there");
            self.0 = true;
            let text = b"lon,lat\n1,2\n";
            into[..2].copy_from_slice(&text[..2]);
            Ok(2.min(text.len()))
        }
    }
    let result =
        std::panic::catch_unwind(|| PointReader::open(Slow(false), &Columns::default()).is_ok());
    assert!(result.is_err(), "two bytes are no header, so it must ask for more");
    assert!(matches!(PointReader::open(&b"\n"[..], &Columns::default()), Err(PointsError::Empty)));
}
