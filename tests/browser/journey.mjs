// One patient from the front desk to the printed home programme, with real clicks, with JavaScript and without.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { SCREENS, inProject, logIn, openPage } from "./clinic.mjs";

/** Who is walked through; the newcomer is registered only: nobody has taken them in yet. */
export const WITHOUT_JAVASCRIPT = {
  javaScriptEnabled: false,
  newcomer: { family: "Thistlewood", given: "Imogen", born: "09/11/1991", sex: "female" },
  patient: { family: "Ørsted-Żak", given: "Łukasz", born: "17/05/1984", sex: "male" },
};
export const WITH_JAVASCRIPT = {
  javaScriptEnabled: true,
  newcomer: { family: "Quillfeather", given: "Ottoline", born: "30/01/1979", sex: "female" },
  patient: { family: "Đặng", given: "Thị Hồng", born: "02/08/1969", sex: "female" },
};

/** What is found at every visit: good enough to go on from phase 2 to phase 3. */
const FOUND = {
  nprs_rest: "1",
  nprs_worst_24h: "3",
  nprs_movement: "2",
  nprs_exercise: "1",
  nprs_in_range: "0",
  aggravators_controlled: "yes",
  teach_back_ok: "yes",
  gentle_movement_done: "yes",
  case_goal_ok: "yes",
  spasm_grade: "1",
  settle_hours: "4",
  home_programme_pct: "80",
  pain_free_range_pct: "60",
  rom_thoracic_rotation: "35",
  rom_thoracic_flexion: "25",
  rom_side_flexion: "22",
  rom_neck_rotation: "65",
};
const ACTIVITIES = ["Lifting my daughter", "Tennis", "Driving"];

/** Clicks the words beside a radio button or a box, as a person does. */
const choose = (page, name, value) => page.locator(`label:has([name="${name}"][value="${value}"])`).first().click();

/** Presses a button that sends a form, and waits for the page it leads to. */
async function send(page, button) {
  await Promise.all([page.waitForNavigation(), button.click()]);
}

/** What a form that came back says is wrong. */
const faults = (page) => page.locator(".faults li").allInnerTexts();

/** Fills in every measure the form shows and knows a value for. */
async function measure(page) {
  for (const details of await page.locator("details:not([open], .how)").all()) {
    if (await details.isVisible()) await details.locator("summary").first().click();
  }
  for (const field of await page.locator('main [name^="m_"], main [name^="activity_"], main select[name^="method_"]').all()) {
    const name = await field.getAttribute("name");
    const kind = (await field.getAttribute("type")) ?? "select";
    if (!(await field.locator("..").isVisible())) continue;
    if (name.startsWith("activity_")) {
      if ((await field.inputValue()) === "") await field.fill(ACTIVITIES[name.at(-1) - 1]);
    } else if (name.startsWith("m_psfs_mean_")) {
      await field.fill("5");
    } else if (name.startsWith("method_")) {
      if ((await field.inputValue()) === "") await field.selectOption({ index: 1 });
    } else {
      const value = FOUND[name.replace(/^m_/, "").replace(/_(left|right)$/, "")];
      if (value === undefined) continue;
      if (kind === "radio") {
        if ((await field.getAttribute("value")) === value) await choose(page, name, value);
      } else await field.fill(value);
    }
  }
}

async function sign(page) {
  await send(page, page.locator('.dock button[value="sign"]'));
  // the journey's visits are minutes apart, which the form asks about once
  const another = page.getByLabel("This is another visit of the same day");
  if ((await another.count()) > 0) {
    await another.check();
    await send(page, page.locator('.dock button[value="sign"]'));
  }
  assert.deepEqual(await faults(page), [], "a session that is complete is signed");
  assert.match(page.url(), /\/sessions\/[^/]+$/);
}

async function register(page, clinic, patient) {
  await page.goto(`${clinic.address}/patients`);
  await page.getByRole("link", { name: /register/i }).first().click();
  await page.getByLabel("Family name").fill(patient.family);
  await page.getByLabel("Given names").fill(patient.given);
  await page.getByLabel("Date of birth", { exact: true }).fill(patient.born);
  await page.getByLabel("Sex as recorded").selectOption(patient.sex);
  await send(page, page.getByRole("button", { name: "Register patient" }));
  assert.deepEqual(await faults(page), []);
  assert.match(page.url(), /\/patients\/[^/]+$/);
  return new URL(page.url()).pathname;
}

/** Leaves a session and a programme unfinished; where they are. */
async function leaveDrafts(page, clinic, episode) {
  const left = [];
  for (const what of ["sessions", "programmes"]) {
    await page.goto(`${clinic.address}${episode}/${what}/new`);
    await send(page, page.getByRole("button", { name: "Save draft" }));
    assert.deepEqual(await faults(page), [], "a draft may be as unfinished as it is");
    left.push(`${new URL(page.url()).pathname.replace(/\/edit$/, "")}/edit`);
  }
  return left;
}

async function takeIn(page) {
  await page.locator('main a[href$="/episodes/new"]').first().click();
  // sent as it is, nothing is kept and everything that is missing is named
  await send(page, page.locator(".dock button"));
  assert.ok((await faults(page)).length > 5, "an empty intake is refused");
  for (const name of new Set(await page.locator('[name^="rf_"]').evaluateAll((all) => all.map((one) => one.name)))) {
    if (!name.endsWith("_higher")) await choose(page, name, "no");
  }
  await choose(page, "injury", "no");
  await choose(page, "side", "left");
  await choose(page, "sport", "yes");
  await choose(page, "consent", "given");
  await page.getByLabel("Complaint").fill("Sharp knot beside the left shoulder blade");
  const onset = page.locator('[name="onset_day"], [name="onset_date"], [name="onset_on"]').first();
  const before = new Date(Date.now() - 9 * 86_400_000).toISOString().slice(0, 10);
  await choose(page, "onset_precision", "day");
  await onset.fill(before);
  await send(page, page.locator(".dock button"));
  assert.deepEqual(await faults(page), [], "a complete intake is saved");
}

