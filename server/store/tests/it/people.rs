//! People sign in while they may, and can be forgotten without losing the log.

use crate::scratch::Scratch;
use crate::town::who;
use domain::{AreaId, Moment};
use store::{Grant, LogFilter, NewPerson, NewSession, PersonError, Role, Store};

on_both!(
    a_person_is_found_by_login_with_what_they_may_do,
    a_login_is_given_once,
    a_session_lasts_until_it_expires_or_its_person_may_not_sign_in,
    an_erased_person_leaves_a_number_and_nothing_else,
);

fn li(store: &Store) -> i64 {
    let new = NewPerson {
        login: "li".into(),
        name: "李某".into(),
        password_hash: Some("$argon2id$1".into()),
    };
    store.add_person(&new, &who(3)).unwrap()
}

fn sign_in(store: &Store, person: i64, byte: u8) {
    let new =
        NewSession { hash: vec![byte; 32], person, created: Moment(10), expires: Moment(100) };
    store.open_session(&new).unwrap();
}

fn a_person_is_found_by_login_with_what_they_may_do(scratch: &Scratch) {
    let store = scratch.open();
    let id = li(&store);
    let here = Grant { role: Role::Planner, area: Some(AreaId(7)) };
    let everywhere = Grant { role: Role::Planner, area: None };
    for grant in [here, everywhere] {
        assert!(store.grant(id, grant, &who(4)).unwrap());
        assert!(!store.grant(id, grant, &who(5)).unwrap(), "granted already");
    }
    let found = scratch.open().person_by_login("li").unwrap().unwrap();
    assert_eq!(found.password_hash.as_deref(), Some("$argon2id$1"));
    assert_eq!((found.person.id, found.person.created), (id, Moment(3)));
    assert_eq!(found.person.grants, [here, everywhere]);
    assert_eq!(store.people().unwrap(), [found.person]);
    assert_eq!(store.person_by_login("Li").unwrap(), None);

    assert!(store.revoke(id, here, &who(6)).unwrap());
    assert!(!store.revoke(id, here, &who(6)).unwrap());
    assert_eq!(store.person(id).unwrap().unwrap().grants, [everywhere]);
    let nobody = store.grant(9, here, &who(6));
    assert!(matches!(nobody, Err(PersonError::Unknown { id: 9 })), "{nobody:?}");
}

fn a_login_is_given_once(scratch: &Scratch) {
    let store = scratch.open();
    li(&store);
    let again = NewPerson { login: "li".into(), name: "黎".into(), password_hash: None };
    let taken = store.add_person(&again, &who(4));
    assert!(matches!(&taken, Err(PersonError::LoginTaken { login }) if login == "li"), "{taken:?}");
    assert_eq!(store.people().unwrap().len(), 1);
    assert_eq!(store.change_log(&LogFilter::default(), 9).unwrap().len(), 1, "a refusal is none");
}

fn a_session_lasts_until_it_expires_or_its_person_may_not_sign_in(scratch: &Scratch) {
    let store = scratch.open();
    let id = li(&store);
    sign_in(&store, id, 1);
    let session = store.session_by_hash(&[1; 32], Moment(99)).unwrap().unwrap();
    assert_eq!((session.person.id, session.last_seen), (id, Moment(10)));
    assert_eq!(store.session_by_hash(&[1; 32], Moment(100)).unwrap(), None);
    assert_eq!(store.session_by_hash(&[1; 31], Moment(50)).unwrap(), None);
    assert!(store.touch_session(&[1; 32], Moment(50)).unwrap());
    assert_eq!(store.sweep_sessions(Moment(60), Moment(50)).unwrap(), 0);
    assert_eq!(store.sweep_sessions(Moment(60), Moment(51)).unwrap(), 1, "unused too long");
    assert!(!store.touch_session(&[1; 32], Moment(61)).unwrap());

    sign_in(&store, id, 2);
    assert!(store.close_session(&[2; 32]).unwrap());
    assert!(!store.close_session(&[2; 32]).unwrap());
    sign_in(&store, id, 3);
    store.set_password(id, Some("$argon2id$2"), &who(20)).unwrap();
    assert_eq!(store.session_by_hash(&[3; 32], Moment(50)).unwrap(), None, "a new password");
    sign_in(&store, id, 4);
    store.disable_person(id, &who(21)).unwrap();
    assert_eq!(store.session_by_hash(&[4; 32], Moment(50)).unwrap(), None);
    store.enable_person(id, &who(22)).unwrap();
    assert_eq!(store.session_by_hash(&[4; 32], Moment(50)).unwrap(), None, "nor afterwards");
}

fn an_erased_person_leaves_a_number_and_nothing_else(scratch: &Scratch) {
    let store = scratch.open();
    let id = li(&store);
    store.rename_person(id, "李四", &who(4)).unwrap();
    store.grant(id, Grant { role: Role::Admin, area: None }, &who(4)).unwrap();
    sign_in(&store, id, 1);
    store.erase_person(id, &who(5)).unwrap();
    let erased = store.person(id).unwrap().unwrap();
    assert_eq!((erased.login, erased.name.as_str(), erased.grants), (None, "", vec![]));
    assert_eq!((erased.disabled, erased.erased), (Some(Moment(5)), Some(Moment(5))));
    assert_eq!(store.session_by_hash(&[1; 32], Moment(50)).unwrap(), None);
    let again = store.enable_person(id, &who(6));
    assert!(matches!(again, Err(PersonError::Unknown { .. })), "{again:?}");

    let mut file = Vec::new();
    store.backup(&mut file).unwrap();
    let text = std::io::read_to_string(flate2::read::GzDecoder::new(file.as_slice())).unwrap();
    assert!(!text.contains("李") && !text.contains("argon2id"), "{text}");
    assert_ne!(li(&store), id, "the login is free, the number is not");
}
