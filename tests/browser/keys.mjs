// A visit recorded by keyboard alone: how many keys it takes, and how much of it is in sight without scrolling.
import { SCREENS, logIn, openPage } from "./clinic.mjs";

/** As many measures as the numbers to reach are about. */
const MEASURES = 14;
/** Of these, new values in a routine session; the others are unchanged. */
const NEW = 6;
const MOST_KEYS = { routine: 30, all: 40 };

/** What a clinician might find, good or bad; the first letter of an answer where one is chosen. */
const FOUND = {
  seconds: "25",
  "%": "85",
  "°": "44",
  hours: "4",
  cm: "4",
  "0 to 10": "2",
  "clean reps of 10": "9",
};

/** The rows that are due, in order: their fields, whether they can be unchanged, and their unit. */
const dueRows = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll(".measures tbody tr:not(.group)")]
      .filter((row) => row.checkVisibility())
      .map((row) => ({
        key: row.querySelector("[name=shown]").value,
        unit: row.querySelector("th .muted")?.textContent.trim() ?? "",
        canBeSame: row.querySelector(".same") !== null,
        fields: [...new Set([...row.querySelectorAll("[name^=m_]")].map((e) => e.name))],
        answer: row.querySelector(".segments span")?.textContent[0].toLowerCase(),
      })),
  );

const typed = (row) => row.answer ?? FOUND[row.unit] ?? "25";

/** The forms of a session that the board leads to. */
async function listForms(page, clinic) {
  await page.goto(`${clinic.address}/board?view=all`);
  const links = await page.locator('main a[href$="/sessions/new"]').evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  return [...new Set(links)];
}

/** The form of a session with as many measures due; of several, the one with the least to type. */
async function findForm(page, clinic) {
  const fit = [];
  for (const link of await listForms(page, clinic)) {
    await page.goto(clinic.address + link);
    const rows = await dueRows(page);
    const count = (of) => rows.reduce((sum, row) => sum + row.fields.length * of(row), 0);
    if (rows.length === MEASURES) fit.push({ link, fields: count(() => 1), letters: count((row) => typed(row).length) });
  }
  fit.sort((a, b) => a.letters - b.letters);
  if (fit.length === 0) throw new Error(`no session of the demo has ${MEASURES} measures due`);
  return fit[0];
}

/** Types a visit as `isNew` says of each row; the keys it took with the questions and the signature. */
async function type(page, rows, isNew) {
  let keys = 0;
  const press = async (key) => {
    await page.keyboard.press(key);
    keys += 1;
  };
  const isIn = (name) => page.evaluate((name) => document.activeElement.name === name, name);
  for (const row of rows) {
    if (!(await isIn(row.fields[0]))) throw new Error(`after ${keys} keys the cursor is not in ${row.fields[0]}`);
    if (!isNew(row)) {
      await press("=");
      continue;
    }
    for (const name of row.fields) {
      if (!(await isIn(name))) throw new Error(`after ${keys} keys the cursor is not in ${name}`);
      for (const key of typed(row)) await press(key);
      // an answer goes on by itself where no other begins alike
      if (await isIn(name)) await press("Enter");
    }
  }
  for (const question of ["warning_signs", "flare"]) {
    if (!(await isIn(question))) throw new Error(`${question} does not come after the measures`);
    await press("n");
    if (await isIn(question)) await press("Enter");
  }
  if (!(await isIn("note"))) throw new Error("the note does not come after the questions");
  return { keys, sign: () => press("Control+Enter") };
}

