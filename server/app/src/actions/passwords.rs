//! Passwords: hashed slowly, compared in the same time whoever asks.
//!
//! The hash is argon2id with 19 MiB of memory and two passes, which makes guessing dear
//! even for whoever stole the database. Its text names its own parameters, so that those
//! of later years can be higher without locking anybody out.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use std::sync::LazyLock;

/// The least length. Length is what makes a password hard to guess; signs and digits that
/// are asked for come as `1!` at the end.
const SHORTEST: usize = 10;

/// Longer ones only cost time.
const LONGEST: usize = 256;

/// Why a text may not be a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Weak {
    /// It is soon guessed.
    #[error("a password has {SHORTEST} characters or more; several words are good")]
    Short,
    /// It is no password but a file.
    #[error("a password has {LONGEST} bytes at most")]
    Long,
    /// It is the first thing anybody tries.
    #[error("the password must not be the login, nor one character again and again")]
    Plain,
}

/// Whether a text may be the password of this login.
pub(crate) fn check(password: &str, login: &str) -> Result<(), Weak> {
    if password.len() > LONGEST {
        return Err(Weak::Long);
    }
    if password.chars().count() < SHORTEST {
        return Err(Weak::Short);
    }
    let first = password.chars().next();
    let is_login = password.trim().to_lowercase() == login.to_lowercase();
    if is_login || password.chars().all(|c| Some(c) == first) {
        return Err(Weak::Plain);
    }
    Ok(())
}

/// The hash of a password, with a salt of its own: what is kept.
pub(crate) fn hash(password: &str) -> anyhow::Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|cause| anyhow::anyhow!("hashing a password: {cause}"))?.to_string())
}

/// Whether this is the password behind the hash. Without a hash, of somebody who is not
/// known or has no password, as much work is done and the answer is no: how long it takes
/// does not tell which logins there are.
pub(crate) fn is_right(password: &str, hash: Option<&str>) -> bool {
    static NOBODYS: LazyLock<Option<String>> = LazyLock::new(|| self::hash("nobody's").ok());
    let known = hash.is_some();
    let Some(text) = hash.or(NOBODYS.as_deref()) else { return false };
    if password.len() > LONGEST {
        return false;
    }
    let Ok(hash) = PasswordHash::new(text) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && known
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn a_password_is_known_by_its_hash_and_two_hashes_of_it_differ() {
        let (one, other) = (hash("correct horse").unwrap(), hash("correct horse").unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, other);
        assert!(is_right("correct horse", Some(&one)) && is_right("correct horse", Some(&other)));
        assert!(!is_right("correct horsf", Some(&one)));
        assert!(!is_right("correct horse", Some("no hash")));
    }

    #[test]
    fn the_password_behind_the_hash_of_nobody_opens_nothing() {
        assert!(!is_right("nobody's", None));
    }

    #[test]
    fn an_older_hash_with_less_work_still_counts() {
        let less = argon2::Params::new(4096, 1, 1, None).unwrap();
        let argon = Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, less);
        let older = argon.hash_password(b"correct horse").unwrap().to_string();
        assert!(older.starts_with("$argon2id$v=19$m=4096,t=1,p=1$"), "{older}");
        assert!(is_right("correct horse", Some(&older)));
        assert!(!is_right("wrong", Some(&older)));
    }

    /// The work is the same; a timing test asks for the same order of magnitude only.
    #[test]
    fn an_unknown_login_takes_as_long_as_a_wrong_password() {
        let known = hash("correct horse").unwrap();
        is_right("x", None);
        let took = |hash: Option<&str>| {
            let shortest = (0..3).map(|_| {
                let start = Instant::now();
                is_right("wrong", hash);
                start.elapsed()
            });
            shortest.min().unwrap_or(Duration::ZERO)
        };
        let (known, unknown) = (took(Some(&known)), took(None));
        assert!(known < unknown * 8 && unknown < known * 8, "{known:?} and {unknown:?}");
    }

    #[test]
    fn what_is_tried_first_is_no_password() {
        assert_eq!(check("short", "wang"), Err(Weak::Short));
        assert_eq!(check("网格网格网格网格网", "wang"), Err(Weak::Short), "nine characters");
        assert_eq!(check("aaaaaaaaaaaa", "wang"), Err(Weak::Plain));
        assert_eq!(check("Wang.Xiaoming", "wang.xiaoming"), Err(Weak::Plain));
        assert_eq!(check(&"ab".repeat(200), "wang"), Err(Weak::Long));
        assert_eq!(check("四个好词在一起很好记", "wang"), Ok(()));
    }
}
