//! What was stated at intake: every version of it, and correcting it with a reason.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use chrono::NaiveDateTime;

use super::intakes::form as intake;
use crate::actions::amend_episode_facts::{AmendedFacts, amend_episode_facts};
use crate::builtin;
use crate::care::course::AffectedSide;
use crate::care::episode::{Episode, EpisodeFacts, EpisodeVersion, Intake};
use crate::care::ids::EpisodeId;
use crate::care::onset::OnsetStatement;
use crate::care::protocol::Protocol;
use crate::clinic::Clinic;
use crate::records::{Db, Error, episodes, staff};
use crate::text::words;
use crate::web::filters;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::who::{sentence_case, who};

/// One version of the facts, in words.
struct Version {
    number: i32,
    at: NaiveDateTime,
    by: String,
    reason: String,
    rows: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "episode_facts/index.html")]
struct IndexPage {
    page: Page,
    who: Who,
    episode: EpisodeId,
    is_closed: bool,
    versions: Vec<Version>,
}

#[derive(Template)]
#[template(path = "episode_facts/edit.html")]
struct EditPage {
    page: Page,
    who: Who,
    episode: EpisodeId,
    form: Form,
    stated: String,
}

/// Loads about an episode within reach; the look is noted under this name.
async fn about<T: Send + 'static>(
    page: &Page,
    clinic: &Data<Clinic>,
    id: &EpisodeId,
    name: &'static str,
    load: impl FnOnce(&mut Db, &Clinic, Episode, Who) -> Result<T, Error> + Send + 'static,
) -> Result<T, Problem> {
    let (clinic, asked, id, now) = (clinic.clone(), page.staff.clone(), id.clone(), clinic.now());
    run(move || {
        let found = clinic.read(|db| episodes::find(db, &id))?;
        clinic.read_patient(&asked, &found.patient.clone(), name, |db| {
            let who = who(db, &clinic, &found.patient, now)?;
            load(db, &clinic, found, who)
        })
    })
    .await
}

/// `GET /episodes/{episode}/facts`
pub async fn index(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<EpisodeId>,
) -> Result<HttpResponse, Problem> {
    let load = |db: &mut Db, clinic: &Clinic, found: Episode, who| {
        let protocol = clinic.protocol(&found.protocol)?;
        let people = staff::list(db)?;
        let versions = episodes::list_versions(db, &found.id)?.into_iter();
        let in_words = |version: EpisodeVersion| {
            let by = people
                .iter()
                .find(|person| person.id == version.recorded_by);
            Version {
                number: version.version,
                at: version.recorded_at,
                by: by.map(|by| by.name.clone()).unwrap_or_default(),
                rows: in_words(&version.facts, &protocol),
                reason: version.reason,
            }
        };
        Ok((
            found.id,
            found.state.is_closed(),
            versions.map(in_words).collect(),
            who,
        ))
    };
    let (episode, is_closed, versions, who) =
        about(&page, &clinic, &path, "episode_facts", load).await?;
    page::show(&IndexPage {
        page,
        who,
        episode,
        is_closed,
        versions,
    })
}

/// The facts as rows of label and words; what was not asked is not in them.
fn in_words(facts: &EpisodeFacts, protocol: &Protocol) -> Vec<(String, String)> {
    let knowledge = builtin::knowledge();
    let intake = &facts.intake;
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let mut rows = vec![
        ("Complaint".to_owned(), intake.complaint.clone()),
        ("Began".to_owned(), facts.onset_stated.clone()),
        ("Started by an injury".to_owned(), yes(facts.onset.injury)),
        (
            "Affected side".to_owned(),
            words::affected_side(facts.side).to_owned(),
        ),
        ("Sport".to_owned(), yes(facts.sport)),
        ("Which sport or work".to_owned(), intake.sport_words.clone()),
        ("Goals".to_owned(), intake.goals.join("; ")),
    ];
    if let Some(day) = intake.goal_date {
        rows.push(("Until when".to_owned(), filters::plain_date(day)));
    }
    let grade = knowledge
        .severity
        .iter()
        .find(|grade| Some(&grade.key) == intake.severity.as_ref());
    if let Some(grade) = grade {
        rows.push(("Severity".to_owned(), grade.name.clone()));
    }
    let symptom = |found: &String| {
        let known = knowledge
            .symptoms
            .iter()
            .find(|symptom| symptom.key == *found);
        known.map_or(found.clone(), |symptom| symptom.text.clone())
    };
    let symptoms: Vec<String> = intake.symptoms.iter().map(symptom).collect();
    rows.push(("Findings and symptoms".to_owned(), symptoms.join("; ")));
    for test in &knowledge.self_tests {
        let result = intake.self_tests.get(test.key.as_str());
        let note = intake.notes.get(test.key.as_str());
        let words = [result.map(|result| result.replace('_', " ")), note.cloned()];
        let words: Vec<String> = words.into_iter().flatten().collect();
        rows.push((test.name.clone(), words.join("; ")));
    }
    let muscle = |affected: &crate::care::episode::AffectedMuscle| {
        let name = knowledge
            .muscle(&affected.muscle)
            .map_or(&affected.muscle, |muscle| &muscle.name);
        format!("{name} ({})", affected.side)
    };
    let muscles: Vec<String> = intake.muscles.iter().map(muscle).collect();
    rows.push(("Muscles".to_owned(), muscles.join("; ")));
    for when in ["present", "past"] {
        let found = knowledge.factors.iter().filter(|factor| {
            intake
                .factors
                .get(&factor.key)
                .is_some_and(|found| found == when)
        });
        let found: Vec<&str> = found.map(|factor| factor.text.as_str()).collect();
        rows.push((format!("Factors, {when}"), found.join("; ")));
    }
    for (subject, text) in &intake.notes {
        if protocol.measure(subject).is_none() {
            rows.push((sentence_case(subject), text.clone()));
        }
    }
    rows.retain(|(_, words)| !words.is_empty());
    rows
}

