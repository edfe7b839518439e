//! The foot of every page: whose paper it is, which one, and the page's number.

use std::rc::Rc;

use super::flow::{Item, Placed, line_item};
use super::look::{LINE, Look, MUTED};
use super::paragraph::{Paragraph, Side, Style};
use super::typesetter::Typesetter;
use super::words::{Words, isolated};

/// One foot for each of `pages`: `name`, cut where it must be, and `rest`, which never is; `number` holds `{page}` and
/// `{pages}`.
pub(super) fn feet(
    (name, rest): (&str, &str),
    which: &str,
    number: &str,
    look: &Look,
    typesetter: &mut Typesetter,
    pages: usize,
) -> Vec<Vec<Placed>> {
    let baseline = look.foot_baseline();
    let style = look.style(look.foot).to(Side::Left);
    let right = look.style(look.foot).to(Side::Right);
    let mut feet = Vec::new();
    for page in 1..=pages {
        let number = number
            .replace("{page}", &page.to_string())
            .replace("{pages}", &pages.to_string());
        let which = Words::plain(&format!("{which} · {number}"));
        let which = typesetter.set(&which, right, look.width);
        let width = look.width - which.width() - 12.0;
        let whose = shortened(name, rest, style, width, typesetter);
        let rule = Item::Rule {
            across: look.width,
            down: 0.0,
            ink: LINE,
            weight: 0.6,
        };
        let above = baseline - look.foot * 1.25;
        let placed = [
            (above, rule),
            (baseline, line_item(&whose, 0, MUTED)),
            (baseline, line_item(&which, 0, MUTED)),
        ];
        let foot = placed.into_iter().map(|(y, item)| Placed {
            x: look.left,
            y,
            item,
        });
        feet.push(foot.collect());
    }
    feet
}

/// One line, with an ellipsis where letters of the name had to be left out.
fn shortened(
    name: &str,
    rest: &str,
    style: Style,
    width: f32,
    typesetter: &mut Typesetter,
) -> Rc<Paragraph> {
    let mut set = |name: &str| {
        let words = Words::plain(&format!("{}{rest}", isolated(name)));
        typesetter.set(&words, style, width)
    };
    let mut line = set(name);
    let mut letters = name.chars().count();
    while line.lines.len() > 1 && letters > 1 {
        letters = letters * 9 / 10;
        let first: String = name.chars().take(letters).collect();
        line = set(&format!("{first}…"));
    }
    line
}
