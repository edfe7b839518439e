//! A browser that is logged in as one of the test clinic's people: `clinic.browser(&clinic.asha).get("/board").await`.

use actix_web::cookie::Cookie;
use actix_web::http::header::{LOCATION, SET_COOKIE};
use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use ninefold::access::Staff;
use ninefold::actions::log_in::token_hash;
use ninefold::audit::Actor;
use ninefold::records::logins;
use ninefold::web::Exposure;
use ninefold::web::app::{Site, app};

use super::TestClinic;

/// Who sends requests.
pub struct Browser {
    site: Site,
    cookies: Vec<Cookie<'static>>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    /// Where it leads, for a redirect; empty otherwise.
    pub location: String,
    /// Every cookie it sets, as it was sent.
    pub cookies: Vec<String>,
    /// The content type and who may keep a copy.
    pub kind: String,
    pub text: String,
    /// The body as it was sent.
    pub bytes: Vec<u8>,
}

impl TestClinic {
    /// A browser with a login of that person; no password is hashed.
    pub fn browser(&self, staff: &Staff) -> Browser {
        let token = format!("token_{}_of_{}", super::course::submission(), staff.id);
        let now = self.clinic.now();
        let actor = Actor::Staff(staff.id.clone());
        let hash = token_hash(&token);
        self.clinic
            .write(actor, now, |w| logins::begin(w, &hash))
            .unwrap();
        Browser {
            cookies: vec![Cookie::new("login", token)],
            ..self.anonymous()
        }
    }

    /// A browser nobody has logged in with.
    pub fn anonymous(&self) -> Browser {
        Browser {
            site: Site::new(self.clinic.clone(), Exposure::Loopback),
            cookies: Vec::new(),
        }
    }
}

impl Browser {
    /// The same browser with what an answer gave it to keep.
    pub fn keeping(mut self, answer: &Answer) -> Browser {
        let set = answer.cookies.iter();
        let set = set.map(|set| Cookie::parse(set.clone()).unwrap().into_owned());
        for cookie in set {
            self.cookies.retain(|kept| kept.name() != cookie.name());
            if !cookie.value().is_empty() {
                self.cookies.push(cookie);
            }
        }
        self
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(TestRequest::get().uri(path)).await
    }

    /// Sends a form as this site's own pages do; without a `submission_id` it gets one.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut fields = fields.to_vec();
        if !fields.iter().any(|(name, _)| *name == "submission_id") {
            fields.push(("submission_id", "0123456789abcdef0123456789abcdef"));
        }
        // what a page's script sends beside the page
        let is_beside = path == "/drafts" || fields.contains(&("do", "verdicts"));
        let mode = if is_beside { "cors" } else { "navigate" };
        let request = TestRequest::post()
            .uri(path)
            .set_form(fields)
            .insert_header(("sec-fetch-site", "same-origin"))
            .insert_header(("sec-fetch-mode", mode));
        self.send(request).await
    }

    /// Asks with that method; a `POST` sends an empty form with a submission id of its own.
    pub async fn send_to(&self, method: &Method, path: &str) -> Answer {
        if *method == Method::GET {
            self.get(path).await
        } else {
            let id = super::course::submission();
            self.post(path, &[("submission_id", &id)]).await
        }
    }

    async fn send(&self, request: TestRequest) -> Answer {
        let app = init_service(app(self.site.clone())).await;
        let cookies = self.cookies.iter().cloned();
        let request = cookies.fold(request, TestRequest::cookie);
        let answer = call_service(&app, request.to_request()).await;
        let location = answer.headers().get(LOCATION);
        let location = location
            .map(|to| to.to_str().unwrap().to_owned())
            .unwrap_or_default();
        let set = answer.headers().get_all(SET_COOKIE);
        let cookies = set.map(|set| set.to_str().unwrap().to_owned()).collect();
        let status = answer.status();
        let header = |name| {
            answer
                .headers()
                .get(name)
                .map_or("", |it| it.to_str().unwrap())
        };
        let kind = format!("{}, {}", header("content-type"), header("cache-control"));
        let bytes = read_body(answer).await.to_vec();
        Answer {
            status,
            location,
            cookies,
            kind,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }
}

impl Answer {
    /// What the first hidden field of that name holds; empty when the page has none.
    pub fn hidden(&self, name: &str) -> String {
        let start = format!("type=\"hidden\" name=\"{name}\" value=\"");
        let rest = self.text.split(&start).nth(1).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}
