// Every page of every role, on every kind of screen, light and dark: axe, overflow, and both HTML checkers.
import { readFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { SCREENS, inProject, logIn, openPage } from "./clinic.mjs";

/** How many addresses of one route are read in search of links to routes not met yet. */
const READ_OF_A_ROUTE = 2;
/** Where a role starts; every other page is found by its links. */
const STARTS = ["/", "/about", "/account"];
const MORE_STARTS = { "lead-clinician": ["/patients/access_requests"] };
/** What is seen without a login: the form, and the page that says an address is not known. */
const OUTSIDE = ["/login", "/nowhere"];
/** Pages that stand behind something the demo and the journey do not do, and are looked at only where a link leads there. */
const BEHIND_MORE = [
  "/login", // seen without a login
  "/drafts/{draft}", // a login that ended while somebody typed
  "/patients/access_requests/new", // a search that meets another team's patient
  "/patients/{patient}/cautions/{caution}/withdrawals/new", // a caution on one of the patients read
  "/patients/{patient}/versions", // a patient amended since they were registered
  "/diaries/{diary}/moves/new", // a diary struck out for the wrong patient
  "/sessions/{session}/moves/new", // a session struck out for the wrong patient, without one to move it to
  "/protocols/{version}/adoptions/new", // a version nobody adopted yet
  "/sessions/{session}/take_overs/new", // a colleague's draft
];

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

/** The kinds of elements a page's main part is made of: what it shows when the words are left out. */
const kinds = (page) =>
  page.evaluate(() => {
    const kind = (e) => [e.tagName, e.className.baseVal ?? e.className, ...e.getAttributeNames()].join(" ");
    return [...new Set([...document.querySelectorAll("main *")].map((e) => `${kind(e.parentElement)}>${kind(e)}`))].sort().join();
  });

async function measure(page, screen, where, note) {
  const over = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return null;
    const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1);
    return `${root.scrollWidth - root.clientWidth} px, ${wide.slice(-3).map((e) => `${e.tagName.toLowerCase()}.${e.className}`).join(", ")}`;
  });
  if (over) note(where, `wider than the ${screen}: ${over}`);
}

/** What a ruler and axe find on the page as it stands. */
async function look(page, screen, where, note, known) {
  await measure(page, screen, where, note);
  // two roles often see one page with other words on it; axe needs to read it once
  const made = `${screen} ${await kinds(page)}`;
  if (known.has(made)) return;
  known.add(made);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] });
    // a scheme changes colours and nothing else
    if (colorScheme === "dark") axe.options({ resultTypes: ["violations"], runOnly: ["color-contrast", "link-in-text-block"] });
    const { violations } = await axe.analyze();
    for (const { id, help, nodes } of violations) {
      const at = nodes.slice(0, 3).map((node) => `${node.target.join(" ")}: ${node.any[0]?.message ?? node.html.slice(0, 120)}`);
      note(where, `axe ${id}, ${screen}, ${colorScheme}: ${help}; ${nodes.length} at ${at.join(" | ")}`);
    }
  }
}

/** Looks at every page of one role; the routes it got to. */
async function lookAtAll(browser, clinic, role, made, note, html, known) {
  const first = await openPage(browser, clinic, SCREENS.laptop, note);
  await logIn(first, clinic, role);
  const starts = [...STARTS, ...(MORE_STARTS[role] ?? []), ...(role === "clinician" ? made : [])];
  const found = await discover(first, clinic, html, starts);
  const storageState = await first.context().storageState();
  await first.context().close();
  for (const [screen, options] of Object.entries(SCREENS)) {
    const page = await openPage(browser, clinic, { ...options, storageState }, note);
    for (const address of found.values()) {
      const answer = await page.goto(clinic.address + address);
      if (!answer.ok()) note(address, `answers ${answer.status()} to ${role}`);
      // the frame around the pages is the role's own: it is read on the first
      const seen = address === found.values().next().value ? new Set() : known;
      await look(page, screen, `${address} (${role})`, note, seen);
    }
    await page.context().close();
  }
  return found;
}

async function lookOutside(browser, clinic, note, html) {
  for (const [screen, options] of Object.entries(SCREENS)) {
    const page = await openPage(browser, clinic, options, note);
    for (const address of OUTSIDE) {
      const answer = await page.goto(clinic.address + address);
      if (screen === "laptop") await html.check(address, await answer.text());
      await look(page, screen, address, note, new Set());
    }
    await page.context().close();
  }
}

/** All roles, two at a time, `made` by the journey among what the clinician sees; returns how many pages were looked at, and notes the routes nobody got to. */
export async function lookAtPages(browser, clinic, made, note, html) {
  const reached = new Set();
  const known = new Set();
  let looked = 0;
  const roles = [...clinic.logins.keys()];
  const work = async () => {
    for (let role = roles.shift(); role; role = roles.shift()) {
      const found = await lookAtAll(browser, clinic, role, made, note, html, known);
      looked += found.size;
      for (const route of found.keys()) reached.add(route);
      console.log(`  ${role}: ${found.size} pages`);
    }
  };
  await Promise.all([work(), work(), lookOutside(browser, clinic, note, html)]);
  const missed = PATHS.filter((path) => !reached.has(path) && !BEHIND_MORE.includes(path));
  for (const path of missed) note(path, "no link of any role leads here");
  return looked + OUTSIDE.length;
}
