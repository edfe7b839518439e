// Every page of every role, on every kind of screen, light and dark: axe, overflow, and both HTML checkers.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import axe from "axe-core";
import { SCREENS, inProject, logIn, openPage } from "./clinic.mjs";

/** How many addresses of one route are read in search of links to routes not met yet. */
const READ_OF_A_ROUTE = 2;
/** Where a role starts; every other page is found by its links. */
const STARTS = ["/", "/about", "/account"];
/** What is seen without a login: the form, and the page that says an address is not known. */
const OUTSIDE = [
  { address: "/login", what: "nobody" },
  { address: "/nowhere", what: "nobody", status: 404 },
];
/** How many pages are looked at side by side. */
const AT_ONCE = Math.max(2, availableParallelism());

/** The paths a browser can open, from the table of routes, tried in its own order. */
function routes() {
  const table = readFileSync(inProject("src/web/routes.rs"), "utf8");
  const rows = [...table.matchAll(/^ {4}GET +"([^"]+)"/gm)].map(([, path]) => path);
  const pages = rows.filter((path) => !/^\/(static|healthz)|\.(svg|pdf)$/.test(path));
  return pages.sort().map((path) => ({ path, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`) }));
}

const ROUTES = routes();
const PATHS = ROUTES.map((route) => route.path);
const routeOf = (address) => ROUTES.find((route) => route.pattern.test(address.split("?")[0]))?.path;

/** Follows links from page to page: one address for each route this role gets to. */
async function discover(page, clinic, html, starts) {
  const read = new Map();
  const found = new Map();
  const seen = new Set(starts);
  // routes with fewer addresses read go first, so that no long list keeps the others waiting
  const waiting = [...starts];
  const count = (address) => read.get(routeOf(address)) ?? 0;
  while (waiting.length > 0) {
    waiting.sort((a, b) => count(a) - count(b));
    const address = waiting.shift();
    const route = routeOf(address);
    if (count(address) >= READ_OF_A_ROUTE) continue;
    read.set(route, count(address) + 1);
    const answer = await page.request.get(clinic.address + address);
    if (!answer.ok()) {
      html.note(address, `linked to, but answers ${answer.status()}`);
      continue;
    }
    const text = await answer.text();
    await html.check(address, text);
    if (!found.has(route)) found.set(route, address);
    for (const [, link] of text.matchAll(/href="(\/[^"#]*)/g)) {
      const next = link.replaceAll("&amp;", "&");
      if (seen.has(next) || !routeOf(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return found;
}

async function measure(page, screen, where, note) {
  const over = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return null;
    const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1);
    return `${root.scrollWidth - root.clientWidth} px, ${wide.slice(-3).map((e) => `${e.tagName.toLowerCase()}.${e.className}`).join(", ")}`;
  });
  if (over) note(where, `wider than the ${screen}: ${over}`);
}

/** What a ruler and axe, with all its rules, find on the page as it stands; the other scheme needs no loading anew. */
async function look(page, screen, where, note) {
  await measure(page, screen, where, note);
  await page.evaluate(axe.source);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate(() => axe.run({ resultTypes: ["violations"], reporter: "no-passes" }));
    for (const { id, help, nodes } of violations) {
      const at = nodes.slice(0, 3).map((node) => `${node.target.join(" ")}: ${node.any[0]?.message ?? node.html.slice(0, 120)}`);
      note(where, `axe ${id}, ${screen}, ${colorScheme}: ${help}; ${nodes.length} at ${at.join(" | ")}`);
    }
  }
}

/** Opens a page by its address, or as it was kept when only sending a form leads there. */
export async function open(page, clinic, { address, kept }) {
  if (kept) await page.route(clinic.address + address, (route) => route.fulfill(kept), { times: 1 });
  return page.goto(clinic.address + address);
}

/** The main part of a page, letter for letter, but for the marks that are another in every form that is drawn. */
const main = (page) =>
  page.evaluate(() => {
    const copy = document.querySelector("main").cloneNode(true);
    for (const mark of copy.querySelectorAll('[name="submission_id"],[name="opened_by"]')) mark.remove();
    return copy.outerHTML;
  });

/** Looks at these pages, all of one login, on one kind of screen; `seen` is what was looked at already. */
async function lookAtAll(browser, clinic, { pages, screen, storageState }, seen, note) {
  const page = await openPage(browser, clinic, { ...SCREENS[screen], storageState }, note);
  for (const one of pages) {
    // what a form is answered with has the parts of its page, which was looked at on the tablet
    if (one.kept && screen === "tablet") continue;
    const where = `${one.address} (${one.what})`;
    const answer = await open(page, clinic, one);
    if (answer.status() !== ((one.kept ?? one).status ?? 200)) note(where, `answers ${answer.status()}`);
    // the same page with the same words for another role has another frame only, which is read on that role's first page
    const shown = [screen, one.address, await main(page)].join(" ");
    if (seen.has(shown) && one !== pages[0]) continue;
    seen.add(shown);
    await look(page, screen, where, note);
  }
  await page.context().close();
}

/** Does the jobs, several at once, in their order. */
async function share(jobs, work) {
  const waiting = [...jobs];
  const worker = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) await work(job);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** The pages one role gets to from `starts`, with its login. */
async function findPages(browser, clinic, role, starts, note, html) {
  const page = await openPage(browser, clinic, SCREENS.laptop, note);
  await logIn(page, clinic, role);
  const found = await discover(page, clinic, html, [...STARTS, ...starts]);
  const storageState = await page.context().storageState();
  await page.context().close();
  return { role, storageState, pages: [...found.values()].map((address) => ({ address, what: role })) };
}

/** Looks at sets of pages, each of one login, on every kind of screen. */
export async function lookAt(browser, clinic, sets, note) {
  const jobs = sets.flatMap((set) => Object.keys(SCREENS).map((screen) => ({ ...set, screen })));
  jobs.sort((a, b) => b.pages.length - a.pages.length);
  const seen = new Set();
  await share(jobs, (job) => lookAtAll(browser, clinic, job, seen, note));
}

/** The pages of all roles, from where they start, and what they were answered, with their HTML checked; notes the routes nobody got to. */
export async function findAll(browser, clinic, { starts, answers }, note, html) {
  const sets = [];
  await share(clinic.logins.keys(), async (role) => {
    sets.push(await findPages(browser, clinic, role, starts[role] ?? [], note, html));
  });
  sets.push({ role: "nobody", pages: [...OUTSIDE] });
  const reached = new Set(sets.flatMap((set) => set.pages).map(({ address }) => routeOf(address)));
  for (const path of PATHS) if (!reached.has(path)) note(path, "no link of any role leads here");
  for (const set of sets) set.pages.push(...answers.filter((answer) => answer.role === set.role));
  const page = await openPage(browser, clinic, {}, note);
  const outside = await Promise.all(OUTSIDE.map(({ address }) => page.request.get(clinic.address + address)));
  for (const answer of outside) await html.check(answer.url(), await answer.text());
  for (const { address, kept } of answers) await html.check(address, kept.body);
  await page.context().close();
  return sets;
}
