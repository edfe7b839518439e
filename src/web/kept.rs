//! Forms that were typed in and not saved: offered again on the page where the form stands, and taken up there as typed.

use actix_web::http::Method;
use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::filters::plain_date;
use super::form::Form;
use super::problem::Problem;
use super::routes;
use super::staff::{Access, Staff};
use crate::access::May;
use crate::actions::keep_typed::{About, ToKeep, Typed, find_typed, keep_typed, list_typed};
use crate::care::ids::DraftId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::Error;
use crate::records::drafts::Title;

/// Forms whose page takes up what was kept: where they are sent, the page they stand on, and what they are called.
const FORMS: [(&str, &str, &str); 11] = [
    (
        "/diaries/{diary}/amendments",
        "/diaries/{diary}/amendments/new",
        "amendment of a diary",
    ),
    (
        "/episodes/{episode}/assessment",
        "/episodes/{episode}/assessment",
        "assessment",
    ),
    (
        "/episodes/{episode}/programmes",
        "/episodes/{episode}/programmes/new",
        "home programme",
    ),
    (
        "/episodes/{episode}/sessions",
        "/episodes/{episode}/sessions/new",
        "session",
    ),
    ("/patients", "/patients/new", "registration"),
    (
        "/patients/{patient}/episodes",
        "/patients/{patient}/episodes/new",
        "intake",
    ),
    (
        "/patients/{patient}/versions",
        "/patients/{patient}/edit",
        "patient’s details",
    ),
    (
        "/programmes/{programme}",
        "/programmes/{programme}/edit",
        "home programme",
    ),
    (
        "/programmes/{programme}/diaries",
        "/programmes/{programme}/diaries/new",
        "diary",
    ),
    (
        "/sessions/{session}/amendments",
        "/sessions/{session}/amendments/new",
        "amendment of a session",
    ),
    (
        "/sessions/{session}/edit",
        "/sessions/{session}/edit",
        "session",
    ),
];

/// One's own form of a page, as the page offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its draft.
    pub id: DraftId,
    /// Where it is taken up.
    pub path: String,
    /// When it was last typed in: `21 Nov 2026 at 10:42`.
    pub when: String,
    /// It stands in the form of this page.
    pub is_here: bool,
}

/// What was kept of a page's form.
#[derive(Debug, Clone, Default)]
pub struct OfPage {
    /// Everything of it, newest first.
    pub offers: Vec<Offer>,
    /// The one that was asked for, as typed.
    pub form: Option<Form>,
}

/// Whether a page stands a form on that is offered again.
#[must_use]
pub fn is_page(path: &str) -> bool {
    sent_to(path).is_some()
}

/// What somebody kept of the form on a page; `asked` names the one to be gone on with.
///
/// # Errors
/// [`Error::NotFound`] when that is not theirs or belongs to another page; those of the record.
pub fn of_page(
    clinic: &Clinic,
    staff: &Staff,
    page: &str,
    asked: Option<&DraftId>,
) -> Result<OfPage, Error> {
    let Some(to) = sent_to(page) else {
        return Ok(OfPage::default());
    };
    let mine = clinic.read(|db| list_typed(db, staff))?;
    let of_this = mine
        .into_iter()
        .filter(|kept| kept.subject.as_deref() == Some(&to));
    let offer = |kept: Title| Offer {
        path: format!("{page}?draft={}", kept.id),
        when: when(clinic.zone(), kept.updated_at),
        is_here: asked == Some(&kept.id),
        id: kept.id,
    };
    let offers: Vec<Offer> = of_this.map(offer).collect();
    let form = match asked {
        None => None,
        Some(_) if !offers.iter().any(|offer| offer.is_here) => return Err(Error::NotFound),
        Some(id) => Some(Form::from_fields(find_typed(clinic, staff, id)?.1.fields)),
    };
    Ok(OfPage { offers, form })
}

/// `21 Nov 2026 at 10:42`, at the clinic.
#[must_use]
pub fn when(zone: Tz, utc: NaiveDateTime) -> String {
    let at = utc.and_utc().with_timezone(&zone);
    format!("{} at {}", plain_date(at.date_naive()), at.format("%H:%M"))
}

