//! A form whose record somebody else saved meanwhile: every field that differs, with both values, and a choice for each.
//! Nothing is chosen by the program; what is chosen goes back into the form, to be read and saved there.

use actix_web::HttpResponse;
use askama::Template;
use chrono::NaiveDateTime;

use super::form::Form;
use super::kept::when;
use super::page::Page;
use super::parts::Who;
use super::problem::Problem;
use super::refusal::Refusal;
use crate::access::Staff;

/// The button that sends the choices.
pub const MERGE: &str = "merge";
/// The field that tells which version of the record the choices were made beside.
const BESIDE: &str = "beside";

/// One thing a form says, in one or several of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The end of the name of its choice.
    pub key: String,
    /// What it is.
    pub label: String,
    /// What was saved meanwhile, in words.
    pub theirs: String,
    /// What was typed, in words.
    pub mine: String,
    /// What was typed is what the form was opened with: it was not touched.
    pub is_untouched: bool,
}

/// Who saved, and when.
#[derive(Debug, Clone, Default)]
pub struct Saved {
    by: String,
    when: String,
    is_own: bool,
}

impl Saved {
    /// By this person at this time, UTC, for the reader of a page.
    #[must_use]
    pub fn new(page: &Page, by: &Staff, at: NaiveDateTime) -> Saved {
        Saved {
            by: by.name.clone(),
            when: when(page.zone, at),
            is_own: by.id == page.staff.id,
        }
    }
}

/// What was saved meanwhile.
#[derive(Debug, Clone)]
pub struct Meanwhile {
    /// By whom and when.
    pub saved: Saved,
    /// What was done: `amended this session`.
    pub did: &'static str,
    /// The version of the record.
    pub version: i32,
    /// Where it is read.
    pub path: String,
    /// Where the form is sent.
    pub action: String,
    /// What differs.
    pub rows: Vec<Row>,
}

impl Meanwhile {
    /// `Ben Okafor, 2 Mar 2026 at 11:05`.
    fn by(&self) -> String {
        let by = if self.saved.is_own {
            "you"
        } else {
            &self.saved.by
        };
        format!("{by}, {}", self.saved.when)
    }

    /// What happened, and what to do.
    fn sentence(&self) -> String {
        let who = if self.saved.is_own {
            "You, perhaps in another tab,"
        } else {
            &self.saved.by
        };
        format!(
            "{who} {} on {}, after you opened it, and nothing of yours was saved. Choose for each field what holds.",
            self.did, self.saved.when
        )
    }
}

#[derive(Template)]
#[template(path = "conflict.html")]
struct ConflictPage {
    page: Page,
    who: Who,
    form: Form,
    meanwhile: Meanwhile,
    /// Everything that was typed.
    hidden: Vec<(String, String)>,
}

/// The page with the choices, status 409; with faults in it, 422.
///
/// # Errors
/// `Internal` when the template cannot be drawn.
pub fn ask(
    page: Page,
    who: Who,
    mut form: Form,
    meanwhile: Meanwhile,
) -> Result<HttpResponse, Problem> {
    let refusal = match form.complete() {
        Some(()) => Refusal::Conflict,
        None => Refusal::Invalid,
    };
    form.set(BESIDE, meanwhile.version);
    let is_choice = |name: &str| name == "do" || name.starts_with("choose_");
    let mut hidden = form.clone().into_fields();
    hidden.retain(|(name, _)| !is_choice(name));
    refusal.answer(&ConflictPage {
        page,
        who,
        form,
        meanwhile,
        hidden,
    })
}

/// The keys of what is taken from what was saved meanwhile; `None` while a choice is open, with a fault for each, and when
/// the record has changed once more.
pub fn chosen(form: &mut Form, meanwhile: &Meanwhile) -> Option<Vec<String>> {
    let mut theirs = Vec::new();
    for row in &meanwhile.rows {
        let name = format!("choose_{}", row.key);
        match form.value(&name) {
            "theirs" => theirs.push(row.key.clone()),
            "mine" => {}
            _ => form.fault(&name, format!("{}: choose one of the two", row.label)),
        }
    }
    form.complete()?;
    (form.value(BESIDE) == meanwhile.version.to_string()).then_some(theirs)
}

