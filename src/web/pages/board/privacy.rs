//! Names hidden on a screen that patients pass by: initials on the board, in one browser.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse};

use crate::web::form::Form;
use crate::web::problem::Problem;
use crate::web::who::listed_name;
use crate::web::{Exposure, guard, page};

/// The cookie and what it says; nothing about a patient.
const NAMES: &str = "names";
const INITIALS: &str = "initials";

/// `POST /board/privacy`: hides or shows the names on the board of this browser.
pub async fn create(request: HttpRequest, form: Form) -> Result<HttpResponse, Problem> {
    let mut cookie = Cookie::build(NAMES, INITIALS)
        .path("/board")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(guard::exposure(&request) == Exposure::BehindProxy)
        .max_age(Duration::days(365))
        .finish();
    if form.value("names") != "hide" {
        cookie.make_removal();
    }
    let to = board_path(form.value("return_to")).unwrap_or("/board");
    let mut answer = page::see_other(to);
    answer.add_cookie(&cookie).map_err(Problem::internal)?;
    Ok(answer)
}

/// Whether this browser shows initials.
pub(super) fn hides_names(request: &HttpRequest) -> bool {
    request
        .cookie(NAMES)
        .is_some_and(|cookie| cookie.value() == INITIALS)
}

/// A view of the board to go back to; `None` for anything else.
pub(in crate::web::pages) fn board_path(path: &str) -> Option<&str> {
    let is_board = path == "/board" || path.starts_with("/board?");
    Some(guard::local_path(path)).filter(|local| is_board && *local == path)
}

/// How the board names people.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    pub are_hidden: bool,
}

impl Names {
    /// `Žižek, Łukasz`, or `ŁŽ`.
    pub(super) fn of(self, family: &str, given: &str) -> String {
        if self.are_hidden {
            initials(family, given)
        } else {
            listed_name(family, given)
        }
    }
}

/// The first letter of each name, given names first; four at most.
fn initials(family: &str, given: &str) -> String {
    let words = given.split([' ', '-']).chain(family.split([' ', '-']));
    let first = words.filter_map(|word| word.chars().find(|letter| letter.is_alphabetic()));
    first.take(4).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_first_letters_in_any_script() {
        for (family, given, expected) in [
            ("Žižek", "Łukasz", "ŁŽ"),
            ("Nguyễn", "Thị Ánh", "TÁN"),
            ("Smith-Jones", "Mary Ann", "MASJ"),
            ("de la Cruz y Ortega", "Ana", "ADLC"),
            ("O’Neill", "", "O"),
            ("Иванова", "Ольга", "ОИ"),
            ("", "", ""),
        ] {
            assert_eq!(initials(family, given), expected, "{given} {family}");
        }
    }

    #[test]
    fn only_a_view_of_the_board_is_gone_back_to() {
        for (path, is_board) in [
            ("/board", true),
            ("/board?view=decide&page=2", true),
            ("/boards", false),
            ("/episodes/1", false),
            ("//board", false),
            ("https://elsewhere.example/board", false),
            ("/board?\r\nset-cookie: a", false),
            ("", false),
        ] {
            assert_eq!(board_path(path).is_some(), is_board, "{path:?}");
        }
    }
}
