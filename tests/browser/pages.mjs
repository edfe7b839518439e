// Every page of every role, on every kind of screen, light and dark: axe, overflow, and both HTML checkers.
import { readFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { SCREENS, inProject, logIn, openPage } from "./clinic.mjs";

/** How many addresses of one route are read in search of links to routes not met yet. */
const READ_OF_A_ROUTE = 2;
/** Where a role starts; every other page is found by its links. */
const STARTS = ["/", "/about", "/account"];

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
async function discover(page, clinic, html) {
  const read = new Map();
  const found = new Map();
  const seen = new Set(STARTS);
  // routes with fewer addresses read go first, so that no long list keeps the others waiting
  const waiting = [...STARTS];
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

/** What axe and a ruler find on the page as it stands. */
export async function look(page, screen, where, note) {
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
  const over = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return null;
    const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1);
    return `${root.scrollWidth - root.clientWidth} px, ${wide.slice(-3).map((e) => `${e.tagName.toLowerCase()}.${e.className}`).join(", ")}`;
  });
  if (over) note(where, `wider than the ${screen}: ${over}`);
}

/** Looks at every page of one role; the routes it got to. */
async function lookAtAll(browser, clinic, role, note, html) {
  const first = await openPage(browser, clinic, SCREENS.laptop, note);
  await logIn(first, clinic, role);
  const found = await discover(first, clinic, html);
  const storageState = await first.context().storageState();
  await first.context().close();
  for (const [screen, options] of Object.entries(SCREENS)) {
    const page = await openPage(browser, clinic, { ...options, storageState }, note);
    for (const address of found.values()) {
      const answer = await page.goto(clinic.address + address);
      if (!answer.ok()) note(address, `answers ${answer.status()} to ${role}`);
      await look(page, screen, `${address} (${role})`, note);
    }
    await page.context().close();
  }
  return found;
}

/** All roles, two at a time; returns how many pages were looked at, and notes the routes nobody got to. */
export async function lookAtPages(browser, clinic, note, html) {
  const reached = new Set();
  let looked = 0;
  const roles = [...clinic.logins.keys()];
  const work = async () => {
    for (let role = roles.shift(); role; role = roles.shift()) {
      const found = await lookAtAll(browser, clinic, role, note, html);
      looked += found.size;
      for (const route of found.keys()) reached.add(route);
      console.log(`  ${role}: ${found.size} pages`);
    }
  };
  await Promise.all([work(), work()]);
  for (const path of PATHS.filter((path) => !reached.has(path))) note(path, "no link of any role leads here");
  return looked;
}
