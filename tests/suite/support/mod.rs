//! A clinic to test on: a temporary database, a fixed clock, three people.

mod browser;
pub mod course;
mod samples;

use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use ninefold::access::{Role, Staff};
use ninefold::actions::open_clinic;
use ninefold::audit::Actor;
use ninefold::builtin;
use ninefold::care::ids::{EpisodeId, PatientId, StaffId, TeamId, VersionId};
use ninefold::care::protocol_writer::to_toml;
use ninefold::care::time::Moment;
use ninefold::clinic::{Clinic, Clock};
use ninefold::config::Database;
use ninefold::records::protocols::{self, VersionState};
use ninefold::records::settings;
use ninefold::records::staff::{self, NewStaff};
use ninefold::records::{Db, Error, Write, episodes, migrations, patients};

pub use browser::{Answer, Browser};
pub use samples::{content, episode_facts, patient_facts, reading, word};

/// A clinic in London on Monday 2 March 2026, 10:00, with one adopted protocol version and three clinicians.
///
/// Asha and Ben share the team North; Cora works in South. Everyone's password hash is `hash`.
pub struct TestClinic {
    pub clinic: Clinic,
    pub database: Database,
    pub north: TeamId,
    pub south: TeamId,
    pub asha: Staff,
    pub ben: Staff,
    pub cora: Staff,
    pub protocol: VersionId,
    _folder: Option<tempfile::TempDir>,
}

/// A SQLite file migrated once; every test works on a copy of it.
static TEMPLATE: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let live = folder.path().join("live.db");
    let copy = folder.path().join("template.db");
    migrations::run(&Database::Sqlite(live.clone()), start()).unwrap();
    let clinic = Clinic::open(&Database::Sqlite(live), Clock::fixed(start().utc)).unwrap();
    clinic.records().copy_to(&copy).unwrap();
    (folder, copy)
});

/// The time every test clinic starts at: 10:00 in London, which is UTC then.
pub fn start() -> Moment {
    let date = day(2026, 3, 2);
    Moment {
        utc: date.and_hms_opt(10, 0, 0).unwrap(),
        date,
    }
}

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

impl TestClinic {
    pub fn new() -> TestClinic {
        let (database, folder) = fresh_database();
        let clinic = Clinic::open(&database, Clock::fixed(start().utc)).unwrap();
        let program = |work: &mut dyn FnMut(&mut Write<'_>) -> Result<(), Error>| {
            clinic
                .write(Actor::Program, clinic.now(), |w| work(w))
                .unwrap();
        };
        let mut teams = Vec::new();
        let mut people: Vec<StaffId> = Vec::new();
        program(&mut |w| {
            teams = vec![staff::add_team(w, "North")?, staff::add_team(w, "South")?];
            for (name, sign_in_name, team) in [
                ("Asha Rao", "asha", 0),
                ("Ben Okafor", "ben", 0),
                ("Cora Lind", "cora", 1),
            ] {
                let new = NewStaff {
                    name: name.into(),
                    sign_in_name: sign_in_name.into(),
                    role: Role::Clinician,
                    password_hash: "hash".into(),
                    valid_until: None,
                    teams: vec![teams[team].clone()],
                };
                people.push(staff::add(w, &new)?);
            }
            settings::store(w, &samples::settings())
        });
        let asha = people[0].clone();
        let protocol = clinic
            .write(Actor::Staff(asha), clinic.now(), |w| {
                let id = protocols::add(
                    w,
                    ("upper-back-spasm", 1),
                    "Upper back",
                    &to_toml(&builtin::knowledge().protocol),
                    "h1",
                    VersionState::Published,
                )?;
                protocols::adopt(w, &id, "I stand behind it")?;
                Ok::<_, Error>(id)
            })
            .unwrap();
        clinic.apply(&samples::settings()).unwrap();
        open_clinic::load_protocols(&clinic).unwrap();
        let mut found = people
            .iter()
            .map(|id| clinic.read(|db| staff::find(db, id)).unwrap());
        let mut next = || found.next().unwrap();
        let (asha, ben, cora) = (next(), next(), next());
        let mut teams = teams.into_iter();
        let (north, south) = (teams.next().unwrap(), teams.next().unwrap());
        TestClinic {
            clinic: clinic.clone(),
            database,
            north,
            south,
            asha,
            ben,
            cora,
            protocol,
            _folder: folder,
        }
    }

