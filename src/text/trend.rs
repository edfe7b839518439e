//! How a measure went, in words: beside a chart, and for those who cannot see it.

use crate::care::measure::Side;
use crate::care::protocol::Operator;
use crate::care::trend::Trend;

use super::{diary, quantity, reason};

/// Every value in words, for those who cannot see the picture.
#[must_use]
pub fn described(trend: &Trend<'_>) -> String {
    let mut sentences = Vec::new();
    for line in &trend.lines {
        let values: Vec<String> = line
            .points
            .iter()
            .map(|found| {
                let value = quantity::value(trend.measure, &found.value);
                let origin = found
                    .diary
                    .map_or_else(String::new, |of| format!(", {}", diary::origin(of)));
                format!("{value} on {}{origin}", found.at.date.format("%-d %b %Y"))
            })
            .collect();
        let side = line
            .side
            .map_or(String::new(), |side| format!("{}: ", side.as_str()));
        sentences.push(format!("{side}{}.", values.join(", ")));
    }
    if let Some(target) = trend.targets.iter().rev().find(|span| span.until.is_none()) {
        let most = if target.operator == Operator::AtLeast {
            "at least"
        } else {
            "at most"
        };
        let threshold = quantity::value(trend.measure, &target.threshold);
        sentences.push(format!(
            "Asked in phase {}: {most} {threshold}.",
            target.phase
        ));
    }
    for line in &trend.lines {
        if let Some(ahead) = &line.ahead {
            let side = line
                .side
                .map_or(String::new(), |side| format!("{}, ", side.as_str()));
            let weeks = reason::projection(ahead.projection);
            sentences.push(format!("To the target: {side}{weeks}."));
        }
    }
    sentences.join(" ")
}

/// What the marks mean, in one line under the chart.
#[must_use]
pub fn caption(trend: &Trend<'_>) -> String {
    let mut parts = Vec::new();
    for (at, line) in trend.lines.iter().enumerate() {
        let mark = if at.is_multiple_of(2) {
            "dots"
        } else {
            "squares"
        };
        let method = line.variant.as_ref().and_then(|key| {
            let variants = trend.measure.variants.iter();
            let named = variants.filter(|variant| variant.key == *key);
            named.map(|variant| variant.name.as_str()).next()
        });
        let side = line.side.map(Side::as_str);
        let words: Vec<&str> = [side, method].into_iter().flatten().collect();
        if !words.is_empty() {
            parts.push(format!("{mark}: {}", words.join(", ")));
        }
    }
    if !trend.targets.is_empty() {
        parts.push("dashes: the target".to_owned());
    }
    if trend.is_a_course() {
        parts.push("dotted: the first value".to_owned());
    }
    if let (1, Some(error)) = (trend.lines.len(), trend.measure.error) {
        let error = quantity::distance(trend.measure, error);
        parts.push(format!("shaded: no clear change from it (error {error})"));
    }
    for line in &trend.lines {
        if let Some(ahead) = &line.ahead {
            let side = line
                .side
                .map_or(String::new(), |side| format!("{}, ", side.as_str()));
            let weeks = reason::projection(ahead.projection);
            parts.push(format!("wedge: {side}{weeks} to the target"));
        }
    }
    parts.join(" · ")
}
