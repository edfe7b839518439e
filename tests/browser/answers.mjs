// Pages no link leads to: what a form is answered with when something in it is wrong, when somebody else was faster, or
// when there is a question first. They are met once and kept as they were sent, to be looked at on every screen.
import { SCREENS, logIn, openPage } from "./clinic.mjs";

const OK = 200;
const CONFLICT = 409;
const REFUSED = 422;

/** Everything of an answer that decides what the browser shows. */
async function asSent(answer) {
  const names = ["content-type", "content-security-policy"];
  const headers = Object.fromEntries(names.map((name) => [name, answer.headers()[name] ?? ""]));
  return { status: answer.status(), headers, body: await answer.text() };
}

const isPage = (answer) => answer.request().isNavigationRequest() && Math.floor(answer.status() / 100) !== 3;

/** The place somebody of a role works at; what they are answered and want kept goes to `answers`. */
async function sitDown(browser, clinic, role, answers, note) {
  const page = await openPage(browser, clinic, { ...SCREENS.laptop, javaScriptEnabled: false }, note);
  if (clinic.logins.has(role)) await logIn(page, clinic, role);
  const goTo = (path) => page.goto(clinic.address + path);
  const press = (button) => Promise.all([page.waitForNavigation(), button.click()]);
  /** Presses a button of the page's main part, by its words. */
  const send = async (words) => {
    const button = page.locator("main").getByRole("button", { name: words }).first();
    if ((await button.count()) === 0) throw new Error(`no button “${words}” on ${page.url()}`);
    await press(button);
  };
  /** Does what is answered with a page, and keeps that. */
  const keep = async (what, status, act) => {
    const [answer] = await Promise.all([page.waitForResponse(isPage), act()]);
    await page.waitForLoadState();
    const address = answer.url().replace(clinic.address, "");
    if (answer.status() !== status) note(`${address} (${what})`, `answers ${answer.status()}, not ${status}`);
    answers.push({ role, what, address, kept: await asSent(answer) });
  };
  const fill = (name, text) => page.locator(`main [name="${name}"]`).first().fill(text);
  const choose = (name, value) => page.locator(`main [name="${name}"][value="${value}"]`).first().check();
  const close = () => page.context().close();
  return { page, goTo, press, send, keep, fill, choose, close };
}

/** Sends forms as they stand, or with one field emptied: each is refused, and says why. */
async function sendUnfinished(desk, forms) {
  for (const [path, words, emptied] of forms) {
    await desk.goTo(path);
    if (emptied) await desk.fill(emptied, "");
    await desk.keep(`refused: ${words}`, REFUSED, () => desk.send(words));
  }
}

/** What each role sends unfinished. */
const unfinished = (made, { struck, struckDiary, newer, unassessed, flag, protocol }) => ({
  clinician: [
    ["/patients/new", "Register patient"],
    ["/patients/access_requests/new", "Open the patient for 8 hours"],
    ["/account", "Change password"],
    [`${made.waiting}/episodes/new`, "Save the intake of"],
    [`${made.taken}/edit`, "Save the amendment"],
    [`${made.taken}/cautions`, "Record the caution"],
    [`${made.taken}/facts`, "Record it"],
    [`${made.episode}/facts/edit`, "Save the amendment"],
    [`${made.episode}/closures/new`, "Close the episode of"],
    [`${made.episode}/holds/new`, "Put"],
    [`${made.episode}/handovers/new`, "Hand"],
    [`${made.episode}/overrides/new`, "Set for"],
    [`${made.episode}/phase_changes/new`, "Record the decision"],
    [`${made.episode}/visits`, "Book for"],
    [`${made.episode}/sessions/new?another=yes`, "Sign session for"],
    [`${unassessed}/assessment`, "Sign assessment for"],
    [flag, "Save the decision"],
    [`${made.signed}/amendments/new`, "Sign amended session for"],
    [`${made.signed}/strikeouts/new`, "Strike out"],
    [`${struck}/moves/new`, "Search"],
    [`${struckDiary}/moves/new`, "Search"],
    [`${newer}/diaries/new`, "Save the diary of"],
    [`${made.diary}/amendments/new`, "Amend the diary of"],
    [`${made.diary}/strikeouts/new`, "Strike out"],
  ],
  "lead-clinician": [
    ["/handovers/new", "Hand over"],
    [`${protocol}/adoptions/new`, "Adopt as"],
  ],
  administrator: [
    ["/staff/new", "Add account"],
    ["/clinic", "Save clinic", "name"],
  ],
});

/** A session with impossible values, a programme with an impossible dose, and a second visit on one day. */
async function typeNonsense(desk, made) {
  const { page } = desk;
  await desk.goTo(`${made.session}/edit`);
  await page.locator('.measures input[type="text"]:visible').first().fill("999");
  await desk.keep("session with a value out of range", REFUSED, () => desk.send("Check"));
  await desk.goTo(`${made.session}/edit`);
  await desk.choose("warning_signs", "none");
  await desk.choose("flare", "no");
  await desk.keep("second session of a day", REFUSED, () => desk.send("Sign session for"));
  await desk.goTo(`${made.draft}/edit`);
  await page.locator("details:not([open]) > summary", { hasText: "Change dose" }).first().click();
  await page.locator('[name^="sets_"]:visible').first().fill("many");
  await desk.keep("programme with a dose that is none", REFUSED, () => desk.send("Save draft"));
  await page.locator('[name^="sets_"]:visible').first().fill("2");
  await desk.keep("programme with an exercise moved", OK, () => desk.press(page.locator('#chosen button[value^="down:"]').first()));
}