async function assess(page, clinic, episode) {
  await page.goto(`${clinic.address}${episode}/assessment`);
  await measure(page);
  await page.locator('[name="screen"]').first().locator("xpath=ancestor::label").click();
  await send(page, page.locator('.dock button[value="sign"]'));
  // what was typed meets phase 1, so phase 2 is asked for; left empty, it is where treatment starts
  await page.getByText("There is more to ask").waitFor();
  await sign(page);
}

/** A warning sign that may be urgent asks how urgent, and only then. */
async function askHowUrgent(page) {
  const list = page.locator("details:has(.sign)");
  if (!(await list.evaluate((all) => all.open))) await list.locator("summary").click();
  const urgent = page.locator('label:has([name="level_rf_fever"])').first();
  assert.equal(await urgent.isVisible(), false);
  await page.locator('[name="flag"][value="rf_fever"]').check();
  assert.equal(await urgent.isVisible(), true, "the sign that was ticked asks how urgent it is");
  await page.locator('[name="flag"][value="rf_fever"]').uncheck();
}

async function treat(page, clinic, episode) {
  await page.goto(`${clinic.address}${episode}/sessions/new`);
  await askHowUrgent(page);
  await measure(page);
  await choose(page, "warning_signs", "none");
  await choose(page, "flare", "no");
  await send(page, page.locator('.dock button[value="check"]'));
  assert.match(await page.locator(".dock .sum").innerText(), /\d+ of \d+ met/);
  await sign(page);
}

/** Follows the recommendation that is shown; the phase the episode is in then. */
async function decide(page, clinic, episode) {
  await page.goto(`${clinic.address}${episode}/phase_changes/new`);
  await page.locator('main label:has([name="to"])').first().click();
  const goal = page.locator('[name="goal"]');
  if ((await goal.count()) > 0) await goal.fill("The rib joint moves freely");
  await send(page, page.getByRole("button", { name: /Record the decision/ }));
  assert.deepEqual(await faults(page), [], "the recommended decision needs nothing else");
  await page.goto(`${clinic.address}${episode}`);
  return page.locator("main").innerText();
}

async function prescribe(page, clinic, episode, patient) {
  await page.goto(`${clinic.address}${episode}/programmes/new`);
  await send(page, page.getByRole("button", { name: "Save draft" }));
  assert.deepEqual(await faults(page), [], "the programme as offered can be saved");
  await send(page, page.getByRole("button", { name: /^Issue to/ }));
  assert.deepEqual(await faults(page), []);
  const programme = new URL(page.url()).pathname;
  const answer = await page.request.get(`${clinic.address}${programme}/sheet.pdf`);
  assert.equal(answer.headers()["content-type"], "application/pdf");
  const folder = inProject("target/screens");
  mkdirSync(folder, { recursive: true });
  const sheet = `${folder}/sheet.pdf`;
  writeFileSync(sheet, await answer.body());
  execFileSync("qpdf", ["--check", sheet], { stdio: "pipe" });
  const words = execFileSync("pdftotext", [sheet, "-"], { encoding: "utf8" });
  assert.ok(words.includes(patient.family) && words.includes(patient.given), "the sheet bears the patient’s name");
  execFileSync("pdftoppm", ["-png", "-r", "110", sheet, sheet.replace(".pdf", "")]);
  return programme;
}

/** Types in the diary of the sheet that was just given out: today, with all of it done. */
async function bringBack(page, clinic, programme) {
  await page.goto(`${clinic.address}${programme}/diaries/new`);
  // sent as it is, it must be said whether the day was left blank or nothing was done
  await send(page, page.locator('.dock button[value="save"]'));
  assert.ok((await faults(page)).length > 0, "a day without a tick is asked about");
  await page.getByLabel(/: all done$/).first().check();
  await send(page, page.locator('.dock button[value="check"]'));
  assert.match(await page.locator(".dock .sum").innerText(), /100 %/);
  await send(page, page.locator('.dock button[value="save"]'));
  assert.deepEqual(await faults(page), []);
  assert.match(page.url(), /\/diaries\/[^/]+$/);
}

/** Walks it; the episode, and addresses of pages that only stand open because of it. */
export async function walk(browser, clinic, note, { javaScriptEnabled, newcomer, patient }) {
  const page = await openPage(browser, clinic, { ...SCREENS.laptop, javaScriptEnabled }, note);
  await logIn(page, clinic, "clinician");
  const waiting = await register(page, clinic, newcomer);
  const taken = await register(page, clinic, patient);
  await takeIn(page);
  const link = page.locator('main a[href^="/episodes/"]').first();
  const episode = /^\/episodes\/[^/]+/.exec(await link.getAttribute("href"))[0];
  await assess(page, clinic, episode);
  assert.match(await decide(page, clinic, episode), /phase 2/i);
  await treat(page, clinic, episode);
  await treat(page, clinic, episode);
  assert.match(await decide(page, clinic, episode), /phase 3/i);
  await bringBack(page, clinic, await prescribe(page, clinic, episode, patient));
  const drafts = await leaveDrafts(page, clinic, episode);
  await page.context().close();
  return { episode, pages: [waiting, `${waiting}/episodes/new`, taken, episode, ...drafts] };
}
