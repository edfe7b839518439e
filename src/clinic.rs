//! The clinic, opened once: its record, its protocols, its clock and time zone. The three doors to the record.
//!
//! Pages use [`Clinic::read`] and [`Clinic::read_patient`]; only actions and commands use [`Clinic::write`].

mod looks;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, TimeZone, Utc};
use chrono_tz::Tz;
use looks::Looks;

use crate::access::Staff;
use crate::audit::{Action, Actor, Event};
use crate::care::ids::{PatientId, VersionId};
use crate::care::protocol::Protocol;
use crate::care::time::Moment;
use crate::config::Database;
use crate::records::settings::{self, Settings};
use crate::records::{Db, Error, Records, Upkeep, Write, reach};

/// Where "now" comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A time that moves only when it is set, UTC; for tests and the demo's past.
    Fixed(Arc<RwLock<NaiveDateTime>>),
}

/// The parsed protocol versions by the id they are stored under; filled when the clinic is opened.
pub type Protocols = BTreeMap<VersionId, Arc<Protocol>>;

/// An opened clinic; cheap to clone.
#[derive(Clone)]
pub struct Clinic {
    records: Records,
    clock: Clock,
    zone: Arc<RwLock<Tz>>,
    protocols: Arc<RwLock<Protocols>>,
    looks: Arc<Looks>,
}

impl Clock {
    /// A clock that stands at a time, UTC.
    #[must_use]
    pub fn fixed(at: NaiveDateTime) -> Clock {
        Clock::Fixed(Arc::new(RwLock::new(at)))
    }

    /// Sets a fixed clock; the machine's clock is left alone.
    pub fn set(&self, at: NaiveDateTime) {
        if let Clock::Fixed(time) = self {
            *time.write().unwrap_or_else(PoisonError::into_inner) = at;
        }
    }

    /// The time, UTC, whole seconds.
    #[must_use]
    pub fn utc(&self) -> NaiveDateTime {
        match self {
            Clock::System => Utc::now().naive_utc().trunc_subsecs(0),
            Clock::Fixed(time) => time
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .trunc_subsecs(0),
        }
    }
}

impl Clinic {
    /// Opens a clinic whose schema is this program's; protocols are added with [`Clinic::add_protocol`].
    ///
    /// # Errors
    /// Those of [`Records::open`]; [`Error::Rejected`] when the stored time zone is unknown.
    pub fn open(database: &Database, clock: Clock) -> Result<Clinic, Error> {
        let records = Records::open(database)?;
        match records.take_in_looks() {
            // looks wait in their file until writing works
            Ok(_) | Err(Error::Broken(_) | Error::Unavailable(_)) => {}
            Err(error) => return Err(error),
        }
        let zone = match records.read(settings::find) {
            Ok(settings) => time_zone(&settings)?,
            Err(Error::NotFound) => Tz::UTC,
            Err(error) => return Err(error),
        };
        Ok(Clinic {
            records,
            clock,
            zone: Arc::new(RwLock::new(zone)),
            protocols: Arc::default(),
            looks: Arc::default(),
        })
    }

    /// The record itself, for commands.
    #[must_use]
    pub const fn records(&self) -> &Records {
        &self.records
    }

