//! Who asks: the permission check in front of every route, and the member of staff a handler works for.

use std::future::{Ready, ready};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, ResponseError};

use super::problem::Problem;
use crate::access::{self, May};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Whoever asks, logged in or not.
    Anyone,
    /// Staff whose role has the permission.
    Needs(May),
}

/// The member of staff who is logged in, for a handler: `staff: Staff`.
///
/// The permission was checked before the handler ran; on a route for anyone there is no `Staff`, and asking for one is refused.
#[derive(Debug, Clone)]
pub struct Staff(pub access::Staff);

impl std::ops::Deref for Staff {
    type Target = access::Staff;
    fn deref(&self) -> &access::Staff {
        &self.0
    }
}

impl FromRequest for Staff {
    type Error = Problem;
    type Future = Ready<Result<Staff, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            request
                .extensions()
                .get::<Staff>()
                .cloned()
                .ok_or(Problem::Forbidden),
        )
    }
}

/// Lets a request through to its handler when the route's permission allows; a route without one is refused.
pub async fn require(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match admit(&request).await {
        Ok(()) => Ok(next.call(request).await?.map_into_boxed_body()),
        Err(problem) => Ok(request.into_response(problem.error_response())),
    }
}

async fn admit(request: &ServiceRequest) -> Result<(), Problem> {
    match request.app_data::<Access>() {
        None => Err(Problem::Forbidden),
        Some(Access::Anyone) => Ok(()),
        Some(_) => Err(Problem::LoggedOut {
            return_to: (request.method() == Method::GET).then(|| request.uri().to_string()),
        }),
    }
}
