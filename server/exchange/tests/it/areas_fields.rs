//! Which property is what, wished and guessed.

use crate::drawn::{LIMIT, collection, feature, level, read_all, square};
use domain::LevelKey;
use exchange::areas::{Fields, Mapping, ReadError, read};

fn file(properties: &[&str]) -> String {
    let features = properties.iter().zip(0u32..);
    let features: Vec<_> =
        features.map(|(given, n)| feature(given, &square(100.0 + f64::from(n), 30.0))).collect();
    collection(&features)
}

/// The guessed fields as `code name parent`.
fn guessed(level: &str, properties: &[&str]) -> String {
    let level = LevelKey::new(level).unwrap();
    let Mapping { code, name, parent } =
        read(file(properties).as_bytes(), &level, &Fields::default(), LIMIT).unwrap().mapping;
    assert!(code.guessed);
    let shown = |chosen: Option<exchange::areas::Chosen>| chosen.map_or("-".into(), |c| c.field);
    format!("{} {} {}", code.field, shown(name), shown(parent))
}

#[test]
fn well_known_names_are_guessed() {
    assert_eq!(
        guessed("grid", &[r#"{"网格编码":"1","名称":"甲","上级编码":"9","备注":"x"}"#]),
        "网格编码 名称 上级编码"
    );
    assert_eq!(guessed("grid", &[r#"{"OBJECTID":1,"GEOID":"5","NAME":"a"}"#]), "GEOID NAME -");
    assert_eq!(
        guessed("beat", &[r#"{"beat_num":"0111","sector":"1","district":"01"}"#]),
        "beat_num - -"
    );
    assert_eq!(
        guessed("district", &[r#"{"dist_label":"17TH","dist_num":"17"}"#]),
        "dist_num dist_label -"
    );
    assert_eq!(guessed("grid", &[r#"{"code":"1","parent":{"adcode":1}}"#]), "code - -");
}

#[test]
fn a_level_has_a_say_in_the_guess() {
    let row = r#"{"community_code":"C1","grid_code":"G1","community_name":"甲","grid_name":"乙"}"#;
    assert_eq!(guessed("grid", &[row]), "grid_code grid_name -");
    assert_eq!(guessed("community", &[row]), "community_code community_name -");
}

#[test]
fn a_field_called_like_the_level_is_its_code_or_its_name() {
    let row = r#"{"community":"ROGERS PARK","community_area":"1"}"#;
    assert_eq!(guessed("community", &[row]), "community_area community -");
    assert_eq!(guessed("area", &[row]), "community_area community -");
    assert_eq!(guessed("ward", &[r#"{"ward":"12"}"#]), "ward - -");
}

#[test]
fn a_field_that_repeats_or_lacks_values_is_no_code() {
    let rows = [
        r#"{"code":"same","shape_no":"1","text":"a"}"#,
        r#"{"code":"same","shape_no":"2","text":"b"}"#,
        r#"{"code":"same","shape_no":"3","text":null}"#,
    ];
    assert_eq!(guessed("grid", &rows), "shape_no - -");
    let none = file(&[r#"{"code":["a"]}"#, r#"{"code":["b"]}"#]);
    let error = read_all(none).unwrap_err();
    assert_eq!(error.to_string(), "no field looks like a code; name one. There are: code");
}

#[test]
fn the_id_of_a_feature_may_be_its_code() {
    let one = |id: &str| {
        let rest = &feature(r#"{"a":null}"#, &square(1.0, 1.0))[1..];
        format!(r#"{{"id":{id},{rest}"#)
    };
    let read = read_all(collection(&[one("7"), one("\"8\"")])).unwrap();
    assert_eq!(read.mapping.code.field, exchange::areas::FEATURE_ID);
    assert_eq!(read.areas.iter().map(|area| area.code.as_str()).collect::<Vec<_>>(), ["7", "8"]);
}

#[test]
fn numbers_become_their_text_and_the_rest_stays_as_given() {
    let read = read_all(file(&[
        r#"{"code":12.0,"name":"a","parent":3,"population":5.1,"list":[1,2.50],"none":null}"#,
        r#"{"code":17031720200,"name":"b","parent":null,"population":7}"#,
    ]))
    .unwrap();
    let [first, second] = read.areas.as_slice() else { panic!("two areas") };
    assert_eq!((first.code.as_str(), second.code.as_str()), ("12", "17031720200"));
    assert_eq!(first.parent.as_ref().map(domain::Code::as_str), Some("3"));
    assert_eq!(second.parent, None);
    let kept = serde_json::to_string(&first.attributes).unwrap();
    assert_eq!(kept, r#"{"list":[1,2.5],"none":null,"population":5.1}"#);
}

#[test]
fn wishes_are_followed_and_may_say_that_there_is_no_such_field() {
    let file = file(&[r#"{"code":"1","other":"X","name":"n","parent":"p"}"#]);
    let wish = Fields {
        code: Some("other".into()),
        name: Some(String::new()),
        parent: Some(String::new()),
    };
    let read = read(file.as_bytes(), &level(), &wish, LIMIT).unwrap();
    assert_eq!((read.areas[0].code.as_str(), read.areas[0].name.as_str()), ("X", "X"));
    assert!(!read.mapping.code.guessed && read.mapping.parent.is_none());
    assert_eq!(read.areas[0].attributes.len(), 3);
}

#[test]
fn a_wished_field_that_is_nowhere_is_refused_with_those_there_are() {
    let wish = Fields { parent: Some("district".into()), ..Fields::default() };
    let file = file(&[r#"{"code":"1","name":"n"}"#]);
    let error = read(file.as_bytes(), &level(), &wish, LIMIT).unwrap_err();
    assert!(matches!(error, ReadError::NoSuchField { role: "parent", .. }));
    assert_eq!(
        error.to_string(),
        "no feature has the field `district` that is to give the parent; there are: code, name"
    );
}