/** Two tabs of one form, or two people: the first saves, the second is told, and must choose field by field. */
async function cross(first, second, { what, path, words, type, isPlain = false }, note) {
  await first.goTo(path);
  await second.goTo(path);
  await type(first, "first");
  await first.send(words);
  await type(second, "second");
  await second.keep(`${what} saved meanwhile`, CONFLICT, () => second.send(words));
  const choices = second.page.locator("main").getByRole("button", { name: "Go on with what is chosen" });
  if ((await choices.count()) === 0) {
    if (!isPlain) note(path, `nothing to choose from when the ${what} was saved meanwhile`);
  } else {
    await second.keep(`${what} saved meanwhile, nothing chosen`, REFUSED, () => second.press(choices));
  }
}

/** Everything that two can write at once. */
const crossings = (made) => ({
  amendment: {
    what: "amendment",
    path: `${made.signed}/amendments/new`,
    words: "Sign amended session for",
    async type(desk, who) {
      await desk.fill("reason", `As the ${who} read it`);
      await desk.fill("note", `What the ${who} wrote`);
    },
  },
  programme: {
    what: "programme",
    path: `${made.draft}/edit`,
    words: "Save draft",
    async type(desk, who) {
      await desk.fill("goal", `Carry shopping, said the ${who}`);
      await desk.fill("note", `A note of the ${who}`);
      await desk.fill("diary_days", who === "first" ? "7" : "14");
    },
  },
  patient: {
    what: "patient",
    path: `${made.taken}/edit`,
    words: "Save the amendment",
    async type(desk, who) {
      await desk.fill("phone", who === "first" ? "07700 900111" : "07700 900222");
      await desk.fill("address", `${who === "first" ? 1 : 2} Mill Lane\nMillbrook`);
      await desk.fill("reason", "Moved house");
    },
  },
  diary: {
    what: "diary",
    isPlain: true,
    path: `${made.diary}/amendments/new`,
    words: "Amend the diary of",
    async type(desk, who) {
      await desk.fill("reason", `As the ${who} read it`);
      await desk.fill("note", `Sore on Sunday, read the ${who}`);
    },
  },
  session: {
    what: "session draft",
    path: `${made.session}/edit`,
    words: "Save draft",
    async type(desk, who) {
      await desk.fill("note", `What the ${who} wrote`);
      await desk.fill("response", `Eased, wrote the ${who}`);
    },
  },
});

/** The first link to such a path on a page. */
async function find(desk, path, end) {
  await desk.goTo(path);
  return desk.page.locator(`main a[href${end}]`).first().getAttribute("href");
}

/** What stands before a visit is recorded, and before a sheet goes out. */
async function meetQuestions(desk, made, { struck, unassessed }) {
  const { page } = desk;
  const open = (what, path, status = OK) => desk.keep(what, status, () => desk.goTo(path));
  await open("an unsigned visit", `${made.episode}/sessions/new`);
  await open("an intake while an episode is open", `${made.taken}/episodes/new`);
  await open("a programme before a phase is assigned", `${unassessed}/programmes/new`);
  await desk.goTo("/board");
  await desk.keep("sheets of nobody", CONFLICT, () => desk.send("Print the sheets"));
  await desk.goTo("/board?view=all");
  for (const box of (await page.locator('main [name="episode"]').all()).slice(0, 6)) await box.check();
  await page.locator(`main [name="episode"][value="${unassessed.split("/").at(-1)}"]`).check();
  await desk.keep("sheets of some who have none", CONFLICT, () => desk.send("Print the sheets"));
  await desk.goTo(`${struck}/moves/new`);
  await desk.fill("words", "a");
  await desk.keep("the right patient searched for", OK, () => desk.send("Search"));
}

/** A second programme, which it gives back, takes the place of the first, whose sheet asks before it is printed again. */
async function supersede(desk, { episode, programme }) {
  await desk.goTo(`${episode}/programmes/new`);
  await desk.send("Save draft");
  await desk.send("Issue to");
  const newer = new URL(desk.page.url()).pathname;
  await desk.goTo(programme);
  const sheet = await desk.page.locator('main a[href*="/sheet.pdf"]').first().getAttribute("href");
  await desk.keep("the sheet of a superseded programme", CONFLICT, () => desk.goTo(sheet));
  return newer;
}

async function putOnHold(desk, { episode }) {
  await desk.goTo(`${episode}/holds/new`);
  await desk.fill("why", "Away for work");
  await desk.send("Put");
  await desk.keep("a session while the episode is on hold", OK, () => desk.goTo(`${episode}/sessions/new`));
}