    /// The clock.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Now, at the clinic. Read it once for each request and pass it down.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.moment(self.clock.utc())
    }

    /// The clinic's time zone.
    #[must_use]
    pub fn zone(&self) -> Tz {
        *self.zone.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A time, UTC, with the date the clinic's calendar shows then.
    #[must_use]
    pub fn moment(&self, utc: NaiveDateTime) -> Moment {
        let utc = utc.trunc_subsecs(0);
        Moment {
            utc,
            date: self.local(utc).date(),
        }
    }

    /// A time, UTC, as the clinic's clock on the wall shows it.
    #[must_use]
    pub fn local(&self, utc: NaiveDateTime) -> NaiveDateTime {
        self.zone().from_utc_datetime(&utc).naive_local()
    }

    /// The moment a wall clock time at the clinic stands for: the earlier of two in the night the clocks go back, the
    /// end of the gap in the night they go forward.
    #[must_use]
    pub fn from_local(&self, local: NaiveDateTime) -> Moment {
        let zone = self.zone();
        let found = zone.from_local_datetime(&local).earliest().or_else(|| {
            // no gap is longer than a day; steps of 15 minutes meet every known one's end
            (1..=96).find_map(|step| {
                zone.from_local_datetime(&(local + chrono::TimeDelta::minutes(15 * step)))
                    .earliest()
            })
        });
        self.moment(found.map_or(local, |time: DateTime<Tz>| time.naive_utc()))
    }

    /// The last second of a day at the clinic: what "on that day" means where an hour is asked for.
    #[must_use]
    pub fn end_of(&self, day: NaiveDate) -> Moment {
        let next = day.succ_opt().unwrap_or(day).and_time(NaiveTime::MIN);
        self.moment(self.from_local(next).utc - chrono::TimeDelta::seconds(1))
    }

    /// Uses settings just stored: the time zone from now on.
    ///
    /// # Errors
    /// [`Error::Rejected`] when the time zone is unknown.
    pub fn apply(&self, settings: &Settings) -> Result<(), Error> {
        let zone = time_zone(settings)?;
        *self.zone.write().unwrap_or_else(PoisonError::into_inner) = zone;
        Ok(())
    }

    /// Keeps a parsed protocol version in memory.
    pub fn add_protocol(&self, id: VersionId, protocol: Protocol) {
        self.protocols
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, Arc::new(protocol));
    }

    /// The parsed protocol version of that id.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub fn protocol(&self, id: &VersionId) -> Result<Arc<Protocol>, Error> {
        self.protocols
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(id)
            .cloned()
            .ok_or(Error::NotFound)
    }

    /// Whether the record may only be read, because a damaged disk or file was met.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.records.is_damaged()
    }

    /// Reads what is not about one patient; notes nothing.
    ///
    /// # Errors
    /// Those of the work.
    pub fn read<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Db) -> Result<T, E>,
    ) -> Result<T, E> {
        self.records.read(work)
    }

    /// Lists or searches patients: notes one row, then reads.
    ///
    /// # Errors
    /// Those of the work and of the audit log.
    pub fn read_list<T, E: From<Error>>(
        &self,
        staff: &Staff,
        page: &'static str,
        work: impl FnOnce(&mut Db) -> Result<T, E>,
    ) -> Result<T, E> {
        self.look(staff, &Event::new(Action::Listed).fields(&[page]))?;
        self.records.read(work)
    }

    /// Reads about one patient: checks reach, notes the look, then reads. A refused look is noted too.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such patient or it is out of reach; those of the work.
    pub fn read_patient<T, E: From<Error>>(
        &self,
        staff: &Staff,
        patient: &PatientId,
        page: &'static str,
        work: impl FnOnce(&mut Db) -> Result<T, E>,
    ) -> Result<T, E> {
        self.open_patient(staff, patient, page, false, work)
    }

    /// The same for a page that asks again while somebody types in it: reach is checked each time, and the look is noted
    /// unless one of this person at this page of this patient was noted in the last ten minutes.
    ///
    /// # Errors
    /// Those of [`Clinic::read_patient`].
    pub fn read_patient_again<T, E: From<Error>>(
        &self,
        staff: &Staff,
        patient: &PatientId,
        page: &'static str,
        work: impl FnOnce(&mut Db) -> Result<T, E>,
    ) -> Result<T, E> {
        let look = (staff.id.clone(), patient.clone(), page);
        let is_noted = self.looks.stand_for(&look, self.now().utc);
        self.open_patient(staff, patient, page, is_noted, work)
    }

    fn open_patient<T, E: From<Error>>(
        &self,
        staff: &Staff,
        patient: &PatientId,
        page: &'static str,
        is_noted: bool,
        work: impl FnOnce(&mut Db) -> Result<T, E>,
    ) -> Result<T, E> {
        let now = self.now();
        let reached = self
            .records
            .read(|db| reach::require(db, staff, patient, now));
        let action = match reached {
            Ok(()) => Action::Looked,
            Err(Error::NotFound) => Action::Refused,
            Err(error) => return Err(error.into()),
        };
        if action == Action::Refused || !is_noted {
            self.look(staff, &Event::new(action).patient(patient).fields(&[page]))?;
        }
        reached?;
        let look = (staff.id.clone(), patient.clone(), page);
        if !is_noted {
            self.looks.remember(look, now.utc);
        }
        self.records.read(work)
    }

    /// Changes the record in one transaction; only actions and commands do.
    ///
    /// # Errors
    /// Those of [`Records::write`] and of the work.
    pub fn write<T, E: From<Error>>(
        &self,
        actor: Actor,
        now: Moment,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.records.write(actor, now, work)
    }

    /// Keeps drafts and the last use of logins.
    ///
    /// # Errors
    /// Those of [`Records::upkeep`] and of the work.
    pub fn upkeep<T, E: From<Error>>(
        &self,
        now: Moment,
        work: impl FnOnce(&mut Upkeep<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.records.upkeep(now, work)
    }

    /// Notes a look in the log; where that cannot be written any more, in the file beside the record; and where that
    /// cannot be written either, in the program's own log: a patient's record is not locked away from those who treat.
    fn look(&self, staff: &Staff, event: &Event) -> Result<(), Error> {
        let (actor, now) = (Actor::Staff(staff.id.clone()), self.now());
        let noted = self.records.write(actor.clone(), now, |w| w.note(event));
        if noted.is_ok() || !self.is_read_only() {
            return noted;
        }
        if let Err(error) = self.records.note_aside(event, &actor, now) {
            let (actor, action) = (actor.as_str(), event.action.as_str());
            let patient = event.patient.as_ref().map(PatientId::as_str);
            tracing::error!(actor, action, patient, %error, "a look is noted here alone");
        }
        Ok(())
    }
}

fn time_zone(settings: &Settings) -> Result<Tz, Error> {
    settings.time_zone.parse().map_err(|_| {
        Error::Rejected(format!(
            "\"{}\" is no time zone; write for example Europe/London",
            settings.time_zone
        ))
    })
}
