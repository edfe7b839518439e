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
        unit: row.querySelector("th .muted").textContent.trim(),
        canBeSame: row.querySelector(".same") !== null,
        fields: [...new Set([...row.querySelectorAll("[name^=m_]")].map((e) => e.name))],
        answer: row.querySelector(".segments span")?.textContent[0].toLowerCase(),
      })),
  );

const typed = (row) => row.answer ?? FOUND[row.unit] ?? "25";

/** The form of a session with as many measures due; of several, the one with the least to type. */
async function findForm(page, clinic) {
  await page.goto(`${clinic.address}/board?view=all`);
  const links = await page.locator('main a[href$="/sessions/new"]').evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  const fit = [];
  for (const link of new Set(links)) {
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

/** Notes where fewer measures are in sight than there should be, and rows the dock lies on when they have the cursor. */
export async function measureDensity(browser, clinic, note) {
  const shown = [];
  for (const screen of ["laptop", "tablet"]) {
    const page = await openPage(browser, clinic, SCREENS[screen], note);
    await logIn(page, clinic, "clinician");
    const { link } = await findForm(page, clinic);
    await page.goto(clinic.address + link);
    const inSight = await page.evaluate(() => {
      const dock = document.querySelector(".dock").getBoundingClientRect().top;
      const rows = [...document.querySelectorAll(".measures tbody tr:not(.group)")].map((row) => row.getBoundingClientRect());
      return rows.filter(({ top, bottom, height }) => height > 0 && top >= 0 && bottom <= dock + 1).length;
    });
    shown.push(`${inSight} on the ${screen}`);
    if (inSight < MEASURES) note(link, `${inSight} measures in sight on the ${screen}, not ${MEASURES}`);
    await page.context().close();
  }
  return `measures in sight: ${shown.join(", ")}`;
}
