//! The application: every route with what stands around it. `serve` and the tests use the same one.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, Error, web};
use tracing_actix_web::TracingLogger;

use super::serve::Exposure;
use super::throttle::Throttle;
use super::{guard, page, problem, routes};
use crate::clinic::Clinic;

/// What all threads of one server share.
#[derive(Clone)]
pub struct Site {
    clinic: web::Data<Clinic>,
    exposure: web::Data<Exposure>,
    throttle: web::Data<Throttle>,
}

impl Site {
    /// The pages of this clinic, reached in this way.
    #[must_use]
    pub fn new(clinic: Clinic, exposure: Exposure) -> Site {
        Site {
            clinic: web::Data::new(clinic),
            exposure: web::Data::new(exposure),
            throttle: web::Data::new(Throttle::default()),
        }
    }
}

/// The application. Settings switch behaviour inside the middleware, so its type is always the same.
pub fn app(
    site: Site,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    // Wraps run from the last to the first: the headers stand outermost.
    App::new()
        .app_data(site.clinic)
        .app_data(site.exposure)
        .app_data(site.throttle)
        .app_data(problem::path_config())
        .app_data(problem::query_config())
        .app_data(problem::form_config())
        .configure(routes::register)
        .default_service(web::route().to(problem::nowhere))
        .wrap(from_fn(page::told))
        .wrap(from_fn(guard::same_origin))
        .wrap(from_fn(guard::own_host))
        .wrap(TracingLogger::default())
        .wrap(Compress::default())
        .wrap(from_fn(guard::headers))
}
