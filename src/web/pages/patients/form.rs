//! The form of who a patient is: reading it, and filling it in from what is known.

use chrono::{Days, NaiveDate};

use crate::actions::patient_faults::{LONGEST_NAME, patient_faults};
use crate::care::number::Number;
use crate::care::patient::{Contact, Hand, Paper, PatientFacts, PrintSize, Sex};
use crate::web::form::Form;

/// Languages a patient may read, by tag.
pub const LANGUAGES: [(&str, &str); 26] = [
    ("en", "English"),
    ("ar", "Arabic"),
    ("bn", "Bengali"),
    ("zh", "Chinese"),
    ("cs", "Czech"),
    ("nl", "Dutch"),
    ("fr", "French"),
    ("de", "German"),
    ("el", "Greek"),
    ("gu", "Gujarati"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("it", "Italian"),
    ("lt", "Lithuanian"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("pa", "Punjabi"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("so", "Somali"),
    ("es", "Spanish"),
    ("ta", "Tamil"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("vi", "Vietnamese"),
];
/// A language by its tag, in words.
#[must_use]
pub fn language(tag: &str) -> &str {
    LANGUAGES
        .iter()
        .find(|(known, _)| *known == tag)
        .map_or(tag, |(_, name)| name)
}

/// The sexes that may be recorded.
pub const SEXES: [(&str, &str); 4] = [
    ("female", "Female"),
    ("male", "Male"),
    ("other", "Other"),
    ("not_stated", "Not stated"),
];
/// The hand someone writes with.
pub const HANDS: [(&str, &str); 4] = [
    ("right", "Right"),
    ("left", "Left"),
    ("both", "Both alike"),
    ("not_stated", "Not asked"),
];
/// A hand by its word in data, in words.
#[must_use]
pub fn hand(word: &str) -> &'static str {
    let known = HANDS.iter().find(|(known, _)| *known == word);
    known.map_or("Not asked", |(_, name)| name)
}
/// Paper for the home sheet.
pub const PAPERS: [(&str, &str); 2] = [("a4", "A4"), ("letter", "Letter")];
/// Sizes of print for the home sheet.
pub const SIZES: [(&str, &str); 2] = [("standard", "Standard"), ("large", "Large print")];

/// What nobody needs to type for a new patient; nothing clinical.
pub fn begin(form: &mut Form) {
    form.set("language", "en");
    form.set("paper", "a4");
    form.set("print_size", "standard");
}

/// The form filled in from what is known.
pub fn fill(form: &mut Form, facts: &PatientFacts) {
    let yes = |is: bool| if is { "yes" } else { "" };
    form.set("clinic_number", &facts.clinic_number);
    form.set("family_name", &facts.family_name);
    form.set("given_names", &facts.given_names);
    form.set("name_to_use", &facts.name_to_use);
    form.set("birth_date", facts.birth_date.format("%d/%m/%Y"));
    form.set("birth_date_estimated", yes(facts.birth_date_estimated));
    form.set("sex", facts.sex.as_str());
    form.set("phone", &facts.phone);
    form.set("address", &facts.address);
    form.set("email", &facts.email);
    form.set("contact_name", &facts.contact.name);
    form.set("contact_relation", &facts.contact.relation);
    form.set("contact_phone", &facts.contact.phone);
    form.set("guardian", &facts.guardian);
    form.set("language", &facts.language);
    form.set("interpreter", yes(facts.interpreter));
    form.set("referrer", &facts.referrer);
    form.set("gp", &facts.gp);
    form.set("dominant_hand", facts.dominant_hand.as_str());
    let arm_length = facts
        .arm_length_cm
        .map_or_else(String::new, |cm| cm.to_string());
    form.set("arm_length_cm", arm_length);
    form.set("paper", facts.paper.as_str());
    form.set("print_size", facts.print_size.as_str());
    form.set("alerts", &facts.alerts);
}

/// Reads the form; `None` with every fault recorded.
///
/// Clinical facts (hand, arm length, alerts) stay as in `before` for those who may not read them (`is_clinical`).
pub fn read(
    form: &mut Form,
    before: Option<&PatientFacts>,
    is_clinical: bool,
    today: NaiveDate,
) -> Option<PatientFacts> {
    let text = |form: &mut Form, name: &str, label: &str, most| {
        form.field(name, label)
            .optional()
            .text(most)
            .unwrap_or_default()
    };
    let family_name = form.field("family_name", "Family name").text(LONGEST_NAME);
    let given_names = text(form, "given_names", "Given names", LONGEST_NAME);
    let name_to_use = text(form, "name_to_use", "Name to use", LONGEST_NAME);
    let first = today
        .checked_sub_days(Days::new(130 * 366))
        .unwrap_or(today);
    let birth_date = form
        .field("birth_date", "Date of birth")
        .date(first..=today);
    let sex: Option<Sex> = form.field("sex", "Sex as recorded").choice();
    let clinic_number = text(form, "clinic_number", "Clinic number", 40);
    let phone = text(form, "phone", "Telephone", 60);
    let email = text(form, "email", "E-mail", 200);
    if !email.is_empty() && !email.contains('@') {
        form.fault("email", "E-mail must hold an @, such as name@example.org");
    }
    let address = form
        .field("address", "Address")
        .optional()
        .lines(500)
        .unwrap_or_default();
    let contact = Contact {
        name: text(form, "contact_name", "Contact person", LONGEST_NAME),
        relation: text(form, "contact_relation", "Relation", 100),
        phone: text(form, "contact_phone", "Contact’s telephone", 60),
    };
    let guardian = text(form, "guardian", "Guardian", LONGEST_NAME);
    let language = form.field("language", "Language").text(20);
    let known = |tag: &String| LANGUAGES.iter().any(|(known, _)| known == tag);
    let kept = |tag: &String| before.is_some_and(|before| before.language == *tag);
    if language
        .as_ref()
        .is_some_and(|tag| !known(tag) && !kept(tag))
    {
        form.fault("language", "Language must be one of those shown");
    }
    let interpreter = form.is_ticked("interpreter");
    let referrer = form
        .field("referrer", "Referred by")
        .optional()
        .printed()
        .text(300)
        .unwrap_or_default();
    let gp = form
        .field("gp", "Family doctor")
        .optional()
        .printed()
        .text(300)
        .unwrap_or_default();
    let paper: Option<Paper> = form.field("paper", "Paper").choice();
    let print_size: Option<PrintSize> = form.field("print_size", "Print size").choice();
    let (dominant_hand, arm_length_cm, alerts) = if is_clinical {
        let arm = Number::whole(20)..=Number::whole(120);
        (
            form.field("dominant_hand", "Dominant hand")
                .optional()
                .choice(),
            form.field("arm_length_cm", "Arm length")
                .optional()
                .number(arm, "cm"),
            form.field("alerts", "Alerts")
                .optional()
                .printed()
                .lines(500)
                .unwrap_or_default(),
        )
    } else {
        (
            before.map(|before| before.dominant_hand),
            before.and_then(|before| before.arm_length_cm),
            before
                .map(|before| before.alerts.clone())
                .unwrap_or_default(),
        )
    };
    let facts = PatientFacts {
        clinic_number,
        family_name: family_name.unwrap_or_default(),
        given_names,
        name_to_use,
        // a date that is missing is its own fault already; nobody is taken for a child because of it
        birth_date: birth_date.unwrap_or(first),
        birth_date_estimated: form.is_ticked("birth_date_estimated"),
        sex: sex.unwrap_or(Sex::NotStated),
        phone,
        address,
        email,
        contact,
        guardian,
        language: language.unwrap_or_default(),
        interpreter,
        referrer,
        gp,
        dominant_hand: dominant_hand.unwrap_or(Hand::NotStated),
        arm_length_cm,
        paper: paper.unwrap_or(Paper::A4),
        print_size: print_size.unwrap_or(PrintSize::Standard),
        alerts,
    };
    for (field, sentence) in patient_faults(&facts, today) {
        if form.fault_at(field).is_none() {
            form.fault(field, sentence);
        }
    }
    form.complete()?;
    Some(facts)
}

/// Every field with its label, for telling what someone else changed.
pub const LABELS: [(&str, &str); 23] = [
    ("clinic_number", "Clinic number"),
    ("family_name", "Family name"),
    ("given_names", "Given names"),
    ("name_to_use", "Name to use"),
    ("birth_date", "Date of birth"),
    ("birth_date_estimated", "Estimated date of birth"),
    ("sex", "Sex as recorded"),
    ("phone", "Telephone"),
    ("address", "Address"),
    ("email", "E-mail"),
    ("contact_name", "Contact person"),
    ("contact_relation", "Relation"),
    ("contact_phone", "Contact’s telephone"),
    ("guardian", "Guardian"),
    ("language", "Language"),
    ("interpreter", "Interpreter"),
    ("referrer", "Referred by"),
    ("gp", "Family doctor"),
    ("dominant_hand", "Dominant hand"),
    ("arm_length_cm", "Arm length"),
    ("paper", "Paper"),
    ("print_size", "Print size"),
    ("alerts", "Alerts"),
];

/// What a field holds, in words.
pub fn in_words(name: &str, value: &str) -> String {
    let of = |options: &[(&str, &str)]| {
        let known = options.iter().find(|(known, _)| *known == value);
        known.map_or(value, |(_, words)| words).to_owned()
    };
    match (name, value) {
        ("interpreter" | "birth_date_estimated", "") => "no".to_owned(),
        ("interpreter" | "birth_date_estimated", _) => "yes".to_owned(),
        (_, "") => "empty".to_owned(),
        ("sex", _) => of(&SEXES),
        ("dominant_hand", _) => of(&HANDS),
        ("paper", _) => of(&PAPERS),
        ("print_size", _) => of(&SIZES),
        ("language", _) => of(&LANGUAGES),
        ("arm_length_cm", _) => format!("{value} cm"),
        _ => value.to_owned(),
    }
}
