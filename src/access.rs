//! Who may do what: roles, permissions and the one table that joins them.

/// What a member of staff is at the clinic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A physiotherapist.
    Clinician,
    /// The physiotherapist who owns the clinic's protocol.
    LeadClinician,
    /// Registers, books and reprints; sees no clinical page.
    FrontDesk,
    /// Runs the installation.
    Administrator,
}

/// A permission a page asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum May {
    /// No login is needed.
    Anyone,
    /// The board.
    SeeBoard,
    /// Clinical pages of the patients within reach.
    ReadRecords,
}

/// Whether a role holds a permission.
#[must_use]
pub const fn may(role: Role, may: May) -> bool {
    match may {
        May::Anyone => true,
        May::SeeBoard | May::ReadRecords => matches!(role, Role::Clinician | Role::LeadClinician),
    }
}