/// The form with what was taken from the other one; `key_of` tells which row a field with its value belongs to.
#[must_use]
pub fn merged(
    mine: Form,
    theirs: &Form,
    key_of: impl Fn(&str, &str) -> Option<String>,
    taken: &[String],
) -> Form {
    let is_taken =
        |name: &str, value: &str| key_of(name, value).is_some_and(|key| taken.contains(&key));
    let of_the_choice = |name: &str| name == "do" || name == BESIDE || name.starts_with("choose_");
    let mut fields = mine.into_fields();
    fields.retain(|(name, value)| !of_the_choice(name) && !is_taken(name, value));
    let other = theirs.clone().into_fields().into_iter();
    fields.extend(other.filter(|(name, value)| is_taken(name, value)));
    Form::from_fields(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Form::from_fields(fields.iter().map(owned).collect())
    }

    fn meanwhile(keys: &[&str]) -> Meanwhile {
        let row = |key: &&str| Row {
            key: (*key).to_owned(),
            label: key.to_uppercase(),
            theirs: "a".into(),
            mine: "b".into(),
            is_untouched: false,
        };
        Meanwhile {
            saved: Saved::default(),
            did: "saved this",
            version: 3,
            path: String::new(),
            action: String::new(),
            rows: keys.iter().map(row).collect(),
        }
    }

    #[test]
    fn every_row_needs_its_choice_and_the_version_it_was_made_beside() {
        type Sent = &'static [(&'static str, &'static str)];
        type Told = Option<&'static [&'static str]>;
        let rows: [(Sent, Told, &[&str]); 6] = [
            (
                &[
                    ("choose_note", "theirs"),
                    ("choose_rom", "mine"),
                    ("beside", "3"),
                ],
                Some(&["note"]),
                &[],
            ),
            (
                &[
                    ("choose_note", "mine"),
                    ("choose_rom", "mine"),
                    ("beside", "3"),
                ],
                Some(&[]),
                &[],
            ),
            (
                &[("choose_note", "mine"), ("beside", "3")],
                None,
                &["ROM: choose one of the two"],
            ),
            (
                &[("beside", "3")],
                None,
                &["NOTE: choose one of the two", "ROM: choose one of the two"],
            ),
            (
                &[
                    ("choose_note", "both"),
                    ("choose_rom", "mine"),
                    ("beside", "3"),
                ],
                None,
                &["NOTE: choose one of the two"],
            ),
            // saved once more since
            (
                &[
                    ("choose_note", "mine"),
                    ("choose_rom", "mine"),
                    ("beside", "2"),
                ],
                None,
                &[],
            ),
        ];
        for (sent, expected, faults) in rows {
            let mut sent = form(sent);
            let taken = chosen(&mut sent, &meanwhile(&["note", "rom"]));
            let expected =
                expected.map(|keys| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>());
            assert_eq!(taken, expected, "{sent:?}");
            let told: Vec<&str> = sent
                .faults()
                .iter()
                .map(|it| it.sentence.as_str())
                .collect();
            assert_eq!(told, faults);
        }
    }

    #[test]
    fn what_is_taken_comes_whole_and_the_rest_stays() {
        let key_of = |name: &str, _: &str| name.split('_').next().map(str::to_owned);
        let mine = || {
            form(&[
                ("rom_left", "44"),
                ("rom_method", "goniometer"),
                ("note", "mine"),
                ("flag", "a"),
                ("flag", "b"),
                ("submission_id", "x"),
                ("do", "merge"),
                ("beside", "3"),
                ("choose_note", "mine"),
            ])
        };
        let theirs = form(&[("rom_right", "40"), ("note", "theirs"), ("flag", "c")]);
        for (taken, expected) in [
            (
                &[][..],
                vec![
                    "rom_left=44",
                    "rom_method=goniometer",
                    "note=mine",
                    "flag=a",
                    "flag=b",
                    "submission_id=x",
                ],
            ),
            (
                &["rom"][..],
                vec![
                    "note=mine",
                    "flag=a",
                    "flag=b",
                    "submission_id=x",
                    "rom_right=40",
                ],
            ),
            (
                &["flag", "note"][..],
                vec![
                    "rom_left=44",
                    "rom_method=goniometer",
                    "submission_id=x",
                    "note=theirs",
                    "flag=c",
                ],
            ),
        ] {
            let taken: Vec<String> = taken.iter().map(|key| (*key).to_owned()).collect();
            let fields = merged(mine(), &theirs, key_of, &taken).into_fields();
            let fields: Vec<String> = fields
                .into_iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            assert_eq!(fields, expected, "{taken:?}");
        }
    }
}
