//! The application: every route with what stands around it. `serve` and the tests use the same one.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, Error, web};
use tracing_actix_web::TracingLogger;

use super::serve::Exposure;
use super::{guard, problem, routes};

/// The application. Settings switch behaviour inside the middleware, so its type is always the same.
pub fn app(
    exposure: Exposure,
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
        .app_data(web::Data::new(exposure))
        .app_data(problem::path_config())
        .app_data(problem::query_config())
        .app_data(problem::form_config())
        .configure(routes::register)
        .default_service(web::route().to(problem::nowhere))
        .wrap(from_fn(guard::same_origin))
        .wrap(TracingLogger::default())
        .wrap(Compress::default())
        .wrap(from_fn(guard::headers))
}
