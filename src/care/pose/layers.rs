//! Layers of a pose document: a base, then each panel over the one before.

use toml::{Table, Value};

const LIMBS: [(&str, &str, &str); 2] = [
    ("arms", "arm_right", "arm_left"),
    ("legs", "leg_right", "leg_left"),
];
const PLACES: [&str; 5] = ["to", "on", "world", "body", "angles"];

/// `arms`, `legs` and `blades` stand for both sides; the left one is the mirror image.
pub(super) fn expanded(mut layer: Table) -> Table {
    for (both, right, left) in LIMBS {
        if let Some(Value::Table(shared)) = layer.remove(both) {
            for (name, side) in [(right, shared.clone()), (left, mirrored(&shared))] {
                let own = layer.remove(name);
                let mut limb = Table::from_iter([(name.to_owned(), Value::Table(side))]);
                merge(
                    &mut limb,
                    Table::from_iter(own.map(|o| (name.to_owned(), o))),
                );
                layer.extend(limb);
            }
        }
    }
    if let Some(both) = layer.remove("blades") {
        layer.entry("blade_right").or_insert(both.clone());
        layer.entry("blade_left").or_insert(both);
    }
    layer
}

fn mirrored(limb: &Table) -> Table {
    limb.iter()
        .map(|(key, value)| {
            let value = match key.as_str() {
                "body" | "angles" => value.clone(),
                _ => mirrored_value(value),
            };
            (key.clone(), value)
        })
        .collect()
}

fn mirrored_value(value: &Value) -> Value {
    match value {
        Value::String(s) => Value::String(match s.as_str() {
            "near" => "far".into(),
            "far" => "near".into(),
            s if s.ends_with("_right") => s.replace("_right", "_left"),
            s if s.ends_with("_left") => s.replace("_left", "_right"),
            s => s.into(),
        }),
        Value::Array(items) => match items.as_slice() {
            [x, y, z] if !z.is_array() && !z.is_str() => {
                let z = z
                    .as_float()
                    .or(z.as_integer().map(|n| n as f64))
                    .map_or(z.clone(), |n| Value::Float(-n));
                Value::Array(vec![x.clone(), y.clone(), z])
            }
            _ => Value::Array(items.iter().map(mirrored_value).collect()),
        },
        other => other.clone(),
    }
}

/// Later values win, table by table; a new way of placing a limb replaces the old one.
pub(super) fn merge(under: &mut Table, over: Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Table(old)), Value::Table(new)) => {
                if PLACES.iter().any(|p| new.contains_key(*p)) {
                    PLACES.iter().for_each(|p| drop(old.remove(*p)));
                }
                merge(old, new);
            }
            (_, value) => drop(under.insert(key, value)),
        }
    }
}