/** A session or a diary struck out as another patient's, who is not known yet. */
async function strikeOut(desk, address) {
  await desk.goTo(`${address}/strikeouts/new`);
  await desk.choose("kind", "wrong_patient");
  await desk.fill("why", "Typed with the wrong page open");
  await desk.send("Strike out");
  return address;
}

async function recordCaution(desk, { taken }) {
  await desk.goTo(`${taken}/cautions`);
  await desk.page.getByLabel("Caution", { exact: true }).selectOption({ index: 3 });
  await desk.fill("note", "Told at the second visit");
  await desk.send("Record the caution");
}

/** A patient of another team: not found, asked for with a reason, and open then. */
async function askForAccess(lead, desk) {
  await lead.goTo("/patients");
  const row = lead.page.locator("main tr", { hasText: "Riverside team" }).first();
  const number = await row.locator("td").first().innerText();
  const search = () => desk.page.locator("#find").press("Enter");
  await desk.page.locator("#find").fill(number);
  await desk.keep("a search that finds nobody", OK, search);
  await desk.press(desk.page.getByRole("link", { name: "ask for access with a reason" }));
  await desk.fill("clinic_number", number);
  await desk.fill("reason", "Came to me today in acute pain");
  await desk.send("Open the patient");
  await desk.page.locator("#find").fill("a");
  await desk.keep("a search that finds some", OK, search);
}

/** Somebody else logs in at the same browser while a form is open: the cookie is theirs from then on. */
async function changePlaces(desk, lead, { taken }) {
  await desk.goTo(`${taken}/cautions`);
  await desk.page.context().addCookies(await lead.page.context().cookies());
  await desk.keep("a form that was drawn for somebody else", CONFLICT, () => desk.send("Record the caution"));
}

async function registerAgain(desk, { family, given, born, sex }) {
  await desk.goTo("/patients/new");
  await desk.fill("family_name", family);
  await desk.fill("given_names", given);
  await desk.fill("birth_date", born);
  await desk.page.getByLabel("Sex as recorded").selectOption(sex);
  await desk.keep("somebody registered already", REFUSED, () => desk.send("Register patient"));
}

async function failToLogIn(desk) {
  await desk.goTo("/login");
  await desk.fill("sign_in_name", "nobody");
  await desk.fill("password", "not the password");
  await desk.keep("a login that fails", REFUSED, () => desk.send("Log in"));
}

/** Leaves an intake half typed, which is kept and offered again. */
async function keepTyped(browser, clinic, { waiting }, note) {
  const page = await openPage(browser, clinic, SCREENS.laptop, note);
  await logIn(page, clinic, "clinician");
  await page.goto(`${clinic.address}${waiting}/episodes/new`);
  await page.getByLabel("Complaint").fill("Stiff between the shoulder blades since the move");
  await page.locator("#kept", { hasText: "Draft kept" }).waitFor();
  await page.context().close();
}

/** Meets all of them beside what two walks of the journey made: the answers, and where each role gets to by it. */
export async function meetAnswers(browser, clinic, made, other, note) {
  const answers = [];
  const sit = (role) => sitDown(browser, clinic, role, answers, note);
  const [first, second, lead, outside] = await Promise.all(["clinician", "clinician", "lead-clinician", "nobody"].map(sit));
  const struck = await strikeOut(first, other.signed);
  const struckDiary = await strikeOut(first, other.diary);
  await recordCaution(first, made);
  await askForAccess(lead, first);
  const newer = await supersede(first, other);
  await putOnHold(first, other);
  await registerAgain(first, other.patient);
  await typeNonsense(first, made);
  const { session, ...shared } = crossings(made);
  for (const one of Object.values(shared)) await cross(first, lead, one, note);
  await cross(first, second, session, note);
  const assessment = await find(first, "/board?view=all", '$="/assessment"');
  const flags = await find(first, "/board?view=all", '$="/flags"');
  const there = {
    struck,
    struckDiary,
    newer,
    unassessed: assessment.replace("/assessment", ""),
    flag: await find(first, flags, '*="/flags/"'),
    protocol: await find(lead, "/protocols", '^="/protocols/"'),
  };
  await meetQuestions(first, made, there);
  const forms = unfinished(made, there);
  await sendUnfinished(first, forms.clinician);
  await sendUnfinished(lead, forms["lead-clinician"]);
  const administrator = await sit("administrator");
  await sendUnfinished(administrator, forms.administrator);
  await failToLogIn(outside);
  await changePlaces(second, lead, made);
  await keepTyped(browser, clinic, made, note);
  for (const desk of [first, second, lead, outside, administrator]) await desk.close();
  const pages = [made.waiting, `${made.waiting}/episodes/new`, made.taken, `${made.taken}/cautions`, made.episode, made.signed];
  const drafts = [made.session, made.draft].map((draft) => `${draft}/edit`);
  return {
    answers,
    starts: {
      clinician: [...pages, struck, struckDiary, ...drafts, "/patients/access_requests/new"],
      "lead-clinician": [...pages, made.session, `${there.protocol}/adoptions/new`, "/patients/access_requests"],
      "front-desk": [made.waiting, made.taken],
    },
  };
}
