//! The demo's patients.

use anyhow::Result;
use indicatif::ProgressBar;

use super::People;
use crate::care::time::Moment;
use crate::clinic::Clinic;

/// Makes the patients and their stories, from the clock's time to `today`.
pub(super) fn make(
    _clinic: &Clinic,
    _people: &People,
    _today: Moment,
    count: u16,
    bar: &ProgressBar,
) -> Result<()> {
    bar.inc(u64::from(count));
    Ok(())
}
