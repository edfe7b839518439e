//! Who may do what: roles and permissions. Which patients someone reaches is a question of the record (`records::reach`).

use chrono::NaiveDate;

use crate::care::ids::{StaffId, TeamId};
use crate::care::measure::words;

/// What a member of staff is to the clinic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Treats patients.
    Clinician,
    /// Treats patients and owns the clinic's protocol.
    LeadClinician,
    /// Registers patients, books visits, reprints sheets.
    FrontDesk,
    /// Runs the installation.
    Administrator,
}

words!(Role {
    Clinician = "clinician",
    LeadClinician = "lead_clinician",
    FrontDesk = "front_desk",
    Administrator = "administrator",
});

impl Role {
    /// Whether the role treats patients, and so answers for them, covers them and belongs to a team.
    #[must_use]
    pub const fn treats(self) -> bool {
        may(self, May::WriteRecords)
    }
}

/// A member of staff who is logged in or is named in the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// The record's id.
    pub id: StaffId,
    /// Their name as it stands under what they sign.
    pub name: String,
    /// The name they log in with, lower case.
    pub sign_in_name: String,
    /// Their role.
    pub role: Role,
    /// The teams they belong to now.
    pub teams: Vec<TeamId>,
    /// The last day the account works, where limited.
    pub valid_until: Option<NaiveDate>,
    /// The account was disabled.
    pub disabled: bool,
    /// Counts changes of the account; a change names the version it started from.
    pub version: i32,
}

impl Staff {
    /// Whether the account works on a day of the clinic's calendar.
    #[must_use]
    pub fn works_on(&self, today: NaiveDate) -> bool {
        !self.disabled && self.valid_until.is_none_or(|until| today <= until)
    }

    /// Whether they answer for patients: a role that treats, in an account that works on that day.
    #[must_use]
    pub fn treats_on(&self, day: NaiveDate) -> bool {
        self.role.treats() && self.works_on(day)
    }

    /// Whether the role has the permission.
    #[must_use]
    pub const fn may(&self, what: May) -> bool {
        may(self.role, what)
    }
}

/// A permission; every route names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum May {
    /// Read what is the same for all: exercises, protocols, about.
    ReadKnowledge,
    /// Search the patients and see names, birth dates, contact and next visits.
    FindPatients,
    /// Register patients and amend who they are.
    RegisterPatients,
    /// Book, change and cancel next visits.
    BookVisits,
    /// Print a sheet that was issued.
    PrintSheets,
    /// Read clinical pages.
    ReadRecords,
    /// Write clinical content: intake, sessions, flags, cautions, notes.
    WriteRecords,
    /// Decide about phases, overrides, holds and closures.
    ChangePhase,
    /// Write and issue home programmes.
    WriteProgrammes,
    /// Hand patients over.
    HandOver,
    /// Ask for access to a patient of another team, with a reason.
    AskForAccess,
    /// Edit, publish and adopt protocol versions.
    PublishProtocols,
    /// Change letterhead and policies.
    ManageClinic,
    /// Add, disable and reset staff accounts.
    ManageStaff,
    /// Read the audit log.
    ReadAudit,
    /// Take one patient's whole record out of the clinic.
    ExportRecords,
}

/// Whether a role has a permission.
#[must_use]
pub const fn may(role: Role, what: May) -> bool {
    use May::{
        AskForAccess, BookVisits, ChangePhase, ExportRecords, FindPatients, HandOver, ManageClinic,
        ManageStaff, PrintSheets, PublishProtocols, ReadAudit, ReadKnowledge, ReadRecords,
        RegisterPatients, WriteProgrammes, WriteRecords,
    };
    use Role::{Administrator, Clinician, FrontDesk, LeadClinician};
    match what {
        ReadKnowledge => true,
        FindPatients | RegisterPatients | BookVisits | PrintSheets => {
            matches!(role, Clinician | LeadClinician | FrontDesk)
        }
        ReadRecords | WriteRecords | ChangePhase | WriteProgrammes | HandOver | AskForAccess
        | ExportRecords => {
            matches!(role, Clinician | LeadClinician)
        }
        PublishProtocols => matches!(role, LeadClinician),
        ManageClinic | ReadAudit => matches!(role, LeadClinician | Administrator),
        ManageStaff => matches!(role, Administrator),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_its_work_needs() {
        use Role::{Administrator, Clinician, FrontDesk, LeadClinician};
        let rows: [(May, &[Role]); 7] = [
            (
                May::ReadKnowledge,
                &[Clinician, LeadClinician, FrontDesk, Administrator],
            ),
            (May::FindPatients, &[Clinician, LeadClinician, FrontDesk]),
            (May::ReadRecords, &[Clinician, LeadClinician]),
            (May::ChangePhase, &[Clinician, LeadClinician]),
            (May::PublishProtocols, &[LeadClinician]),
            (May::ReadAudit, &[LeadClinician, Administrator]),
            (May::ManageStaff, &[Administrator]),
        ];
        for (what, roles) in rows {
            for role in Role::ALL {
                assert_eq!(may(*role, what), roles.contains(role), "{role:?} {what:?}");
            }
        }
    }

    #[test]
    fn clinicians_treat_and_nobody_else() {
        let treating: Vec<Role> = Role::ALL
            .iter()
            .copied()
            .filter(|role| role.treats())
            .collect();
        assert_eq!(treating, [Role::Clinician, Role::LeadClinician]);
    }

    #[test]
    fn an_account_works_through_its_last_day() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 3, d).unwrap();
        let mut staff = Staff {
            id: "a".parse().unwrap(),
            name: "A".into(),
            sign_in_name: "a".into(),
            role: Role::Clinician,
            teams: vec![],
            valid_until: Some(day(20)),
            disabled: false,
            version: 1,
        };
        assert!(staff.works_on(day(20)));
        assert!(!staff.works_on(day(21)));
        assert!(staff.treats_on(day(20)) && !staff.treats_on(day(21)));
        staff.disabled = true;
        assert!(!staff.works_on(day(20)));
    }
}
