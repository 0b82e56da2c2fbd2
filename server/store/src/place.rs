//! Where a database is, and how to say so without giving its password away.

use std::fmt;
use std::path::{Path, PathBuf};

/// A SQLite file or a PostgreSQL address. Its `Display` never holds a password.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// A SQLite file, as given.
    Sqlite(PathBuf),
    /// A PostgreSQL database.
    Postgres(Address),
}

/// A `postgres://` address; only the connection itself reads the whole of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    url: String,
}

impl Place {
    /// `postgres://…` and `postgresql://…` are addresses, anything else is a file.
    pub fn parse(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Self::Postgres(Address { url: text.into() })
        } else {
            Self::Sqlite(Path::new(text).to_path_buf())
        }
    }
}

impl Address {
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// `libpq` may quote parts of a malformed address in its message; what could
    /// be a password is taken out.
    pub(crate) fn without_secrets(&self, message: &str) -> String {
        let mut clean = message.to_owned();
        for secret in self.secrets().filter(|secret| !secret.is_empty()) {
            clean = clean.replace(secret, "***");
        }
        clean
    }

    /// Whatever may be the password, or a piece of it where it holds unescaped
    /// delimiters: all from the first `:` to the last `@`, and values in the query.
    fn secrets(&self) -> impl Iterator<Item = &str> {
        let rest = self.after_scheme();
        let user = rest.rsplit_once('@').map_or("", |(user, _)| user);
        let password = user.split_once(':').map_or("", |(_, password)| password);
        let delimiters = [':', '/', '?', '#', '@', '[', ']'];
        let pieces = password.split(delimiters).filter(|piece| piece.len() > 1);
        let query = rest.split_once('?').map_or("", |(_, query)| query);
        let values = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .filter_map(|(key, value)| matches!(key, "password" | "sslpassword").then_some(value));
        std::iter::once(password).chain(pieces).chain(values)
    }

    fn after_scheme(&self) -> &str {
        self.url.split_once("://").map_or("", |(_, rest)| rest)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => path.display().fmt(f),
            Self::Postgres(address) => address.fmt(f),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest = self.after_scheme();
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if path.contains('@') {
            // A password with an unescaped delimiter: nobody can say where it ends.
            return f.write_str("postgres://***");
        }
        f.write_str("postgres://")?;
        let host = match authority.rsplit_once('@') {
            None => authority,
            Some((user, host)) => {
                write!(f, "{}@", user.split_once(':').map_or(user, |(name, _)| name))?;
                host
            }
        };
        write!(f, "{host}{}", path.split_once('?').map_or(path, |(path, _)| path))
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Place({self})")
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str) -> Address {
        match Place::parse(url) {
            Place::Postgres(address) => address,
            Place::Sqlite(path) => panic!("{path:?} is a file"),
        }
    }

    #[test]
    fn an_address_is_shown_without_its_password() {
        let shown = |url: &str| address(url).to_string();
        assert_eq!(shown("postgres://u:s3cret@h:1/d?sslpassword=x"), "postgres://u@h:1/d");
        assert_eq!(shown("postgresql://u:a@b@h/e"), "postgres://u@h/e");
        for tangled in ["u:a/b@h/d", "u:a?b@h/d", "u:a@b/c@h/d", "h/d?password=s3@cret"] {
            assert_eq!(shown(&format!("postgres://{tangled}")), "postgres://***");
        }
        assert_eq!(shown("postgres://h/d?password=s3cret"), "postgres://h/d");
        assert_eq!(format!("{:?}", Place::parse("postgres://u:p@h/d")), "Place(postgres://u@h/d)");
    }

    #[test]
    fn a_message_is_freed_of_the_password_and_its_pieces() {
        let tangled = address("postgres://u:hun/ter2@h/d?password=s3cret");
        assert_eq!(
            tangled.without_secrets("bad port \"hun\" in hun/ter2 near ter2 s3cret"),
            "bad port \"***\" in *** near *** ***"
        );
    }

    #[test]
    fn anything_else_is_a_file() {
        assert_eq!(Place::parse("data/town.db"), Place::Sqlite("data/town.db".into()));
    }
}
