//! A batch as lines of JSON.

use domain::topo::Point;
use exchange::points::{Line, LineFault, Lines, NoPosition};

fn lines(text: &[u8]) -> Vec<Line> {
    Lines::new(text).map(Result::unwrap).collect()
}

#[test]
fn a_line_gives_its_place_accuracy_and_id() {
    let read = lines(b"{\"lon\":116.3913,\"lat\":39.9075,\"accuracy\":20,\"id\":\"7\"}\r\n\n{\"lat\":1,\"lon\":2,\"id\":3}");
    let place = read[0].place.as_ref().unwrap();
    assert_eq!((place.at, place.accuracy), (Point::new(1_163_913_000, 399_075_000), Some(20.0)));
    assert_eq!(read[0].id, Some("7".into()));
    assert_eq!((read[1].number, read[1].id.clone()), (3, Some(3.into())));
}

#[test]
fn a_faulty_line_is_answered_and_the_next_one_read() {
    let text = b"{\"lon\":200,\"lat\":1,\"id\":1}\n{\"lon\":1}\n{\"lon\":1,\"lat\":2,\"speed\":3}\nnonsense\n\
        {\"lon\":\"1\",\"lat\":2}\n\xff\n{\"lon\":1,\"lat\":2,\"accuracy\":-1}\n{\"lon\":1,\"lat\":2,\"id\":[]}\n{\"lon\":0,\"lat\":0}\n";
    let faults: Vec<String> = lines(text)
        .into_iter()
        .map(|line| line.place.map_or_else(|fault| fault.to_string(), |_| "ok".into()))
        .collect();
    assert_eq!(
        faults,
        [
            "the position is no place on Earth",
            "there is no position",
            "column 24: unknown field `speed`, expected one of `lon`, `lat`, `accuracy`, `id`",
            "column 2: expected ident",
            "column 10: invalid type: string \"1\", expected f64",
            "the line is not UTF-8: byte 0 cannot be read",
            "`accuracy` must be a number of metres, 0 or more",
            "`id` must be a text or a number",
            "ok",
        ]
    );
    assert_eq!(lines(text)[0].id, Some(1.into()));
}

#[test]
fn a_line_without_end_does_not_fill_memory() {
    let mut text = vec![b' '; 1 << 20];
    text.extend_from_slice(b"x\n{\"lon\":1,\"lat\":2}\n");
    let read = lines(&text);
    assert_eq!(read.len(), 1, "blanks, however many, are no line: {read:?}");
    let mut text = vec![b'x'; 1 << 20];
    text.extend_from_slice(b"\n{\"lon\":null,\"lat\":2}\n");
    let read = lines(&text);
    assert!(matches!(read[0].place, Err(LineFault::TooLong { .. })));
    assert_eq!(read[1].place, Err(LineFault::Position(NoPosition::Blank)));
}
