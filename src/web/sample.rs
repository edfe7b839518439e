//! Draws every building block once, so that a broken one is found before a page uses it.

use askama::Template;
use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use super::filters;
use super::form::Form;
use super::page::Page;
use super::parts::{Judged, Mark, Paging, PhasePath, PhaseTile, Progress, Tag, Who};
use super::staff::Staff;
use crate::access;
use crate::care::evaluation::Verdict;
use crate::care::number::Number;

#[derive(Template)]
#[template(path = "sample.html")]
struct SamplePage {
    page: Page,
    who: Who,
    form: Form,
    tiles: Vec<PhaseTile>,
    tags: Vec<Tag>,
    verdicts: Vec<Judged>,
    paging: Paging,
    phases: PhasePath,
    progress: Progress,
    sides: [(&'static str, &'static str); 3],
    grades: Vec<(String, String)>,
    day: NaiveDate,
    at: NaiveDateTime,
    value: Number,
}

const PHASES: [&str; 9] = [
    "Settle", "Protect", "Activate", "Move", "Load", "Control", "Power", "Return", "Maintain",
];

fn staff() -> access::Staff {
    access::Staff {
        id: "asha".parse().unwrap(),
        name: "Asha Rao".into(),
        sign_in_name: "asha".into(),
        role: access::Role::Clinician,
        teams: Vec::new(),
        valid_until: None,
        disabled: false,
        version: 1,
    }
}

fn sample() -> SamplePage {
    let day = NaiveDate::from_ymd_opt(2026, 7, 20).unwrap();
    let mut form = Form::new().unwrap();
    form.set("family_name", "Žižek <b>");
    form.set("born", "31/02/1985");
    form.set("night_pain", "not_asked");
    form.set("side", "left");
    form.set("grade", "4-");
    form.set("version", 7);
    let _ = form
        .field("m2", "Thoracic rotation")
        .number(Number::ZERO..=Number::whole(90), "°");
    let _ = form
        .field("weight_loss", "Weight lost without trying")
        .answer();
    let _ = form.field("born", "Date of birth").date(day..=day);
    form.refuse("The red flag must be decided before the phase can change");
    let tag = |mark, words: &str| Tag::new(mark, words);
    let judged = |verdict, words: &str| Judged::new(verdict, words);
    SamplePage {
        page: Page {
            staff: Staff(staff()),
            path: "/board".into(),
            flash: Some("Session saved 10:43".into()),
            zone: Tz::Europe__London,
            is_read_only: true,
            is_keyless: false,
            kept: Vec::new(),
            taken_up: None,
        },
        who: Who {
            path: "/patients/1".into(),
            name: "Žižek, Łukasz".into(),
            called: Some("Luke".into()),
            number: "P-0412".into(),
            born: "12 Mar 1985, 41 years".into(),
            sex: "male".into(),
            place: "Phase 5 of 9, Load · left · week 4".into(),
            alerts: vec![
                tag(Mark::RedFlag, "Night pain, open since 12 Nov"),
                tag(Mark::Care, "Osteoporosis"),
            ],
        },
        tiles: (1..=9)
            .map(|number: u8| PhaseTile {
                number,
                name: PHASES[usize::from(number) - 1].into(),
                path: format!("/board?phase={number}"),
                is_chosen: number == 5,
                patients: usize::from(number % 4),
                red_flags: usize::from(number == 1),
                ready: usize::from(number.is_multiple_of(3)),
                stalled: usize::from(number % 2),
            })
            .collect(),
        tags: vec![
            tag(Mark::New, "New"),
            tag(Mark::OnCourse, "On course"),
            tag(Mark::Ready, "Ready to progress"),
            tag(Mark::Stalled, "Stalled 3 visits"),
            tag(Mark::Overdue, "Overdue"),
            tag(Mark::RedFlag, "Red flag"),
            tag(Mark::Care, "Covered for Ben"),
            tag(Mark::Off, "On hold"),
        ],
        verdicts: vec![
            judged(Verdict::Met, "Met"),
            judged(Verdict::NotYet, "4° to go"),
            judged(Verdict::Worse, "Worse than last"),
            judged(Verdict::OutOfDate, "Out of date, 28 days"),
            judged(Verdict::NotMeasured, "Not measured"),
            judged(Verdict::NotApplicable, "Does not apply"),
        ],
        paging: Paging {
            words: "Patients 61–120 of 412".into(),
            before: Some("/patients?page=1".into()),
            after: Some("/patients?page=3".into()),
        },
        phases: PhasePath {
            names: PHASES.map(str::to_owned).into(),
            now: 5,
            skipped: vec![3],
        },
        progress: Progress { met: 5, of: 8 },
        sides: [("left", "Left"), ("right", "Right"), ("both", "Both")],
        grades: ["3", "4-", "4", "4+", "5"]
            .map(|g| (g.to_owned(), g.replace('-', "\u{2212}")))
            .into(),
        day,
        at: day.and_hms_opt(9, 43, 0).unwrap(),
        value: Number::whole(-3),
        form,
    }
}

#[test]
fn every_block_draws_what_it_is_given() {
    let html = sample().render().unwrap();
    if let Ok(file) = std::env::var("NINEFOLD_SAMPLE") {
        std::fs::write(file, &html).unwrap();
    }
    for part in [
        r##"<a href="#born">Date of birth must be a real date, such as 27/03/1985</a>"##,
        r#"value="31/02/1985""#,
        r#"aria-invalid="true" aria-describedby="born-hint born-fault""#,
        r#"value="&#381;i&#382;ek"#,
        r#"value="not_asked" checked"#,
        r#"value="left" checked"#,
        r#"name="version" value="7""#,
        "4° to go",
        "Mon 20 Jul 10:43",
        "20 Jul 2026, 10:43",
        "\u{2212}3",
    ] {
        let plain = part.replace("&#381;i&#382;ek", "Žižek &#60;b&#62;");
        assert!(html.contains(&plain), "{plain} is not on the page");
    }
    assert!(
        !html.contains("style="),
        "an inline style would be blocked by the content security policy"
    );
    assert!(
        !html.contains("checked> <span>Yes"),
        "a question has no default"
    );
}
