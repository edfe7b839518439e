// What goes wrong while somebody types: the server stops, the login ends, a colleague saves first.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { SCREENS, logIn, openPage, serveAgain, startClinic } from "./clinic.mjs";
import { lookAt } from "./pages.mjs";

/** A login is over after half an hour in which nothing was asked. */
const LATER = "+40m";

/** Every field of the form with what stands in it; what the form itself is marked with is left out. */
const typed = (page) =>
  page.locator("form.visit").evaluate((form) => {
    const marks = ["submission", "version", "opened"];
    return [...new FormData(form)].filter(([name]) => !marks.includes(name)).map(([name, value]) => `${name}=${value}`);
  });

/** Answers what a session asks and types into its first fields. */
async function type(page, note) {
  await page.locator('label:has([name="warning_signs"][value="none"])').click();
  await page.locator('label:has([name="flare"][value="no"])').click();
  const fields = page.locator('.measures input[type="text"][name^="m_"]:visible');
  for (let at = 0; at < Math.min(3, await fields.count()); at += 1) await fields.nth(at).fill("5");
  await page.getByLabel("Note", { exact: true }).fill(note);
}

const shown = (page) => page.locator("main").innerText();
const press = (page, what) => page.locator(`.dock button[value="${what}"]`).click();
const send = (page, what) => Promise.all([page.waitForNavigation(), press(page, what)]);

/** The server stops while somebody types: the page says so, keeps everything, and saves when it is back. */
async function serverStops(page, clinic, session) {
  await page.goto(clinic.address + session);
  await type(page, "Typed before the server stopped");
  await page.locator("#kept", { hasText: /Draft kept \d\d:\d\d/ }).waitFor();
  await clinic.stop();
  await page.getByLabel("Note", { exact: true }).fill("Typed while the server was away");
  await page.locator("#kept", { hasText: "Draft not kept" }).waitFor();
  const before = await typed(page);
  await press(page, "draft");
  await page.getByText(/The server does not answer/).first().waitFor();
  assert.equal(page.url(), clinic.address + session, "the page with what was typed stays open");
  assert.deepEqual(await typed(page), before);
  await clinic.serveAgain();
  await send(page, "draft");
  assert.match(page.url(), /\/sessions\/[^/]{20,}\/edit$/, await shown(page));
  assert.equal(await page.getByLabel("Note", { exact: true }).inputValue(), "Typed while the server was away");
}

const LATE = "Typed into a form that is sent late";

/** A short form with something typed in it, of a login of its own, without JavaScript. */
async function typeEarly(browser, clinic, session, note) {
  const page = await openPage(browser, clinic, { ...SCREENS.laptop, javaScriptEnabled: false }, note);
  await logIn(page, clinic, "clinician");
  await page.goto(clinic.address + session.replace("sessions/new", "holds/new"));
  await page.getByLabel("Reason").fill(LATE);
  return page;
}

/** Sent when that login has ended: what was typed is shown after logging in again, to be sent on. */
async function sendLate(page, clinic) {
  const { name, password } = clinic.logins.get("clinician");
  await page.locator("main form.card").getByRole("button").click();
  await page.getByLabel("Sign-in name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  assert.match(page.url(), /\/drafts\/[^/]+$/);
  assert.ok((await shown(page)).includes(LATE), await shown(page));
}

/** Looks at the page with what was typed, as at every other. */
async function lookAtDraft(browser, clinic, page, note, html) {
  const address = page.url().replace(clinic.address, "");
  const answer = await page.request.get(page.url());
  await html.check(address, await answer.text());
  const storageState = await page.context().storageState();
  await lookAt(browser, clinic, [{ role: "clinician", storageState, pages: [{ address, what: "typed before the login ended" }] }], note);
}

/** The login ends while somebody types: after logging in again all is there, and nobody else sees it. */
async function loginEnds(page, clinic, session) {
  await page.goto(clinic.address + session);
  await type(page, "Typed when the login ended");
  await page.locator("#kept", { hasText: /Draft kept \d\d:\d\d/ }).waitFor();
  const before = await typed(page);
  await clinic.stop();
  await clinic.serveAgain(LATER);
  await press(page, "draft");
  await page.locator("#kept", { hasText: "You were logged out" }).waitFor();
  assert.deepEqual(await typed(page), before, "the page with what was typed stays open");
  // a colleague logs in on the same tablet, in another tab
  const other = await page.context().newPage();
  await logIn(other, clinic, "lead-clinician");
  assert.ok(!(await other.locator("body").innerText()).includes("Typed when the login ended"), "a colleague sees nothing of it");
  await other.goto(clinic.address + session);
  assert.ok(!(await other.content()).includes("Typed when the login ended"), "nor in the form");
  await other.getByRole("button", { name: "Log out" }).click();
  await logIn(other, clinic, "clinician");
  await other.goto(clinic.address + session);
  await other.getByRole("link", { name: /go on with it/i }).click();
  assert.deepEqual(await typed(other), before, "everything typed is in the form again");
  await other.close();
  await send(page, "draft");
  assert.match(page.url(), /\/sessions\/[^/]{20,}\/edit$/, await shown(page));
}

/** Two browsers on one session: the second is told field by field and overwrites nothing. */
async function bothSave(first, browser, clinic, note) {
  const address = first.url().replace(/\/edit$/, "") + "/edit";
  const second = await openPage(browser, clinic, { ...SCREENS.laptop, storageState: await first.context().storageState() }, note);
  await first.goto(address);
  await second.goto(address);
  await first.getByLabel("Note", { exact: true }).fill("What the first wrote");
  await send(first, "draft");
  await second.getByLabel("Note", { exact: true }).fill("What the second wrote");
  await send(second, "draft");
  const told = await second.locator("main").innerText();
  assert.ok(told.includes("What the first wrote") && told.includes("What the second wrote"), "both are told side by side");
  await second.context().close();
}

/** Goes through all three in a clinic of its own. */
export async function meetTroubles(browser, note, html) {
  const data = mkdtempSync(`${tmpdir()}/ninefold-browser-`);
  const clinic = await startClinic({ patients: "9", data });
  clinic.serveAgain = async (ahead) => Object.assign(clinic, await serveAgain(clinic, data, ahead));
  // a server that is away is what is tried here: that its answers are missing is no fault
  const quiet = (where, what) => /ERR_CONNECTION|Failed to fetch|40[19] /.test(what) || note(where, what);
  try {
    const page = await openPage(browser, clinic, SCREENS.laptop, quiet);
    await logIn(page, clinic, "clinician");
    await page.goto(`${clinic.address}/board?view=all`);
    const sessions = await page.locator('main a[href$="/sessions/new"]').evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    await serverStops(page, clinic, sessions[0]);
    const late = await typeEarly(browser, clinic, sessions[2], quiet);
    await loginEnds(page, clinic, sessions[1]);
    await sendLate(late, clinic);
    await lookAtDraft(browser, clinic, late, quiet, html);
    await late.context().close();
    await bothSave(page, browser, clinic, quiet);
    await page.context().close();
  } finally {
    await clinic.stop();
    rmSync(data, { recursive: true, force: true });
  }
}