/** Records one visit with everything new, then one as it mostly is, and signs that. */
export async function countKeys(browser, clinic, note) {
  const page = await openPage(browser, clinic, SCREENS.laptop, note);
  await logIn(page, clinic, "clinician");
  const { link, fields } = await findForm(page, clinic);
  const said = [];
  const over = (what, keys) => {
    said.push(`${what} ${keys} keys`);
    if (keys > MOST_KEYS[what]) note(link, `${keys} keys for ${MEASURES} measures (${what}), at most ${MOST_KEYS[what]}`);
  };
  try {
    await page.goto(clinic.address + link);
    const rows = await dueRows(page);
    over("all", (await type(page, rows, () => true)).keys + 1);

    // what was never measured cannot be unchanged; then the shortest to type, as in most visits pain and a few findings
    await page.goto(clinic.address + link);
    const length = (row) => row.fields.length * typed(row).length;
    const order = [...rows].sort((a, b) => a.canBeSame - b.canBeSame || length(a) - length(b));
    const isNew = new Set(order.slice(0, NEW));
    const { keys, sign } = await type(page, rows, (row) => isNew.has(row));
    over("routine", keys + 1);
    await sign();
    await page.waitForURL(/\/sessions\/(?!new)[^/]+$/).catch(() => note(link, "a session typed by keyboard is not signed"));
    await page.waitForLoadState();
    const unchanged = await page.getByText("observed, unchanged").count();
    if (unchanged === 0) note(link, "what was ticked as unchanged is not recorded so");
  } catch (error) {
    note(link, error.message);
  }
  await page.context().close();
  return `${MEASURES} measures in ${fields} fields: ${said.join(", ")}`;
}

/** What of an open form is in sight, what sticks out to the right, and what is too small to hit (WCAG 2.2, 2.5.8). */
const look = (page) =>
  page.evaluate(() => {
    const SMALLEST = 24;
    const dock = document.querySelector(".dock").getBoundingClientRect().top;
    const shown = (query) => [...document.querySelectorAll(query)].filter((e) => e.checkVisibility());
    const rows = shown(".measures tbody tr:not(.group)").map((row) => row.getBoundingClientRect());
    const targets = shown(".measures :is(label, summary, select, [type=text]), .dock :is(a, button)");
    const isSmall = ({ width, height }) => Math.min(width, height) < SMALLEST - 0.01;
    const wide = shown(".measures, .measures td > *").filter((e) => e.getBoundingClientRect().right > innerWidth);
    return {
      due: rows.length,
      inSight: rows.filter(({ top, bottom }) => top >= 0 && bottom <= dock + 1).length,
      small: targets.filter((e) => isSmall(e.getBoundingClientRect())).map((e) => e.innerText || e.name || e.tagName),
      wide: wide.length,
    };
  });

/** Notes every form of the demo with as many measures due that shows fewer of them, is too wide or has too small a target. */
export async function measureDensity(browser, clinic, note) {
  const said = [];
  for (const screen of ["laptop", "tablet"]) {
    const page = await openPage(browser, clinic, SCREENS[screen], note);
    await logIn(page, clinic, "clinician");
    const counts = [];
    for (const link of await listForms(page, clinic)) {
      await page.goto(clinic.address + link);
      // a visit somebody left unsigned is asked about first
      if ((await page.locator(".measures").count()) === 0) continue;
      const { due, inSight, small, wide } = await look(page);
      if (wide > 0) note(link, `${wide} parts of the form stick out on the ${screen}`);
      if (small.length > 0) note(link, `too small to hit on the ${screen}: ${[...new Set(small)].join(", ")}`);
      if (due < MEASURES) continue;
      counts.push(inSight);
      if (inSight < MEASURES) note(link, `${inSight} of ${due} measures in sight on the ${screen}, not ${MEASURES}`);
    }
    if (counts.length === 0) note("/board", `no session of the demo has ${MEASURES} measures due`);
    said.push(`${Math.min(...counts)} to ${Math.max(...counts)} of the first measures in sight on ${counts.length} forms, ${screen}`);
    await page.context().close();
  }
  return said.join("; ");
}

/** Switches the keys of one letter off and on again in one browser (WCAG 2.1.4), and presses them. */
export async function switchKeys(browser, clinic, note) {
  const page = await openPage(browser, clinic, SCREENS.laptop, note);
  await logIn(page, clinic, "clinician");
  const act = async () => {
    await page.goto(`${clinic.address}/exercises`);
    await page.keyboard.press("?");
    const lists = await page.locator("#keys[open]").count();
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    const finds = await page.evaluate(() => document.activeElement.id === "find");
    return lists === 1 && finds ? "act" : lists === 0 && !finds ? "rest" : "act in part";
  };
  for (const [button, expected] of [[null, "act"], ["Switch them off", "rest"], ["Switch them on", "act"]]) {
    if (button) {
      await page.goto(`${clinic.address}/account`);
      await page.getByRole("button", { name: button }).click();
      await page.getByRole("status").waitFor();
    }
    const found = await act();
    if (found !== expected) note("/account", `keys of one letter ${found} after “${button}”`);
  }
  await page.context().close();
}
