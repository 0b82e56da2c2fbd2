//! Tokens are found by their hash until they are revoked.

use crate::scratch::Scratch;
use crate::town::who;
use domain::{AreaId, Moment};
use store::{NewToken, Role};

on_both!(a_token_is_found_by_its_hash_until_it_is_revoked, two_tokens_never_share_a_hash);

fn token(role: Role, byte: u8) -> NewToken {
    let area = byte.is_multiple_of(2).then_some(AreaId(u32::from(byte)));
    NewToken { name: format!("坐席{byte}"), role, area, hash: vec![byte; 32], created: Moment(7) }
}

fn a_token_is_found_by_its_hash_until_it_is_revoked(scratch: &Scratch) {
    let store = scratch.open();
    for (byte, role) in (0..).zip(Role::ALL) {
        let id = store.create_token(&token(role, byte), &who(7)).unwrap();
        let found = store.token_by_hash(&[byte; 32]).unwrap().unwrap();
        assert_eq!((found.id, found.role, found.revoked), (id, role, None));
        assert_eq!((found.name, found.area), (format!("坐席{byte}"), token(role, byte).area));
    }
    assert_eq!(store.token_by_hash(&[9; 32]).unwrap(), None);
    assert_eq!(store.token_by_hash(&[1; 31]).unwrap(), None, "a part of a hash is none");

    let admin = store.token_by_hash(&[4; 32]).unwrap().unwrap();
    assert!(store.revoke_token(admin.id, &who(8)).unwrap());
    assert!(!store.revoke_token(admin.id, &who(9)).unwrap(), "it is revoked already");
    assert_eq!(scratch.open().token_by_hash(&[4; 32]).unwrap(), None);
    let all = store.tokens().unwrap();
    assert_eq!(all.len(), 5);
    assert_eq!(all[4].revoked, Some(Moment(8)));
}

fn two_tokens_never_share_a_hash(scratch: &Scratch) {
    let store = scratch.open();
    store.create_token(&token(Role::Viewer, 1), &who(7)).unwrap();
    assert!(store.create_token(&token(Role::Admin, 1), &who(7)).is_err());
    assert_eq!(store.tokens().unwrap().len(), 1);
}
