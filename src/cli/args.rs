//! What can be typed. The settings come from the environment or from the flags of the same names.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::access::Role;
use crate::config::{DEFAULT_DATABASE, DEFAULT_LISTEN};

/// Plans criterion-based rehabilitation of upper-back muscle spasm in a clinic.
#[derive(Debug, Parser)]
#[command(name = "ninefold", version, arg_required_else_help = true)]
pub(super) struct Args {
    #[command(flatten)]
    pub database: DatabasePlace,
    #[command(subcommand)]
    pub command: Command,
}

/// Where the record is.
#[derive(Debug, ClapArgs)]
pub(super) struct DatabasePlace {
    /// The clinic's record: a path, sqlite:PATH or postgres://USER@HOST/NAME [default: sqlite:ninefold.db]
    #[arg(
        long = "database-url",
        value_name = "URL",
        env = "DATABASE_URL",
        hide_env_values = true,
        global = true
    )]
    pub url: Option<String>,
}

impl DatabasePlace {
    /// The address set, or the default one.
    pub fn or_default(&self) -> &str {
        self.url.as_deref().unwrap_or(DEFAULT_DATABASE)
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve the clinic
    Serve(Address),
    /// Make a clinic with invented patients to try everything on, and serve it
    Demo(DemoArgs),
    /// Show, apply or undo changes of the database's schema
    Migrate {
        #[command(subcommand)]
        what: Migrate,
    },
    /// Manage staff accounts; the first administrator is added here
    Staff {
        #[command(subcommand)]
        what: StaffCommand,
    },
    /// Read protocol versions as documents
    Protocol {
        #[command(subcommand)]
        what: ProtocolCommand,
    },
    /// Say what the rules make of one case, written as in docs/cases.md
    Evaluate {
        /// The case
        #[arg(value_name = "CASE.toml")]
        case: PathBuf,
        /// One JSON document instead of lines
        #[arg(long)]
        json: bool,
    },
    /// Check the audit log
    Audit {
        #[command(subcommand)]
        what: AuditCommand,
    },
}

/// Where to listen.
#[derive(Debug, ClapArgs)]
pub(super) struct Address {
    /// Address and port to listen on
    #[arg(long, value_name = "ADDR", env = "NINEFOLD_LISTEN", default_value = DEFAULT_LISTEN)]
    pub listen: String,
    /// A proxy that encrypts stands in front and passes Host and X-Forwarded-For on
    #[arg(long)]
    pub behind_proxy: bool,
}

/// What the demo is made of.
#[derive(Debug, ClapArgs)]
pub(super) struct DemoArgs {
    #[command(flatten)]
    pub address: Address,
    /// Keep the demo in this folder, as ninefold.db; one that is there already is served as it is
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// How many patients to make
    #[arg(long, value_name = "N", default_value_t = 45, value_parser = clap::value_parser!(u16).range(0..=5000))]
    pub patients: u16,
}

#[derive(Debug, Subcommand)]
pub(super) enum Migrate {
    /// What is applied and what is not
    Status,
    /// Apply what is pending, after a copy of the record; makes a new record where there is none
    Run {
        /// Only say what would be applied
        #[arg(long)]
        dry_run: bool,
    },
    /// Undo the last change of the schema, after a copy of the record
    Undo,
}

#[derive(Debug, Subcommand)]
pub(super) enum StaffCommand {
    /// Add an account; the password is asked for, or read from standard input
    Add {
        /// The name they log in with
        sign_in_name: String,
        /// Their name as it stands under what they sign
        #[arg(long)]
        name: String,
        /// Their role
        #[arg(long, value_enum)]
        role: RoleWord,
        /// A team they belong to; may stand several times [default: the only team there is]
        #[arg(long = "team", value_name = "NAME")]
        teams: Vec<String>,
        /// The last day the account works
        #[arg(long, value_name = "DATE")]
        until: Option<NaiveDate>,
    },
    /// List the accounts
    List,
    /// Disable an account and end its logins
    Disable {
        /// The name they log in with
        sign_in_name: String,
    },
    /// Set a new password and end the account's logins
    Reset {
        /// The name they log in with
        sign_in_name: String,
    },
}

/// A role as it is typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum RoleWord {
    Clinician,
    #[value(alias = "lead_clinician")]
    LeadClinician,
    #[value(alias = "front_desk")]
    FrontDesk,
    Administrator,
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Role {
        match word {
            RoleWord::Clinician => Role::Clinician,
            RoleWord::LeadClinician => Role::LeadClinician,
            RoleWord::FrontDesk => Role::FrontDesk,
            RoleWord::Administrator => Role::Administrator,
        }
    }
}

/// A role as it is typed and printed: `lead-clinician`.
pub(super) fn role_word(role: Role) -> String {
    role.as_str().replace('_', "-")
}

#[derive(Debug, Subcommand)]
pub(super) enum ProtocolCommand {
    /// List the protocol versions
    List,
    /// Show a protocol's phases and targets
    Show {
        /// KEY or KEY@VERSION
        key: String,
        /// One JSON document instead of lines
        #[arg(long)]
        json: bool,
    },
    /// Name every fault of a protocol document
    Check {
        /// The document
        file: PathBuf,
    },
    /// Write a protocol as the document that `check` reads
    Export {
        /// KEY or KEY@VERSION
        key: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// Walk the hash chain and name the first broken row
    Verify,
}
