// The two hands a journey is walked with: one clicks, the other has nothing but keys, and sees at every step where it is.
import assert from "node:assert/strict";

/** No page asks for more steps than this to get to what is meant. */
const MOST_STEPS = 250;
/** No group has more answers. */
const MOST_ANSWERS = 15;

/** Does what leads to another page, and waits for it. */
const leave = (page, act) => Promise.all([page.waitForNavigation(), act()]);

const answer = (page, name, value) => page.locator(`[name="${name}"][value="${value}"]`).first();

/** A hand with a pointer: it clicks the words beside a radio button or a box, as a person does. */
export const byClicks = (page) => ({
  page,
  isKeys: false,
  reach: (it) => it.scrollIntoViewIfNeeded(),
  fill: (field, text) => field.fill(text),
  fillDate: (field, day) => field.fill(day),
  pick: (list, value) => list.selectOption(value),
  choose: (name, value) => page.locator("label").filter({ has: answer(page, name, value) }).first().click(),
  tick: (box) => box.check(),
  untick: (box) => box.uncheck(),
  unfold: (details) => details.locator("summary").first().click(),
  follow: (link) => leave(page, () => link.click()),
  send: (button) => leave(page, () => button.click()),
});

/** Where the focus is, seen from an element: there, before it or behind it; its words, and whether it can be seen. */
function standing(element) {
  const at = document.activeElement;
  const shown = at.matches("[type=radio],[type=checkbox]") && at.nextElementSibling ? at.nextElementSibling : at;
  // the parts of a date are the browser's own and show the focus themselves
  const isDate = at.matches("[type=date],[type=time]");
  const hasRing = isDate || [at, shown].some((one) => getComputedStyle(one).outlineStyle !== "none");
  const { top, bottom } = shown.getBoundingClientRect();
  const floor = at.closest(".dock") ? innerHeight : (document.querySelector(".dock")?.getBoundingClientRect().top ?? innerHeight);
  const words = at.labels?.[0]?.textContent ?? at.getAttribute("aria-label") ?? at.textContent;
  const isOfGroup = at.type === "radio" && element.type === "radio" && at.name === element.name;
  return {
    isThere: at === element || isOfGroup,
    isBehind: at !== document.body && Boolean(element.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING),
    isNowhere: at === document.body,
    isSeen: hasRing && bottom > 0 && top < floor,
    words: `${at.tagName.toLowerCase()} “${words.replace(/\s+/g, " ").trim().slice(0, 60)}”`,
  };
}

/** A hand with keys alone: it steps from where the focus is to what is meant, forward or back as that lies. */
export function byKeys(page) {
  const { keyboard } = page;
  const reach = async (it) => {
    const element = await it.elementHandle();
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const at = await element.evaluate(standing);
      if (!at.isNowhere) assert.ok(at.isSeen, `the focus on ${at.words} cannot be seen on ${page.url()}`);
      if (at.isThere) return;
      await keyboard.press(at.isBehind ? "Shift+Tab" : "Tab");
    }
    assert.fail(`${it} is not reached with ${MOST_STEPS} steps on ${page.url()}`);
  };
  const press = async (it, key) => {
    await reach(it);
    await keyboard.press(key);
  };
  /** Goes through the answers until one holds. */
  const turnTo = async (it, holds) => {
    for (let tries = 0; tries < MOST_ANSWERS; tries += 1) {
      if (await holds()) return;
      await keyboard.press("ArrowDown");
    }
    assert.fail(`${it} is not chosen by keys on ${page.url()}`);
  };
  return {
    page,
    isKeys: true,
    reach,
    async fill(field, text) {
      await press(field, "Control+a");
      await keyboard.type(text);
    },
    async fillDate(field, day) {
      await reach(field);
      const [year, month, date] = day.split("-");
      // a browser installed without British words asks for the month first
      for (const typed of [date + month + year, month + date + year]) {
        if ((await field.inputValue()) === day) break;
        // stepped back to or typed in, its last part has the focus
        for (let part = 0; part < 3; part += 1) await keyboard.press("ArrowLeft");
        await keyboard.type(typed);
      }
      assert.equal(await field.inputValue(), day, `the day typed into ${field} on ${page.url()}`);
    },
    async pick(list, value) {
      await reach(list);
      await turnTo(list, async () => (await list.inputValue()) === value);
    },
    async choose(name, value) {
      const wanted = answer(page, name, value);
      await reach(wanted);
      const isOpen = (await page.locator(`[name="${name}"]:checked`).count()) === 0;
      if (isOpen) await keyboard.press("Space");
      await turnTo(wanted, () => wanted.isChecked());
    },
    async tick(box) {
      if (!(await box.isChecked())) await press(box, "Space");
      assert.ok(await box.isChecked(), `${box} is not ticked by a key on ${page.url()}`);
    },
    async untick(box) {
      await press(box, "Space");
      assert.ok(!(await box.isChecked()), `${box} is not cleared by a key on ${page.url()}`);
    },
    unfold: (details) => press(details.locator("summary").first(), "Enter"),
    async follow(link) {
      await reach(link);
      await leave(page, () => keyboard.press("Enter"));
    },
    async send(button) {
      await reach(button);
      await leave(page, () => keyboard.press("Enter"));
    },
  };
}

/** Logs in as a clinician. */
export async function logInBy(hand, clinic) {
  const { page } = hand;
  const { name, password } = clinic.logins.get("clinician");
  await page.goto(`${clinic.address}/login`);
  await hand.fill(page.getByLabel("Sign-in name"), name);
  await hand.fill(page.getByLabel("Password"), password);
  await hand.send(page.getByRole("button", { name: "Log in" }));
}