    pub fn now(&self) -> Moment {
        self.clinic.now()
    }

    /// Moves the clock on by whole hours.
    pub fn later(&self, hours: i64) {
        let clock = self.clinic.clock();
        clock.set(clock.utc() + TimeDelta::hours(hours));
    }

    /// A change by someone, which must succeed.
    pub fn by<T>(&self, who: &Staff, work: impl FnOnce(&mut Write<'_>) -> Result<T, Error>) -> T {
        self.try_by(who, work).expect("the change is accepted")
    }

    /// A change by someone, which may be refused.
    pub fn try_by<T>(
        &self,
        who: &Staff,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.clinic
            .write(Actor::Staff(who.id.clone()), self.now(), work)
    }

    pub fn read<T>(&self, work: impl FnOnce(&mut Db) -> Result<T, Error>) -> T {
        self.clinic.read(work).expect("the reading succeeds")
    }

    /// A patient of the team North, registered by Asha.
    pub fn patient(&self, number: &str) -> PatientId {
        self.by(&self.asha, |w| {
            patients::register(w, &self.north, &patient_facts(number))
        })
    }

    /// A new patient of North with an episode under Asha.
    pub fn episode(&self, number: &str) -> (PatientId, EpisodeId) {
        let patient = self.patient(number);
        let episode = self.by(&self.asha, |w| {
            episodes::open(w, &patient, &self.protocol, &episode_facts())
        });
        (patient, episode)
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self.database, Database::Sqlite(_))
    }

    /// A connection for planting what no function of the program does.
    pub fn raw(&self) -> Db {
        ninefold::records::connect(&self.database, ninefold::records::Purpose::Write).unwrap()
    }

    /// Every audit row as `action patient? fields`, oldest first.
    pub fn audit(&self) -> Vec<ninefold::audit::Row> {
        let mut rows =
            self.read(|db| ninefold::records::audit::list(db, &Default::default(), 10_000));
        rows.reverse();
        rows
    }

    /// The actions noted since a number of rows.
    pub fn actions_since(&self, count: usize) -> Vec<String> {
        self.audit()
            .into_iter()
            .skip(count)
            .map(|row| row.action)
            .collect()
    }
}

/// A copy of the template; with `TEST_DATABASE_URL`, a schema of its own on that PostgreSQL server.
pub fn fresh_database() -> (Database, Option<tempfile::TempDir>) {
    if let Ok(url) = std::env::var("TEST_DATABASE_URL") {
        let database = postgres_schema(&url);
        migrations::run(&database, start()).unwrap();
        return (database, None);
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ninefold.db");
    std::fs::copy(&TEMPLATE.1, &file).unwrap();
    (Database::Sqlite(file), Some(folder))
}

fn postgres_schema(url: &str) -> Database {
    use diesel::connection::SimpleConnection;
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "test_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let server = Database::Postgres(url.to_owned());
    let mut db = ninefold::records::connect(&server, ninefold::records::Purpose::Write).unwrap();
    db.batch_execute(&format!(
        "DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}"
    ))
    .unwrap();
    let joint = if url.contains('?') { '&' } else { '?' };
    Database::Postgres(format!("{url}{joint}options=-csearch_path%3D{name}"))
}

/// The time, for tests of conversions.
pub fn utc(year: i32, month: u32, of_month: u32, hour: u32, minute: u32) -> NaiveDateTime {
    day(year, month, of_month)
        .and_hms_opt(hour, minute, 0)
        .unwrap()
}
