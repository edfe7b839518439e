//! What the pages about one episode's programmes are drawn from.

use actix_web::web::Data;

use crate::actions::programme_evidence::changed_evidence;
use crate::actions::programme_ground::{Ground, ground};
use crate::care::diary::Diary;
use crate::care::episode::VisitPlan;
use crate::care::ids::{EpisodeId, PatientId, ProgrammeId};
use crate::care::patient::Patient;
use crate::care::programme::{Programme, ProgrammeState};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Db, Error, diaries, episodes, patients, programmes, staff, visits};
use crate::text;
use crate::web::page::Page;
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::run::run;
use crate::web::staff::Staff;
use crate::web::who::who;

/// Everything a page about one episode's programmes is drawn from.
pub(super) struct Loaded {
    pub ground: Ground,
    pub patient: Patient,
    pub who: Who,
    pub programmes: Vec<Programme>,
    pub programme: Option<Programme>,
    pub writer: String,
    pub issuer: String,
    pub next_visit: Option<VisitPlan>,
    pub diaries: Vec<Diary>,
    /// That what the sheet was based on has changed since.
    pub evidence: Option<String>,
    /// The draft asked for names a visit that is over.
    pub visit_is_over: bool,
}

/// What a page was asked for.
pub(super) enum Asked {
    Episode(EpisodeId),
    Programme(ProgrammeId),
}

/// Reads it all, for someone who reaches the patient; the look is noted.
pub(super) async fn load(
    page: &Page,
    clinic: &Data<Clinic>,
    asked: Asked,
    now: Moment,
) -> Result<Loaded, Problem> {
    let (clinic, person): (Data<Clinic>, Staff) = (clinic.clone(), page.staff.clone());
    run(move || {
        let (programme, episode, patient): (_, _, PatientId) = clinic.read(|db| {
            let (programme, id) = match asked {
                Asked::Episode(id) => (None, id),
                Asked::Programme(id) => {
                    let programme = programmes::find(db, &id)?;
                    let episode = programme.episode.clone();
                    (Some(programme), episode)
                }
            };
            let patient = episodes::find(db, &id)?.patient;
            Ok::<_, Error>((programme, id, patient))
        })?;
        clinic.read_patient(&person, &patient, "programme", |db| {
            let ground = ground(db, &clinic, &person, &episode, now)?;
            let name = |db: &mut Db, id| staff::find(db, id).map(|staff| staff.name);
            let visit_is_over = programme.as_ref().is_some_and(|programme| {
                let content = &programme.content;
                programme.state == ProgrammeState::Draft
                    && content.next_visit_on.is_some()
                    && content.visit_to_come(clinic.local(now.utc)).is_none()
            });
            let (mut writer, mut issuer, mut evidence) = (String::new(), String::new(), None);
            if let Some(programme) = &programme {
                evidence = changed_evidence(db, &clinic, programme)?
                    .map(|(changed, at)| text::programme::evidence(changed, at.date));
                writer = name(db, &programme.written_by)?;
                if let Some(issue) = &programme.issued {
                    issuer = name(db, &issue.by)?;
                }
            }
            Ok::<_, Error>(Loaded {
                patient: patients::find(db, &patient)?,
                who: who(db, &clinic, &patient, now)?,
                programmes: programmes::list(db, &episode)?,
                diaries: diaries::list(db, &episode)?,
                next_visit: visits::find_booked(db, &episode)?.map(|visit| visit.plan),
                visit_is_over,
                programme,
                writer,
                issuer,
                evidence,
                ground,
            })
        })
    })
    .await
}

impl Loaded {
    /// The programme asked for.
    pub(super) fn programme(&self) -> Result<&Programme, Problem> {
        self.programme.as_ref().ok_or(Problem::NotFound)
    }

    /// The newest sheet the patient was given.
    pub(super) fn last(&self) -> Option<&Programme> {
        self.programmes
            .iter()
            .find(|programme| programme.state != ProgrammeState::Draft)
    }
}
