//! Who asks: the permission check in front of every route, and the member of staff a handler works for.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError};

use super::problem::Problem;
use crate::access::May;

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
    match request.app_data::<May>() {
        None => Err(Problem::Forbidden),
        Some(May::Anyone) => Ok(()),
        Some(_) => Err(Problem::LoggedOut {
            return_to: (request.method() == Method::GET).then(|| request.uri().to_string()),
        }),
    }
}
