//! Listening: take the address, serve, stop gracefully.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::HttpServer;
use chrono::NaiveDate;

use super::app::{Site, app};
use super::run::run;
use crate::actions::renew_standings::renew_standings;
use crate::clinic::Clinic;

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

/// Takes the address, so that nothing is opened or made for a server that could not listen. Nobody is answered yet.
///
/// # Errors
/// When the address may not or cannot be listened on.
pub fn listen(address: SocketAddr, exposure: Exposure) -> Result<TcpListener, ServeError> {
    may_listen(address, exposure)?;
    TcpListener::bind(address).map_err(|cause| cannot_bind(address, cause))
}

/// Serves until the process is told to stop (ctrl-c or TERM), then lets requests finish for ten seconds.
///
/// # Errors
/// When the server fails.
pub fn serve(clinic: Clinic, listener: TcpListener, exposure: Exposure) -> Result<(), ServeError> {
    let site = Site::new(clinic.clone(), exposure);
    actix_web::rt::System::new().block_on(async move {
        actix_web::rt::spawn(renew_daily(clinic));
        let server = HttpServer::new(move || app(site.clone()))
            .shutdown_timeout(10)
            .listen(listener)?;
        server.run().await?;
        Ok(())
    })
}

/// Has the standings that time alone made old worked out anew: at the start, then soon after each midnight at the clinic.
/// Until then, and where it fails, the board works them out as it shows them.
async fn renew_daily(clinic: Clinic) {
    let mut minutes = actix_web::rt::time::interval(Duration::from_secs(60));
    let mut renewed_on: Option<NaiveDate> = None;
    loop {
        minutes.tick().await;
        let now = clinic.now();
        if renewed_on == Some(now.date) || clinic.is_read_only() {
            continue;
        }
        let at = clinic.clone();
        match run(move || renew_standings(&at, now)).await {
            Ok(count) => tracing::info!(count, "standings worked out anew"),
            Err(problem) => tracing::warn!(?problem, "the standings could not be worked out anew"),
        }
        renewed_on = Some(now.date);
    }
}

/// Whether this address may be listened on at all.
fn may_listen(address: SocketAddr, exposure: Exposure) -> Result<(), ServeError> {
    if exposure == Exposure::Loopback && !address.ip().is_loopback() {
        return Err(ServeError::Exposed(address));
    }
    Ok(())
}

fn cannot_bind(address: SocketAddr, cause: std::io::Error) -> ServeError {
    match cause.kind() {
        ErrorKind::AddrInUse => ServeError::InUse(address),
        _ => ServeError::Bind(address, cause),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_makes_an_address_safe_that_others_can_reach() {
        for (address, exposure, good) in [
            ("127.0.0.1:80", Exposure::Loopback, true),
            ("[::1]:80", Exposure::Loopback, true),
            ("0.0.0.0:80", Exposure::Loopback, false),
            ("192.168.1.5:80", Exposure::Loopback, false),
            ("[::]:80", Exposure::Loopback, false),
            ("0.0.0.0:80", Exposure::BehindProxy, true),
        ] {
            let address = address.parse().unwrap();
            assert_eq!(
                may_listen(address, exposure).is_ok(),
                good,
                "{address} {exposure:?}"
            );
        }
    }
}
