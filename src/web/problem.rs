//! What a request can fail with, and the page that says so.
//!
//! The only place that knows status codes of failures and the only one that logs them, once, under the reference
//! number the page shows.

use std::fmt::{self, Display};

use actix_web::dev::ResourceDef;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, LOCATION};
use actix_web::{HttpRequest, HttpResponse, ResponseError, error, web};
use askama::Template;

use super::guard;
use super::routes;

/// Why a request is answered with an error page.
#[derive(Debug)]
pub enum Problem {
    /// No such page or record, or one outside this person's reach: both answer alike.
    NotFound,
    /// Nobody is logged in, or the login has ended; `return_to` is where to go on after logging in.
    LoggedOut {
        /// The path asked for, when going back to it is safe (it was a `GET`).
        return_to: Option<String>,
    },
    /// This role does not have the permission.
    Forbidden,
    /// The page exists, but not for this method.
    WrongMethod {
        /// The methods it has, for the `Allow` header.
        allowed: String,
    },
    /// Somebody else has changed the record; the sentence says what to do.
    Conflict(String),
    /// Words of the record hold letters that no paper can show; the sentence names them.
    Unprintable(String),
    /// The form was drawn for somebody else who was logged in at this browser.
    OfSomeoneElse,
    /// The request names another host than this server.
    Misdirected,
    /// The request cannot be read; the sentence says why. Forms with faults are given back as pages instead.
    Invalid(String),
    /// The request is larger than the clinic accepts.
    TooLarge,
    /// Too many failed logins; the sentence says how long to wait.
    TooMany(String),
    /// The database cannot be reached or written; the text goes to the log only.
    Unavailable(String),
    /// A fault in the program; the text goes to the log only.
    Internal(String),
}

impl Problem {
    /// An `Internal` with its cause for the log.
    pub fn internal(cause: impl Display) -> Problem {
        Problem::Internal(cause.to_string())
    }

