//! What can be typed about people, incidents, settings and the change log.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct UserArgs {
    #[command(subcommand)]
    pub(crate) what: UserWhat,
}

/// A role, and where it holds.
#[derive(Debug, Args)]
pub(crate) struct RoleArgs {
    /// viewer, dispatcher, planner, approver or admin
    #[arg(long, value_name = "R")]
    pub(crate) role: String,
    /// The code of the area it is bound to; everywhere if absent
    #[arg(long, value_name = "CODE")]
    pub(crate) area: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserWhat {
    /// Add a person; without --password-stdin a password is made and shown once
    Add {
        /// What they sign in as
        login: String,
        /// What they are called
        #[arg(long, value_name = "NAME")]
        name: String,
        /// viewer, dispatcher, planner, approver or admin
        #[arg(long, value_name = "R")]
        role: Option<String>,
        /// The code of the area the role is bound to; everywhere if absent
        #[arg(long, value_name = "CODE", requires = "role")]
        area: Option<String>,
        /// Read the password from the first line of standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// List people with their roles
    List,
    /// Grant a role
    Grant {
        /// The login
        login: String,
        #[command(flatten)]
        role: RoleArgs,
    },
    /// Take a role away
    Revoke {
        /// The login
        login: String,
        #[command(flatten)]
        role: RoleArgs,
    },
    /// Set a new password, which signs the person out everywhere
    Password {
        /// The login
        login: String,
        /// Read it from the first line of standard input; without this one is made
        #[arg(long)]
        password_stdin: bool,
    },
    /// Stop a person from signing in
    Disable {
        /// The login
        login: String,
    },
    /// Let a person sign in again
    Enable {
        /// The login
        login: String,
    },
    /// Empty name, login, password and roles of a person for good
    Erase {
        /// The login
        login: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ImportIncidentsArgs {
    /// A CSV table or GeoJSON points; - for standard input
    pub(crate) file: PathBuf,
    /// The column of the incident's own number, by which it is known again
    #[arg(long, value_name = "F")]
    pub(crate) id_field: Option<String>,
    /// The column of the time: RFC 3339, or China standard time without an offset
    #[arg(long, value_name = "F")]
    pub(crate) time_field: Option<String>,
    /// The column of the hour, where the time is a day only
    #[arg(long, value_name = "F")]
    pub(crate) hour_field: Option<String>,
    /// The column of the kind
    #[arg(long, value_name = "F")]
    pub(crate) kind_field: Option<String>,
    /// The column of the longitude
    #[arg(long, value_name = "F")]
    pub(crate) lon_field: Option<String>,
    /// The column of the latitude
    #[arg(long, value_name = "F")]
    pub(crate) lat_field: Option<String>,
    /// Leave rows with faults out instead of keeping nothing
    #[arg(long)]
    pub(crate) skip_faulty: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SettingsArgs {
    #[command(subcommand)]
    pub(crate) what: SettingsWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SettingsWhat {
    /// Print all settings, those that nobody set included
    Show,
    /// Replace the settings by those of a JSON file; what it does not name is as usual again
    Set {
        /// The file; - for standard input
        file: PathBuf,
    },
}
