//! Listening: bind, say where, stop gracefully.

use std::io::ErrorKind;
use std::net::SocketAddr;

use actix_web::HttpServer;

use super::app::app;

/// How browsers reach this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposure {
    /// From this machine only, without encryption.
    Loopback,
    /// Through a proxy that encrypts and passes `Host` and `X-Forwarded-For` on.
    BehindProxy,
}

/// Why serving could not start or went wrong.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is reachable from elsewhere and nothing encrypts.
    #[error(
        "{0} can be reached from other machines, and nothing would encrypt what is sent; \
         listen on 127.0.0.1, or put a proxy with TLS in front and say --behind-proxy"
    )]
    Exposed(SocketAddr),
    /// Another program listens there.
    #[error("{0} is in use by another program; stop it, or choose another address with --listen")]
    InUse(SocketAddr),
    /// The address cannot be bound.
    #[error("cannot listen on {0}: {1}; choose another address with --listen")]
    Bind(SocketAddr, std::io::Error),
    /// The server stopped with a fault.
    #[error("the server stopped: {0}")]
    Stopped(#[from] std::io::Error),
}

/// Serves until the process is told to stop (ctrl-c or TERM), then lets requests finish for ten seconds.
///
/// `listening` is called once with the address in use, which matters when port 0 was asked for.
///
/// # Errors
/// When the address may not or cannot be listened on, and when the server fails.
pub fn serve(
    address: SocketAddr,
    exposure: Exposure,
    listening: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    if exposure == Exposure::Loopback && !address.ip().is_loopback() {
        return Err(ServeError::Exposed(address));
    }
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || app(exposure))
            .shutdown_timeout(10)
            .bind(address)
            .map_err(|cause| match cause.kind() {
                ErrorKind::AddrInUse => ServeError::InUse(address),
                _ => ServeError::Bind(address, cause),
            })?;
        listening(server.addrs().first().copied().unwrap_or(address));
        server.run().await?;
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_an_address_others_can_reach_and_one_in_use() {
        let open = SocketAddr::from(([0, 0, 0, 0], 0));
        let refused = serve(open, Exposure::Loopback, |_| panic!("listening")).unwrap_err();
        assert!(refused.to_string().contains("--behind-proxy"), "{refused}");

        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap();
        let refused = serve(address, Exposure::Loopback, |_| panic!("listening")).unwrap_err();
        assert_eq!(
            refused.to_string(),
            format!(
                "{address} is in use by another program; stop it, or choose another address with --listen"
            )
        );
    }
}
