//! Slows down guessing of passwords: failed logins are counted per account and per address.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{NaiveDateTime, TimeDelta};

/// Failures of one account before it has to wait.
const MOST_PER_ACCOUNT: usize = 5;
/// Failures from one address: a whole clinic may share one.
const MOST_PER_ADDRESS: usize = 50;
/// How long a failure counts.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Beyond this many names and addresses those out of date are forgotten.
const SWEEP_AT: usize = 10_000;

/// The failures of the last quarter of an hour, in memory: a restart of the server forgets them.
#[derive(Debug, Default)]
pub struct Throttle {
    failures: Mutex<HashMap<String, Vec<NaiveDateTime>>>,
}

impl Throttle {
    /// How many minutes to wait before another try is looked at; `None` when it may be made now.
    #[must_use]
    pub fn minutes_to_wait(&self, account: &str, address: &str, now: NaiveDateTime) -> Option<i64> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        keys(account, address)
            .into_iter()
            .filter_map(|(key, most)| {
                let recent: Vec<_> = failures
                    .get(&key)?
                    .iter()
                    .filter(|at| now - **at < WINDOW)
                    .collect();
                let oldest = recent.len().checked_sub(most)?;
                let free_at = *recent[oldest] + WINDOW;
                Some((free_at - now).num_seconds().div_euclid(60) + 1)
            })
            .max()
    }

    /// Notes a failed login.
    pub fn failed(&self, account: &str, address: &str, now: NaiveDateTime) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() > SWEEP_AT {
            failures.retain(|_, times| times.iter().any(|at| now - *at < WINDOW));
        }
        for (key, _) in keys(account, address) {
            let times = failures.entry(key).or_default();
            times.retain(|at| now - *at < WINDOW);
            times.push(now);
        }
    }

    /// Forgets the account's failures after a login that worked; the address's stay.
    pub fn succeeded(&self, account: &str) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(&account_key(account));
    }
}

fn keys(account: &str, address: &str) -> [(String, usize); 2] {
    [
        (account_key(account), MOST_PER_ACCOUNT),
        (format!("address {address}"), MOST_PER_ADDRESS),
    ]
}

fn account_key(account: &str) -> String {
    let name: String = account.trim().to_lowercase().chars().take(100).collect();
    format!("account {name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> NaiveDateTime {
        NaiveDateTime::default() + TimeDelta::minutes(minute)
    }

    #[test]
    fn five_failures_of_an_account_make_it_wait_out_the_window() {
        let throttle = Throttle::default();
        for minute in 0..5 {
            assert_eq!(
                throttle.minutes_to_wait("Asha", "10.0.0.1", at(minute)),
                None
            );
            throttle.failed("asha ", "10.0.0.1", at(minute));
        }
        assert_eq!(
            throttle.minutes_to_wait("asha", "10.0.0.2", at(5)),
            Some(11)
        );
        assert_eq!(throttle.minutes_to_wait("ben", "10.0.0.1", at(5)), None);
        assert_eq!(throttle.minutes_to_wait("asha", "10.0.0.2", at(15)), None);
    }

    #[test]
    fn success_clears_the_account_and_many_accounts_from_one_address_wait() {
        let throttle = Throttle::default();
        for guess in 0..50 {
            throttle.failed(&format!("name{}", guess / 2), "10.0.0.9", at(0));
        }
        assert!(
            throttle
                .minutes_to_wait("fresh", "10.0.0.9", at(1))
                .is_some()
        );
        assert_eq!(throttle.minutes_to_wait("fresh", "10.0.0.8", at(1)), None);
        for _ in 0..5 {
            throttle.failed("asha", "10.0.0.8", at(1));
        }
        throttle.succeeded("Asha");
        assert_eq!(throttle.minutes_to_wait("asha", "10.0.0.8", at(1)), None);
    }
}
