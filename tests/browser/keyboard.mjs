// A clinician's round without a pointer: log in, record a session, note, book, print; the focus is always to be seen.
import assert from "node:assert/strict";
import { SCREENS, openPage } from "./clinic.mjs";

/** No page asks for more steps than this to get to what is meant. */
const MOST_STEPS = 120;

/** What has the focus, in the words a reader of screens would say, and whether its ring is drawn. */
const focused = (page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    const shown = at.matches("[type=radio],[type=checkbox]") && at.nextElementSibling ? at.nextElementSibling : at;
    // the parts of a date are the browser's own and show the focus themselves
    const isDate = at.matches("[type=date],[type=time]");
    const ring = isDate || [at, shown].some((one) => getComputedStyle(one).outlineStyle !== "none");
    const words = at.labels?.[0]?.textContent ?? at.getAttribute("aria-label") ?? at.textContent;
    return { name: at.name ?? "", value: at.value ?? "", words: words.replace(/\s+/g, " ").trim(), ring, tag: at.tagName };
  });

/** Steps forward until the focus is on what `isIt` means. */
async function stepTo(page, what, isIt) {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const at = await focused(page);
    if (at.tag !== "BODY") assert.ok(at.ring, `the focus on “${at.words}” cannot be seen on ${page.url()}`);
    if (isIt(at)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${what} is not reached with ${MOST_STEPS} steps on ${page.url()}`);
}

const go = async (page) => {
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
};

async function logInByKeys(page, clinic) {
  const { name, password } = clinic.logins.get("clinician");
  await page.goto(`${clinic.address}/login`);
  await stepTo(page, "the sign-in name", (at) => at.name === "sign_in_name");
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await go(page);
}

/** Answers a group of choices: the first is one step away, the arrows choose. */
async function answer(page, name, value) {
  await stepTo(page, name, (at) => at.name === name);
  for (let tries = 0; tries < 8; tries += 1) {
    if ((await page.locator(`[name="${name}"]:checked`).count()) === 0) await page.keyboard.press("Space");
    if ((await page.locator(`[name="${name}"][value="${value}"]`).isChecked())) return;
    await page.keyboard.press("ArrowDown");
  }
  assert.fail(`${name} takes no “${value}” from the keys`);
}

/** Walks it, with JavaScript or without. */
export async function walkByKeys(browser, clinic, note, javaScriptEnabled) {
  const page = await openPage(browser, clinic, { ...SCREENS.laptop, javaScriptEnabled }, note);
  await logInByKeys(page, clinic);
  await stepTo(page, "the list of all", (at) => /^All by phase/.test(at.words));
  await go(page);
  await stepTo(page, "a session", (at) => /^Session for/.test(at.words));
  await go(page);
  assert.match((await focused(page)).name, /^m_/, "the first measure has the focus when the form opens");
  await page.keyboard.type("1");
  await answer(page, "warning_signs", "none");
  await answer(page, "flare", "no");
  await stepTo(page, "the note", (at) => at.name === "note");
  await page.keyboard.type("Recorded without a pointer");
  const sign = async () => {
    await stepTo(page, "the signing button", (at) => at.value === "sign");
    await go(page);
  };
  await sign();
  // another of these tests may have seen the same patient minutes ago, which the form asks about once
  if ((await page.locator('[name="is_another"]').count()) > 0) {
    await stepTo(page, "the question about another visit", (at) => at.name === "is_another");
    await page.keyboard.press("Space");
    await sign();
  }
  assert.deepEqual(await page.locator(".faults li").allInnerTexts(), [], "the session is signed");
  assert.match(page.url(), /\/sessions\/[^/]+$/);
  assert.ok((await page.locator("main").innerText()).includes("Recorded without a pointer"));
  await page.context().close();
}
