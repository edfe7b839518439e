//! Who reaches a patient, for how long, and what can make it last.

use ninefold::access::{Role, Staff};
use ninefold::actions::Refused;
use ninefold::actions::change_responsible::change_responsible;
use ninefold::actions::end_handover::end_handover;
use ninefold::actions::hand_over::hand_over;
use ninefold::actions::move_patient::move_patient;
use ninefold::actions::open_episode::open_episode;
use ninefold::actions::reopen_episode::reopen_episode;
use ninefold::care::episode::{EpisodeState, Outcome};
use ninefold::care::ids::{EpisodeId, PatientId, StaffId};
use ninefold::records::handovers::NewHandover;
use ninefold::records::{Error, episodes, patients, reach, staff};

use crate::support::course::submission;
use crate::support::{TestClinic, episode_facts, patient_facts};

fn reaches(t: &TestClinic, who: &Staff, patient: &PatientId) -> bool {
    match t
        .clinic
        .read(|db| reach::require(db, who, patient, t.now()))
    {
        Ok(()) => true,
        Err(Error::NotFound) => false,
        Err(error) => panic!("{error}"),
    }
}

fn cover(t: &TestClinic, from: &StaffId, to: &StaffId, episode: Option<&EpisodeId>) -> NewHandover {
    NewHandover {
        from: from.clone(),
        to: to.clone(),
        episode: episode.cloned(),
        from_day: t.now().date,
        until_day: None,
        note: String::new(),
    }
}

#[test]
fn access_for_eight_hours_cannot_be_made_to_last() {
    let t = TestClinic::new();
    let episode = t.assigned("1", 2);
    let patient = t.read(|db| episodes::find(db, &episode)).patient;
    t.by(&t.cora, |w| reach::grant(w, &patient, "rang in pain"));
    assert!(reaches(&t, &t.cora, &patient));
    let version = t.read(|db| episodes::find(db, &episode)).version;
    let refused = |answer: Result<(), Refused>| match answer {
        Err(refused) => refused.to_string().contains("only for a few hours"),
        Ok(()) => false,
    };
    let to_herself = cover(&t, &t.asha.id, &t.cora.id, Some(&episode));
    let handed = hand_over(&t.clinic, &t.cora, &submission(), &to_herself, t.now());
    assert!(refused(handed.map(drop)), "handed over");
    let (at, to) = ((&episode, version), (&t.cora.id, ""));
    let taken = change_responsible(&t.clinic, &t.cora, &submission(), at, to, t.now());
    assert!(refused(taken.map(drop)), "made responsible");
    let at = (&patient, t.read(|db| patients::find(db, &patient)).version);
    let moved = move_patient(&t.clinic, &t.cora, &submission(), at, &t.south, t.now());
    assert!(refused(moved.map(drop)), "moved");
    let other = t.patient("2");
    t.by(&t.cora, |w| reach::grant(w, &other, "rang in pain"));
    let (new, id) = (super::intake::intake(&t), submission());
    let opened = open_episode(&t.clinic, &t.cora, &id, &other, &new, t.now());
    assert!(refused(opened.map(drop)), "opened as responsible");
    t.later(8);
    assert!(!reaches(&t, &t.cora, &patient));
}

#[test]
fn a_closed_episode_is_reached_as_long_as_it_can_be_reopened() {
    let t = TestClinic::new();
    let patient = t.patient("1");
    let episode = t.by(&t.asha, |w| {
        episodes::open(w, &patient, &t.protocol, &episode_facts())
    });
    // Cora, of another team, is responsible; Dan, of another team, covers this episode
    let found = t.read(|db| episodes::find(db, &episode));
    t.by(&t.asha, |w| {
        episodes::set_responsible(w, &found, &t.cora.id, "")
    });
    let dan = t.by(&t.asha, |w| {
        let new = staff::NewStaff {
            name: "Dan Voss".into(),
            sign_in_name: "dan".into(),
            role: Role::Clinician,
            password_hash: "hash".into(),
            valid_until: None,
            teams: vec![t.south.clone()],
        };
        staff::add(w, &new)
    });
    let dan = t.read(|db| staff::find(db, &dan));
    let single = cover(&t, &t.cora.id, &dan.id, Some(&episode));
    hand_over(&t.clinic, &t.cora, &submission(), &single, t.now()).unwrap();
    assert!(reaches(&t, &t.cora, &patient) && reaches(&t, &dan, &patient));
    let found = t.read(|db| episodes::find(db, &episode));
    let closed = EpisodeState::Closed {
        on: t.now().date,
        outcome: Outcome::GoalsReached,
        why: String::new(),
    };
    t.by(&t.cora, |w| episodes::set_state(w, &found, &closed));
    assert!(!reaches(&t, &dan, &patient), "cover ends with the episode");
    t.later(24 * 90);
    assert!(reaches(&t, &t.cora, &patient));
    reopen_episode(&t.clinic, &t.cora, &submission(), &episode, t.now()).unwrap();
    let found = t.read(|db| episodes::find(db, &episode));
    let closed = EpisodeState::Closed {
        on: t.now().date,
        outcome: Outcome::GoalsReached,
        why: String::new(),
    };
    t.by(&t.cora, |w| episodes::set_state(w, &found, &closed));
    t.later(24 * 91);
    assert!(!reaches(&t, &t.cora, &patient), "for ever is too long");
}

#[test]
fn a_lead_clinician_hands_over_only_patients_of_their_teams() {
    let t = TestClinic::new();
    let near = t.assigned("1", 2);
    let far = t.by(&t.asha, |w| {
        let patient = patients::register(w, &t.south, &patient_facts("2"))?;
        episodes::open(w, &patient, &t.protocol, &episode_facts())
    });
    let patient_of = |episode: &EpisodeId| t.read(|db| episodes::find(db, episode)).patient;
    let lead = t.hire("Lea Storm", Role::LeadClinician);
    assert_eq!(lead.teams, std::slice::from_ref(&t.north));
    let erin = t.hire("Erin Moss", Role::Clinician);
    // Erin in a third team: what she reaches she reaches by cover alone
    t.by(&t.asha, |w| {
        let west = staff::add_team(w, "West")?;
        let erin = staff::find(w.db(), &erin.id)?;
        staff::change(w, &erin, &erin.name, erin.role, None, &[west])
    });
    let erin = t.read(|db| staff::find(db, &erin.id));
    let noted = t.audit().len();
    let all = cover(&t, &t.asha.id, &erin.id, None);
    let id = hand_over(&t.clinic, &lead, &submission(), &all, t.now()).unwrap();
    assert!(reaches(&t, &erin, &patient_of(&near)));
    assert!(!reaches(&t, &erin, &patient_of(&far)));
    let rows = |noted: usize| -> Vec<(String, Option<String>, Option<String>)> {
        let rows = t.audit().into_iter().skip(noted);
        rows.map(|row| (row.action, row.patient, row.episode))
            .collect()
    };
    let one = |action: &str| {
        let about = (patient_of(&near).to_string(), near.to_string());
        [(action.to_owned(), Some(about.0), Some(about.1))]
    };
    assert_eq!(rows(noted), one("handed_over"), "the row names the patient");
    let noted = t.audit().len();
    end_handover(&t.clinic, &lead, &submission(), &id, t.now()).unwrap();
    assert_eq!(
        rows(noted),
        one("handover_ended"),
        "one row for each episode"
    );
    assert!(!reaches(&t, &erin, &patient_of(&near)));
}
