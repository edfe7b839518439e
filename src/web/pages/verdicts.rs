//! What a visit comes to while it is typed: the same rules as a check, answered as the few parts of the page they change.
//!
//! `static/app.js` sends the form to its own address with this wish at every change and puts the parts in place. Nothing is
//! saved by it.

use actix_web::HttpResponse;
use askama::Template;

use crate::care::session::SessionContent;
use crate::web::form::Form;
use crate::web::page;
use crate::web::problem::Problem;
use crate::web::visit_form::{self, Block, Checked, Context, Slot};

/// What the form's field `do` holds when only the verdicts are asked for.
pub(super) const WISH: &str = "verdicts";

/// Whether a form asks for its verdicts alone.
pub(super) fn are_asked(form: &Form) -> bool {
    form.value("do") == WISH
}

#[derive(Template)]
#[template(path = "sessions/verdicts.html")]
struct Verdicts {
    blocks: Vec<Block>,
    slots: Vec<Slot>,
    checked: Checked,
    /// What was typed meets a phase: an assessment asks more measures after a check.
    asks_more: bool,
}

/// The parts of the page that what was typed changes.
///
/// # Errors
/// `Internal` when the template cannot be drawn.
pub(super) fn answer(
    context: &Context,
    form: &Form,
    content: &SessionContent,
) -> Result<HttpResponse, Problem> {
    let evaluation = context.evaluate_with(content);
    let blocks = visit_form::blocks(context, form, content, &evaluation);
    page::show(&Verdicts {
        slots: visit_form::slots(context, form),
        checked: Checked::of(&context.protocol, &evaluation, content, form),
        asks_more: context.is_assessment && !visit_form::not_shown(form, &blocks).is_empty(),
        blocks,
    })
}
