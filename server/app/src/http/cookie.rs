//! The cookie of a session.

use axum::http::{HeaderMap, HeaderValue, header};
use std::time::Duration;

/// Its name.
const NAME: &str = "jingwei";

/// The secret in the cookie of a request.
pub(super) fn secret(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|all| all.to_str().ok());
    let mut pairs = cookies.flat_map(|all| all.split(';')).filter_map(|one| one.split_once('='));
    pairs.find(|(name, _)| name.trim() == NAME).map(|(_, value)| value.trim())
}

/// A cookie that no script reads, that no other site's page sends along and, behind TLS,
/// that never travels in the clear.
pub(super) fn set(secret: &str, keep: Duration, tls: bool) -> Option<HeaderValue> {
    let secure = if tls { "; Secure" } else { "" };
    let age = keep.as_secs();
    let text = format!("{NAME}={secret}; HttpOnly; SameSite=Strict; Path=/; Max-Age={age}{secure}");
    HeaderValue::from_str(&text).ok()
}

/// Takes the cookie away.
pub(super) fn clear(tls: bool) -> Option<HeaderValue> {
    set("", Duration::ZERO, tls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        assert_eq!(secret(&headers), None);
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; notjingwei=2"));
        assert_eq!(secret(&headers), None);
        headers.append(header::COOKIE, HeaderValue::from_static("b=3; jingwei=s3-cr_t ; c"));
        assert_eq!(secret(&headers), Some("s3-cr_t"));
    }

    #[test]
    fn a_cookie_is_secure_behind_tls_and_goes_with_an_age_of_nothing() {
        let open = set("s", Duration::from_mins(1), false).unwrap();
        assert_eq!(open, "jingwei=s; HttpOnly; SameSite=Strict; Path=/; Max-Age=60");
        let sealed = clear(true).unwrap();
        assert_eq!(sealed, "jingwei=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0; Secure");
    }
}
