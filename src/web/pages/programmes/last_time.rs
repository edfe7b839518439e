//! As last time: the exercises of the last sheet, copied when that is asked for, and never by themselves.

use chrono_tz::Tz;

use super::content_form::{set_item, take};
use crate::care::offer::Offer;
use crate::care::programme::Programme;
use crate::text;
use crate::web::filters::plain_date;
use crate::web::form::Form;

/// What was copied, and what of it is not offered any more.
pub(super) struct Copied {
    pub words: String,
    pub not_offered: Option<String>,
}

/// Ticks what the last sheet had, in its order and with its doses, in place of what was ticked. Why something barred was
/// given all the same is not copied: it is to be thought of anew.
pub(super) fn copy(form: &mut Form, offer: &Offer<'_>, last: &Programme, zone: Tz) -> Copied {
    form.forget("take");
    for offered in &offer.exercises {
        form.forget(&format!("order_{}", offered.exercise.key));
    }
    let (mut count, mut barred) = (0, Vec::new());
    for (place, item) in (1..).zip(&last.content.items) {
        let Some(offered) = offer.exercise(item.exercise.as_str()) else {
            barred.push(text::dose::capital(&item.exercise.to_string()));
            continue;
        };
        take(form, &item.exercise, place);
        set_item(form, item);
        form.forget(&format!("reason_{}", item.exercise));
        count += 1;
        if !offered.bars.is_empty() {
            barred.push(offered.exercise.name.clone());
        }
    }
    if form.value("goal").trim().is_empty() {
        form.set("goal", &last.content.goal);
    }
    let issued = last.issued.as_ref().map_or_else(String::new, |issue| {
        let day = issue.at.and_utc().with_timezone(&zone).date_naive();
        format!(", issued {}", plain_date(day))
    });
    let exercises = if count == 1 {
        "exercise with its dose"
    } else {
        "exercises with their doses"
    };
    Copied {
        words: format!(
            "Copied from home programme {}{issued}: {count} {exercises}. They take the place of what was ticked; nothing is \
             saved yet.",
            last.number
        ),
        not_offered: (!barred.is_empty()).then(|| {
            format!(
                "Not offered to this patient now: {}. Untick it, or write at it why it is given all the same.",
                barred.join(", ")
            )
        }),
    }
}