/// Keeps what was typed in a form for whoever is logged in; `None` when it is larger than is kept.
///
/// # Errors
/// `NotFound` when no form is sent to its path or its author may not send it; `Conflict` when it was saved meanwhile.
pub fn keep(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    typed: Typed,
    now: Moment,
) -> Result<Option<DraftId>, Problem> {
    let (needs, about) = form_at(&typed.path).ok_or(Problem::NotFound)?;
    let form = ToKeep {
        submission,
        about: &about,
        needs,
        typed,
    };
    Ok(keep_typed(clinic, staff, form, now)?)
}

/// The page that takes up a form sent to this path.
#[must_use]
pub fn page_of(path: &str) -> Option<String> {
    FORMS
        .iter()
        .find_map(|(action, page, _)| Some(routes::filled(page, &routes::parts(action, path)?)))
}

/// What a form sent to this path is called.
#[must_use]
pub fn words(path: &str) -> &'static str {
    let of = |(action, ..): &&(&'static str, &str, &str)| routes::parts(action, path).is_some();
    FORMS.iter().find(of).map_or("form", |(.., words)| words)
}

/// Where the form on this page is sent.
fn sent_to(page: &str) -> Option<String> {
    FORMS
        .iter()
        .find_map(|(action, known, _)| Some(routes::filled(action, &routes::parts(known, page)?)))
}

/// What sending a form to this path needs, and whom it is about; `None` when no form is sent there.
#[must_use]
pub fn form_at(path: &str) -> Option<(May, About)> {
    let (route, parts) = routes::find(&Method::POST, path)?;
    let Access::Needs(needs) = route.access else {
        return None;
    };
    let about = match parts.first() {
        Some(("patient", id)) => About::Patient(id.parse().ok()?),
        Some(("episode", id)) => About::Episode(id.parse().ok()?),
        Some(("session", id)) => About::Session(id.parse().ok()?),
        Some(("programme", id)) => About::Programme(id.parse().ok()?),
        Some(("diary", id)) => About::Diary(id.parse().ok()?),
        _ => About::Nobody,
    };
    Some((needs, about))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_is_taken_up_again_stands_in_the_table_of_routes() {
        for (action, page, _) in FORMS {
            let stands = |method: &Method, path: &str| {
                routes::ROUTES
                    .iter()
                    .any(|route| route.method == *method && route.path == path)
            };
            assert!(stands(&Method::POST, action), "{action}");
            assert!(stands(&Method::GET, page), "{page}");
        }
    }

    #[test]
    fn a_path_leads_to_its_page_and_back() {
        for (path, page, words_of_it) in [
            (
                "/episodes/e1/sessions",
                Some("/episodes/e1/sessions/new"),
                "session",
            ),
            (
                "/episodes/e1/assessment",
                Some("/episodes/e1/assessment"),
                "assessment",
            ),
            ("/patients", Some("/patients/new"), "registration"),
            (
                "/patients/p1/versions",
                Some("/patients/p1/edit"),
                "patient’s details",
            ),
            ("/episodes/e1/closures", None, "form"),
            ("/episodes//sessions", None, "form"),
        ] {
            assert_eq!(page_of(path).as_deref(), page, "{path}");
            assert_eq!(words(path), words_of_it, "{path}");
            if let Some(page) = page {
                assert_eq!(sent_to(page).as_deref(), Some(path));
            }
        }
    }

    #[test]
    fn every_path_with_a_part_leads_to_whom_its_form_is_about() {
        // no clinical text is typed in these, and none has a page that keeps it
        const OF_NOBODY: [&str; 4] = ["/drafts/", "/handovers/", "/protocols/", "/staff/"];
        let rows = routes::ROUTES.iter().filter(|row| {
            row.method == Method::POST && row.path.contains('{') && row.access != Access::Anyone
        });
        for row in rows {
            let path = row.path.replace(['{', '}'], "");
            let about_nobody = OF_NOBODY.iter().any(|start| path.starts_with(start));
            let about = form_at(&path).map(|(_, about)| about);
            assert_eq!(about == Some(About::Nobody), about_nobody, "{path}");
            assert_ne!(about, None, "{path}");
        }
    }

    #[test]
    fn a_form_is_about_whom_its_path_names() {
        let patient = About::Patient("p1".parse().unwrap());
        let episode = About::Episode("e1".parse().unwrap());
        for (path, about) in [
            ("/patients/p1/versions", Some(patient)),
            ("/episodes/e1/handovers", Some(episode)),
            ("/patients", Some(About::Nobody)),
            ("/logins", None),
            ("/board", None),
            ("/nowhere", None),
            ("/", None),
        ] {
            assert_eq!(form_at(path).map(|(_, about)| about), about, "{path}");
        }
    }
}
