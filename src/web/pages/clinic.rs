//! `/clinic`: letterhead, time zone and policies, in one form.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::actions::by::By;
use crate::actions::change_clinic::change_clinic;
use crate::builtin;
use crate::care::library::Policy;
use crate::clinic::Clinic;
use crate::records::settings::{self, Settings};
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;

#[derive(Template)]
#[template(path = "clinic/show.html")]
struct ShowPage {
    page: Page,
    form: Form,
    policies: Vec<Choice>,
    zones: Vec<(&'static str, &'static str)>,
}

/// A policy with its answers as the form shows them.
struct Choice {
    policy: &'static Policy,
    field: String,
    answers: Vec<(&'static str, String)>,
}

/// `GET /clinic`
pub async fn show(page: Page, clinic: Data<Clinic>) -> Result<HttpResponse, Problem> {
    let settings = run(move || clinic.read(settings::find)).await?;
    let mut form = Form::new()?;
    for (name, value) in [
        ("name", &settings.name),
        ("address", &settings.address),
        ("phone", &settings.phone),
        ("email", &settings.email),
        ("letterhead", &settings.letterhead),
        ("emergency_number", &settings.emergency_number),
        ("time_zone", &settings.time_zone),
    ] {
        form.set(name, value);
    }
    for policy in &builtin::knowledge().policies {
        let chosen = settings.policies.get(policy.key.as_str());
        form.set(&field(policy), chosen.unwrap_or(&policy.default));
    }
    form.set("version", settings.version);
    page::show(&drawn(page, form))
}

/// `POST /clinic`
pub async fn update(
    page: Page,
    clinic: Data<Clinic>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let mut refusal = Refusal::Invalid;
    if let Some(settings) = read(&mut form)? {
        let (submission, now) = (form.submission_id()?.to_owned(), clinic.now());
        let (by, at) = (page.staff.clone(), clinic.clone());
        let done = run(move || {
            let by = By::Page(&by, &submission);
            Ok::<_, Problem>(change_clinic(&at, by, &settings, now))
        });
        match done.await? {
            Ok(_) => return Ok(page::see_other_saying("/clinic", "Clinic saved")),
            Err(refused) => {
                refusal = Refusal::tell(&mut form, refused, "")?;
                let present = run(move || clinic.read(settings::find)).await?;
                form.set("version", present.version);
            }
        }
    }
    refusal.answer(&drawn(page, form))
}

/// The lengths are what the letterhead of a sheet has room for.
fn read(form: &mut Form) -> Result<Option<Settings>, Problem> {
    let name = form.field("name", "Name").printed().text(80);
    let address = form
        .field("address", "Address")
        .optional()
        .printed()
        .lines(200);
    let lines = address.as_deref().unwrap_or_default().lines().count();
    if lines > 4 {
        form.fault(
            "address",
            format!("Address must have at most 4 lines, and has {lines}"),
        );
    }
    let phone = form
        .field("phone", "Telephone")
        .optional()
        .printed()
        .text(40);
    let email = form.field("email", "E-mail").optional().text(80);
    if email.as_deref().is_some_and(|email| !email.contains('@')) {
        form.fault(
            "email",
            "E-mail must have an @, such as desk@clinic.example",
        );
    }
    let letterhead = form
        .field("letterhead", "Further line")
        .optional()
        .printed()
        .text(120);
    let emergency_number = form.field("emergency_number", "Emergency number").text(20);
    let is_number = |text: &String| {
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '/');
        text.chars().all(is_part) && text.chars().any(|c| c.is_ascii_digit())
    };
    if emergency_number
        .as_ref()
        .is_some_and(|text| !is_number(text))
    {
        form.fault(
            "emergency_number",
            "Emergency number must be a telephone number, such as 999",
        );
    }
    let time_zone = form.field("time_zone", "Time zone").text(60);
    if let Some(zone) = &time_zone
        && zone.parse::<chrono_tz::Tz>().is_err()
    {
        form.fault("time_zone", "Time zone must be one of the list");
    }
    let mut policies = std::collections::BTreeMap::new();
    for policy in &builtin::knowledge().policies {
        let field = field(policy);
        let chosen = form.field(&field, &policy.point).choice::<String>();
        if let Some(chosen) = chosen {
            if !policy.choices.iter().any(|choice| choice.key == chosen) {
                let sentence = format!("{} must be one of the answers shown", policy.point);
                form.fault(&field, sentence);
            }
            policies.insert(policy.key.to_string(), chosen);
        }
    }
    let version = form.version()?;
    let (Some(name), Some(emergency_number), Some(time_zone), Some(())) =
        (name, emergency_number, time_zone, form.complete())
    else {
        return Ok(None);
    };
    Ok(Some(Settings {
        name,
        address: address.unwrap_or_default(),
        phone: phone.unwrap_or_default(),
        email: email.unwrap_or_default(),
        letterhead: letterhead.unwrap_or_default(),
        emergency_number,
        time_zone,
        policies,
        version,
    }))
}

fn field(policy: &Policy) -> String {
    format!("policy_{}", policy.key)
}

fn drawn(page: Page, form: Form) -> ShowPage {
    let policies = builtin::knowledge()
        .policies
        .iter()
        .map(|policy| Choice {
            policy,
            field: field(policy),
            answers: policy
                .choices
                .iter()
                .map(|choice| {
                    let default = if choice.key == policy.default {
                        " (default)"
                    } else {
                        ""
                    };
                    (choice.key.as_str(), format!("{}{default}", choice.name))
                })
                .collect(),
        })
        .collect();
    let zones = chrono_tz::TZ_VARIANTS
        .iter()
        .map(|zone| (zone.name(), zone.name()))
        .collect();
    ShowPage {
        page,
        form,
        policies,
        zones,
    }
}