/// `GET /episodes/{episode}/facts/edit`
pub async fn edit(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<EpisodeId>,
) -> Result<HttpResponse, Problem> {
    let load = |_: &mut Db, _: &Clinic, found: Episode, who| Ok((found, who));
    let (found, who) = about(&page, &clinic, &path, "episode_facts_edit", load).await?;
    let mut form = Form::new()?;
    fill(&mut form, &found, &clinic);
    page::show(&EditPage {
        page,
        who,
        form,
        stated: found.facts.onset_stated,
        episode: found.id,
    })
}

fn stated(found: &Episode, clinic: &Clinic) -> OnsetStatement {
    let onset = found.facts.onset;
    OnsetStatement::of(onset, onset.latest.map(|latest| clinic.local(latest.utc)))
}

fn fill(form: &mut Form, found: &Episode, clinic: &Clinic) {
    let yes = |is: bool| if is { "yes" } else { "no" };
    let (facts, given) = (&found.facts, &found.facts.intake);
    form.set("version", found.version);
    form.set("complaint", &given.complaint);
    intake::fill_onset(form, stated(found, clinic));
    form.set("injury", yes(facts.onset.injury));
    form.set("side", facts.side.as_str());
    form.set("sport", yes(facts.sport));
    form.set("sport_words", &given.sport_words);
    for (name, goal) in intake::GOALS.iter().zip(&given.goals) {
        form.set(name, goal);
    }
    if let Some(day) = given.goal_date {
        form.set("goal_date", day);
    }
}

/// `POST /episodes/{episode}/facts`
pub async fn update(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<EpisodeId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let load = |_: &mut Db, _: &Clinic, found: Episode, who| Ok((found, who));
    let (found, who) = about(&page, &clinic, &id, "episode_facts_edit", load).await?;
    let read = read(&mut form, &found, &clinic, clinic.local(now.utc));
    let edit_page = |page, form| EditPage {
        page,
        who,
        form,
        stated: found.facts.onset_stated.clone(),
        episode: found.id.clone(),
    };
    let Some((amended, reason)) = read else {
        return page::invalid(&edit_page(page, form));
    };
    let (submission, version) = (form.submission_id()?.to_owned(), form.version()?);
    let (asked, at, to) = (
        page.staff.clone(),
        clinic.clone(),
        format!("/episodes/{id}/facts"),
    );
    let done = run(move || {
        let done = amend_episode_facts(
            &at,
            &asked,
            &submission,
            (&id, version),
            &amended,
            &reason,
            now,
        );
        Ok::<_, Problem>(done)
    });
    match done.await? {
        Ok(_) => Ok(page::see_other_saying(&to, "Intake amended")),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "reason")?;
            form.set("version", found.version);
            refusal.answer(&edit_page(page, form))
        }
    }
}

fn read(
    form: &mut Form,
    found: &Episode,
    clinic: &Clinic,
    now: NaiveDateTime,
) -> Option<(AmendedFacts, String)> {
    let complaint = form.field("complaint", "Complaint").printed().lines(1000);
    let said = intake::onset(form, now);
    let injury = intake::yes_no(form, "injury", "Started by an injury");
    let is_new_injury = form.is_ticked("is_new_injury");
    let side: Option<AffectedSide> = form.field("side", "Affected side").choice();
    let sport = intake::yes_no(form, "sport", "Does sport");
    let sport_words = intake::line(form, "sport_words", "Which sport or work");
    // a goal date agreed earlier may have passed since
    let earliest = found
        .facts
        .intake
        .goal_date
        .map_or(now.date(), |day| day.min(now.date()));
    let (goals, goal_date) = intake::goals(form, earliest);
    let reason = form.field("reason", "Reason for the change").lines(500);
    form.complete()?;
    // an onset that reads as it was stated is left exactly as it was recorded
    let onset = said.filter(|said| is_new_injury || *said != stated(found, clinic));
    let amended = AmendedFacts {
        onset,
        injury: injury?,
        side: side?,
        sport: sport?,
        intake: Intake {
            complaint: complaint?,
            goals,
            goal_date,
            sport_words,
            ..found.facts.intake.clone()
        },
        is_new_injury,
    };
    Some((amended, reason?))
}
