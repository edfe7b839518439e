// One patient from registering to the home programme and the diary that comes back: by clicks and by keys alone, with
// JavaScript and without. Every page is got to by the links and buttons of the one before.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { SCREENS, inProject, openPage } from "./clinic.mjs";
import { byClicks, byKeys, logInBy } from "./hand.mjs";

/** How it is walked and who is walked through; the newcomer is registered only: nobody has taken them in yet. */
export const WALKS = {
  "by clicks without JavaScript": {
    hand: byClicks,
    javaScriptEnabled: false,
    newcomer: { family: "Thistlewood", given: "Imogen", born: "09/11/1991", sex: "female" },
    patient: { family: "Ørsted-Żak", given: "Łukasz", born: "17/05/1984", sex: "male" },
  },
  "by clicks with JavaScript": {
    hand: byClicks,
    javaScriptEnabled: true,
    newcomer: { family: "Quillfeather", given: "Ottoline", born: "30/01/1979", sex: "female" },
    patient: { family: "Đặng", given: "Thị Hồng", born: "02/08/1969", sex: "female" },
  },
  "by keys without JavaScript": {
    hand: byKeys,
    javaScriptEnabled: false,
    newcomer: { family: "Abernethy-Voss", given: "Caspar", born: "21/06/1958", sex: "male" },
    patient: { family: "Ó Súilleabháin", given: "Gráinne", born: "14/02/1996", sex: "female" },
  },
  "by keys with JavaScript": {
    hand: byKeys,
    javaScriptEnabled: true,
    newcomer: { family: "Marchbanks", given: "Philippa", born: "05/12/1988", sex: "female" },
    patient: { family: "Župančič", given: "Črtomir", born: "28/09/1973", sex: "male" },
  },
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

/** What a form that came back says is wrong. */
const faults = (page) => page.locator(".faults li").allInnerTexts();

/** The first link in the page's main part that ends so. */
const link = (page, end) => page.locator(`main a[href$="${end}"]`).first();

/** Fills in every measure the form shows and knows a value for. */
async function measure(hand) {
  const { page } = hand;
  for (const details of await page.locator('details:not([open]):has([name^="m_"])').all()) {
    if (await details.isVisible()) await hand.unfold(details);
  }
  for (const field of await page.locator('main [name^="m_"], main [name^="activity_"], main select[name^="method_"]').all()) {
    const name = await field.getAttribute("name");
    const kind = (await field.getAttribute("type")) ?? "select";
    if (!(await field.locator("..").isVisible())) continue;
    if (name.startsWith("activity_")) {
      if ((await field.inputValue()) === "") await hand.fill(field, ACTIVITIES[name.at(-1) - 1]);
    } else if (name.startsWith("m_psfs_mean_")) {
      await hand.fill(field, "5");
    } else if (name.startsWith("method_")) {
      if ((await field.inputValue()) === "") await hand.pick(field, await field.locator("option").nth(1).getAttribute("value"));
    } else {
      const value = FOUND[name.replace(/^m_/, "").replace(/_(left|right)$/, "")];
      if (value === undefined) continue;
      if (kind === "radio") {
        if ((await field.getAttribute("value")) === value) await hand.choose(name, value);
      } else await hand.fill(field, value);
    }
  }
}

async function sign(hand) {
  const { page } = hand;
  const button = page.locator('.dock button[value="sign"]');
  await hand.send(button);
  // the journey's visits are minutes apart, which the form asks about once
  const another = page.getByLabel("This is another visit of the same day");
  if ((await another.count()) > 0) {
    await hand.tick(another);
    await hand.send(button);
  }
  assert.deepEqual(await faults(page), [], "a session that is complete is signed");
  assert.match(page.url(), /\/sessions\/[^/]+$/);
}

/** Registers somebody from wherever this is; their address. */
async function register(hand, patient) {
  const { page } = hand;
  await hand.follow(page.getByRole("navigation").getByRole("link", { name: "Board" }));
  await hand.follow(link(page, "/patients/new"));
  await hand.fill(page.getByLabel("Family name"), patient.family);
  await hand.fill(page.getByLabel("Given names"), patient.given);
  await hand.fill(page.getByLabel("Date of birth", { exact: true }), patient.born);
  await hand.pick(page.getByLabel("Sex as recorded"), patient.sex);
  await hand.send(page.getByRole("button", { name: "Register patient" }));
  assert.deepEqual(await faults(page), []);
  assert.match(page.url(), /\/patients\/[^/]+$/);
  return new URL(page.url()).pathname;
}

/** Takes in the patient whose page this is; the episode. */
async function takeIn(hand) {
  const { page } = hand;
  await hand.follow(link(page, "/episodes/new"));
  // sent as it is, nothing is kept and everything that is missing is named
  await hand.send(page.locator(".dock button"));
  assert.ok((await faults(page)).length > 5, "an empty intake is refused");
  const flags = new Set(await page.locator('[name^="rf_"]').evaluateAll((all) => all.map((one) => one.name)));
  for (const name of flags) {
    if (!name.endsWith("_higher")) await hand.choose(name, "no");
  }
  await hand.fill(page.getByLabel("Complaint"), "Sharp knot beside the left shoulder blade");
  await hand.choose("onset_precision", "day");
  await hand.fillDate(page.locator('[name="onset_date"]'), new Date(Date.now() - 9 * 86_400_000).toISOString().slice(0, 10));
  await hand.choose("injury", "no");
  await hand.choose("side", "left");
  await hand.choose("sport", "yes");
  await hand.choose("consent", "given");
  await hand.send(page.locator(".dock button"));
  assert.deepEqual(await faults(page), [], "a complete intake is saved");
  const path = await page.locator('main a[href^="/episodes/"]').first().getAttribute("href");
  return /^\/episodes\/[^/]+/.exec(path)[0];
}

async function assess(hand) {
  const { page } = hand;
  await hand.follow(link(page, "/assessment"));
  await measure(hand);
  await hand.choose("screen", "as_before");
  await hand.send(page.locator('.dock button[value="sign"]'));
  // what was typed meets phase 1, so phase 2 is asked for; left empty, it is where treatment starts
  await page.getByText("There is more to ask").waitFor();
  await sign(hand);
}

/** A warning sign that may be urgent asks how urgent, and only then. */
async function askHowUrgent(hand) {
  const { page } = hand;
  const list = page.locator("details:has(.sign)");
  if (!(await list.evaluate((all) => all.open))) await hand.unfold(list);
  const urgent = page.locator('label:has([name="level_rf_fever"])').first();
  const sign = page.locator('[name="flag"][value="rf_fever"]');
  assert.equal(await urgent.isVisible(), false);
  await hand.tick(sign);
  assert.equal(await urgent.isVisible(), true, "the sign that was ticked asks how urgent it is");
  await hand.untick(sign);
}

/** Records a session of the episode whose page this is; its address. */
async function treat(hand, episode) {
  const { page } = hand;
  await hand.follow(link(page, "/sessions/new"));
  assert.equal(await page.evaluate(() => document.activeElement.matches('[name^="m_"]')), true, "the first measure has the focus");
  await measure(hand);
  await hand.choose("warning_signs", "none");
  await hand.choose("flare", "no");
  await hand.fill(page.getByLabel("Note", { exact: true }), "Looser than last time");
  await askHowUrgent(hand);
  await hand.send(page.locator('.dock button[value="check"]'));
  assert.match(await page.locator(".dock .sum").innerText(), /\d+ of \d+ met/);
  await sign(hand);
  assert.ok((await page.locator("main").innerText()).includes("Looser than last time"));
  const signed = new URL(page.url()).pathname;
  await hand.follow(link(page, episode));
  return signed;
}

/** Follows the recommendation that is shown on the page before; the phase the episode is in then. */
async function decide(hand) {
  const { page } = hand;
  await hand.follow(link(page, "/phase_changes/new"));
  await hand.choose("to", await page.locator('main [name="to"]').first().getAttribute("value"));
  const goal = page.locator('[name="goal"]');
  if ((await goal.count()) > 0) await hand.fill(goal, "The rib joint moves freely");
  await hand.send(page.getByRole("button", { name: /Record the decision/ }));
  assert.deepEqual(await faults(page), [], "the recommended decision needs nothing else");
  return page.locator("main").innerText();
}

/** Writes a home programme from the episode's page, moves an exercise, and issues it; the programme's page stays open. */
async function prescribe(hand, patient) {
  const { page } = hand;
  await hand.follow(link(page, "/programmes/new"));
  const order = () => page.locator("#chosen tbody th a").allInnerTexts();
  const [first, second] = await order();
  await hand.send(page.locator('#chosen button[value^="down:"]').first());
  assert.deepEqual((await order()).slice(0, 2), [second, first], "an exercise is moved down");
  await hand.send(page.getByRole("button", { name: "Save draft" }));
  assert.deepEqual(await faults(page), [], "the programme as offered can be saved");
  await hand.send(page.getByRole("button", { name: /^Issue to/ }));
  assert.deepEqual(await faults(page), []);
  const print = page.getByRole("link", { name: "Print the sheet" });
  await hand.reach(print);
  const answer = await page.request.get(new URL(await print.getAttribute("href"), page.url()).href);
  assert.equal(answer.headers()["content-type"], "application/pdf");
  readSheet(await answer.body(), patient, [second, first]);
}

/** Looks into the sheet: it is sound, bears the patient's name and the exercises in their order, and is kept as pictures. */
function readSheet(bytes, patient, exercises) {
  const folder = inProject("target/screens");
  mkdirSync(folder, { recursive: true });
  const sheet = `${folder}/sheet.pdf`;
  writeFileSync(sheet, bytes);
  execFileSync("qpdf", ["--check", sheet], { stdio: "pipe" });
  const words = execFileSync("pdftotext", [sheet, "-"], { encoding: "utf8" }).replace(/\s+/g, " ");
  assert.ok(words.includes(patient.family) && words.includes(patient.given), "the sheet bears the patient’s name");
  const [first, second] = exercises.map((name) => words.indexOf(name));
  assert.ok(first >= 0 && first < second, "the sheet shows the exercises in the order they were put in");
  execFileSync("pdftoppm", ["-png", "-r", "110", sheet, sheet.replace(".pdf", "")]);
}

/** Types in the diary of the sheet that was just given out: today, with all of it done. */
async function bringBack(hand) {
  const { page } = hand;
  await hand.follow(link(page, "/diaries/new"));
  // sent as it is, it must be said whether the day was left blank or nothing was done
  await hand.send(page.locator('.dock button[value="save"]'));
  assert.ok((await faults(page)).length > 0, "a day without a tick is asked about");
  await hand.tick(page.getByLabel(/: all done$/).first());
  await hand.send(page.locator('.dock button[value="check"]'));
  assert.match(await page.locator(".dock .sum").innerText(), /100 %/);
  await hand.send(page.locator('.dock button[value="save"]'));
  assert.deepEqual(await faults(page), []);
  assert.match(page.url(), /\/diaries\/[^/]+$/);
}

/** Leaves a session and a programme unfinished; where they are. */
async function leaveDrafts(hand, clinic, episode) {
  const { page } = hand;
  const left = [];
  for (const what of ["sessions", "programmes"]) {
    await page.goto(`${clinic.address}${episode}/${what}/new`);
    await hand.send(page.getByRole("button", { name: "Save draft" }));
    assert.deepEqual(await faults(page), [], "a draft may be as unfinished as it is");
    left.push(`${new URL(page.url()).pathname.replace(/\/edit$/, "")}`);
  }
  return left;
}

/** Walks it; the addresses of what it made. */
export async function walk(browser, clinic, note, { hand: handOf, javaScriptEnabled, newcomer, patient }) {
  const page = await openPage(browser, clinic, { ...SCREENS.laptop, javaScriptEnabled }, note);
  const hand = handOf(page);
  await logInBy(hand, clinic);
  const waiting = await register(hand, newcomer);
  const taken = await register(hand, patient);
  const episode = await takeIn(hand);
  await assess(hand);
  assert.match(await decide(hand), /phase 2/i);
  const signed = await treat(hand, episode);
  await treat(hand, episode);
  assert.match(await decide(hand), /phase 3/i);
  await prescribe(hand, patient);
  const programme = new URL(page.url()).pathname;
  await bringBack(hand);
  const diary = new URL(page.url()).pathname;
  const [session, draft] = await leaveDrafts(hand, clinic, episode);
  await page.context().close();
  return { patient, waiting, taken, episode, signed, programme, diary, session, draft };
}
