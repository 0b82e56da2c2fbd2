//! How the server is opened to others.

use crate::actions::releases::BaseMap;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Who may ask without a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exposure {
    /// Only this machine reaches it; reading is open for trying.
    Loopback,
    /// Every route needs a token.
    Internal,
    /// The public routes are open; everything else needs a token.
    Public,
}

/// Why the server refuses to start. Nothing is listening.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ServeError {
    /// Others could reach it and nobody said what they may see.
    #[error(
        "{0} can be reached from other machines: add --internal (every route needs a token) or --public (public layers only)"
    )]
    Exposed(SocketAddr),
    /// Half a certificate.
    #[error("--tls-cert and --tls-key go together")]
    HalfTls,
}

/// Everything `serve` was told.
#[derive(Debug, Clone)]
pub(crate) struct ServeConfig {
    /// Where to listen.
    pub(crate) listen: SocketAddr,
    /// Who may ask without a token.
    pub(crate) exposure: Exposure,
    /// The map review number (审图号), shown on every map.
    pub(crate) review_number: Option<String>,
    /// Certificate and key, PEM.
    pub(crate) tls: Option<(PathBuf, PathBuf)>,
    /// A raster base map.
    pub(crate) base_map: Option<BaseMap>,
}

impl ServeConfig {
    /// Decides the exposure from what was said.
    pub(crate) fn exposure(
        listen: SocketAddr,
        internal: bool,
        public: bool,
    ) -> Result<Exposure, ServeError> {
        match (internal, public) {
            (true, _) => Ok(Exposure::Internal),
            (_, true) => Ok(Exposure::Public),
            _ if listen.ip().is_loopback() => Ok(Exposure::Loopback),
            _ => Err(ServeError::Exposed(listen)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn off_loopback_somebody_must_say_who_may_look() {
        let open: SocketAddr = "0.0.0.0:8080".parse().unwrap();
        let own: SocketAddr = "[::1]:8080".parse().unwrap();
        assert_eq!(ServeConfig::exposure(own, false, false), Ok(Exposure::Loopback));
        assert_eq!(ServeConfig::exposure(open, false, false), Err(ServeError::Exposed(open)));
        assert_eq!(ServeConfig::exposure(open, true, false), Ok(Exposure::Internal));
        assert_eq!(ServeConfig::exposure(open, false, true), Ok(Exposure::Public));
    }
}