    fn heading(&self) -> &'static str {
        match self {
            Problem::NotFound => "Page not found",
            Problem::LoggedOut { .. } => "You are logged out",
            Problem::Forbidden => "Not open to you",
            Problem::WrongMethod { .. } => "That cannot be done here",
            Problem::Conflict(_) => "Someone else has changed this",
            Problem::Unprintable(_) => "This cannot be printed",
            Problem::OfSomeoneElse => "This is somebody else’s form",
            Problem::Misdirected => "This is not that address",
            Problem::Invalid(_) => "That could not be read",
            Problem::TooLarge => "Too much at once",
            Problem::TooMany(_) => "Too many tries",
            Problem::Unavailable(_) => "The records cannot be reached",
            Problem::Internal(_) => "Something went wrong here",
        }
    }

    fn sentence(&self) -> &str {
        match self {
            Problem::NotFound => {
                "There is no such page, or it belongs to a patient of a team you are not in. \
                 A clinician can ask to see a patient of another team."
            }
            Problem::LoggedOut { .. } => {
                "What you sent was not saved. Log in in another tab, come back to this one, and send it again."
            }
            Problem::Forbidden => {
                "Your role does not include this. Ask the lead clinician or the administrator if it should."
            }
            Problem::OfSomeoneElse => {
                "This form was opened by somebody else who was logged in here. Nothing was saved. Log in as that person \
                 to go on; what they typed is kept for them where it was kept."
            }
            Problem::Misdirected => {
                "Ninefold answers on this machine alone, under localhost or 127.0.0.1: open it with the address it gave when it was started."
            }
            Problem::WrongMethod { .. } => "Go back and use the buttons of the page you came from.",
            Problem::TooLarge => "Shorten what you typed and send it again; nothing was saved.",
            Problem::Unavailable(_) => {
                "Nothing was saved. Wait a minute and try again; if it stays, tell your administrator."
            }
            Problem::Internal(_) => {
                "Nothing was saved. Try again; if it happens again, give your administrator the reference below."
            }
            Problem::Conflict(sentence)
            | Problem::Unprintable(sentence)
            | Problem::Invalid(sentence)
            | Problem::TooMany(sentence) => sentence,
        }
    }

    fn way_back(&self) -> (&'static str, &'static str) {
        match self {
            Problem::LoggedOut { .. } => ("/login", "Log in"),
            Problem::TooMany(_) => ("/login", "Back to the login page"),
            _ => ("/", "Go to the board"),
        }
    }

    fn ask(&self) -> Option<&'static str> {
        const ASK: &str = "/patients/access_requests/new";
        let is_built = routes::ROUTES.iter().any(|route| route.path == ASK);
        (is_built && matches!(self, Problem::NotFound)).then_some(ASK)
    }

    fn log(&self, reference: &str) {
        match self {
            Problem::Unavailable(cause) | Problem::Internal(cause) => {
                tracing::error!(reference, cause, "{}", self.heading());
            }
            _ => tracing::info!(reference, "{}", self.heading()),
        }
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.heading())
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    heading: &'a str,
    sentence: &'a str,
    way_back: (&'a str, &'a str),
    /// How to ask for access, where something was not found; the same for what is missing and what is foreign.
    ask: Option<&'a str>,
    reference: &'a str,
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        match self {
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::LoggedOut { return_to: Some(_) } => StatusCode::SEE_OTHER,
            Problem::LoggedOut { return_to: None } => StatusCode::UNAUTHORIZED,
            Problem::Forbidden => StatusCode::FORBIDDEN,
            Problem::WrongMethod { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Problem::Conflict(_) | Problem::OfSomeoneElse => StatusCode::CONFLICT,
            Problem::Unprintable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Problem::Invalid(_) => StatusCode::BAD_REQUEST,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Problem::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Problem::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The error page, with the security headers: an error raised outside every handler still carries them.
    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status_code());
        for header in guard::HEADERS {
            answer.insert_header(header);
        }
        if let Problem::LoggedOut {
            return_to: Some(path),
        } = self
        {
            let address = format!("/login?return_to={}", guard::encode_query(path));
            return answer.insert_header((LOCATION, address)).finish();
        }
        if let Problem::WrongMethod { allowed } = self {
            answer.insert_header((ALLOW, allowed.as_str()));
        }
        let reference = reference();
        self.log(&reference);
        let page = ProblemPage {
            heading: self.heading(),
            sentence: self.sentence(),
            way_back: self.way_back(),
            ask: self.ask(),
            reference: &reference,
        };
        answer.insert_header((CONTENT_TYPE, "text/html; charset=utf-8"));
        match page.render() {
            Ok(html) => answer.body(html),
            Err(cause) => {
                tracing::error!(reference, %cause, "the error page could not be drawn");
                answer.body(self.heading())
            }
        }
    }
}

/// Eight letters and digits that are hard to confuse, in two groups: short enough to read out on the telephone.
fn reference() -> String {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut random = [0; 8];
    if getrandom::fill(&mut random).is_err() {
        return "NONE".to_owned();
    }
    let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
    let (first, second) = random.split_at(4);
    let group = |bytes: &[u8]| bytes.iter().map(letter).collect::<String>();
    format!("{}-{}", group(first), group(second))
}

/// Answers whatever no route takes: 405 where the path exists with another method, 404 otherwise.
pub async fn nowhere(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let here = routes::ROUTES
        .iter()
        .filter(|route| ResourceDef::new(route.path).is_match(request.path()));
    let allowed: Vec<&str> = here.map(|route| route.method.as_str()).collect();
    Err(if allowed.is_empty() {
        Problem::NotFound
    } else {
        Problem::WrongMethod {
            allowed: allowed.join(", "),
        }
    })
}

/// An id in the path that is no id answers like one that does not exist.
pub fn path_config() -> web::PathConfig {
    web::PathConfig::default().error_handler(|_, _| Problem::NotFound.into())
}

/// A query string that cannot be read.
pub fn query_config() -> web::QueryConfig {
    web::QueryConfig::default().error_handler(|_, _| {
        Problem::Invalid(
            "The address has a part that cannot be read. Go back and use the links of the page."
                .into(),
        )
        .into()
    })
}

/// A form body that is too large or no form.
pub fn form_config() -> web::FormConfig {
    web::FormConfig::default()
        .limit(super::form::LARGEST_BODY)
        .error_handler(|cause, _| match cause {
            error::UrlencodedError::Overflow { .. } => Problem::TooLarge.into(),
            _ => Problem::Invalid(
                "The form arrived damaged. Go back, check what you typed, and send it again."
                    .into(),
            )
            .into(),
        })
}
