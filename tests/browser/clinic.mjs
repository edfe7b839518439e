// The demo clinic the browser tests run against, and browsers that note every fault of what they show.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--no-first-run",
  "--disable-component-update",
  "--disable-sync",
  "--lang=en-GB",
];
/** Enough for every phase and every kind of standing, and half the time of the usual demo. */
const PATIENTS = "24";
/** A debug build makes the demo's year of visits slowly; a server that says nothing for so long has a fault. */
const START_MS = 600_000;

/** A path from the project's folder. */
export const inProject = (path) => ROOT + path;

/** The program tried; a release build for what is timed. */
const PROGRAM = process.env.NINEFOLD_PROGRAM ?? inProject("target/debug/ninefold");

/** Ends a server, with what it started, and waits until it has ended. */
const stopper = (server) => {
  const ended = once(server, "exit");
  return async () => {
    process.kill(-server.pid);
    await ended;
  };
};

/** Starts `ninefold demo` on a free port, its record in `data` when given: its address, a login for each role, and `stop`. */
export async function startClinic({ patients = PATIENTS, data } = {}) {
  const args = ["demo", "--listen", "127.0.0.1:0", "--patients", patients, ...(data ? ["--data", data] : [])];
  const server = spawn(PROGRAM, args, { detached: true, stdio: ["ignore", "pipe", "inherit"] });
  const stop = stopper(server);
  const timer = setTimeout(stop, START_MS);
  const logins = new Map();
  let address;
  for await (const line of createInterface(server.stdout)) {
    if (line.startsWith("http")) {
      address = line;
      continue;
    }
    const [role, name, password] = line.split(" ");
    if (!logins.has(role)) logins.set(role, { name, password });
    if (role === "administrator") break;
  }
  clearTimeout(timer);
  if (!address || logins.size < 4) throw new Error("The demo did not start; what it said stands above.");
  return { address, logins, stop };
}

/** Serves the record in `data` at an address where a clinic was before, its clock `ahead` (as `+40 minutes`) when given. */
export async function serveAgain(clinic, data, ahead) {
  const env = { ...process.env, DATABASE_URL: `sqlite:${data}/ninefold.db`, NINEFOLD_LISTEN: new URL(clinic.address).host };
  const [program, ...args] = ahead ? ["faketime", "-f", ahead, PROGRAM, "serve"] : [PROGRAM, "serve"];
  const server = spawn(program, args, { detached: true, env, stdio: ["ignore", "ignore", "inherit"] });
  const stop = stopper(server);
  for (let tries = 0; tries < 300; tries += 1) {
    const isUp = await fetch(`${clinic.address}/healthz`).then((answer) => answer.ok, () => false);
    if (isUp) return { ...clinic, stop };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await stop();
  throw new Error("The clinic did not serve again; what it said stands above.");
}

export const openBrowser = () => chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

/** What each kind of screen is to the browser. A finger on the two smaller ones makes rows and buttons taller. */
export const SCREENS = {
  laptop: { viewport: { width: 1280, height: 800 } },
  tablet: { viewport: { width: 820, height: 1180 }, hasTouch: true, isMobile: true },
  phone: { viewport: { width: 412, height: 915 }, hasTouch: true, isMobile: true },
};

/** A page of a fresh browser profile. Whatever it says, cannot load or asks of another host goes to `note`. */
export async function openPage(browser, clinic, options, note) {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const here = () => page.url().replace(clinic.address, "");
  page.on("console", (said) => {
    if (!["error", "warning"].includes(said.type())) return;
    // the browser reports every refused page as an error; which answer was due is the tests' to say
    if (said.location().url === page.url() && said.text().startsWith("Failed to load resource")) return;
    note(here(), `console: ${said.text()}`);
  });
  page.on("pageerror", (error) => note(here(), `script: ${error.message}`));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // aborted: the test went on to the next page before a picture further down was there
    if (request.isNavigationRequest() || why === "net::ERR_ABORTED") return;
    note(here(), `not loaded: ${request.url()} ${why}`);
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== clinic.address) note(here(), `another host: ${request.url()}`);
  });
  page.on("response", (response) => {
    const isPart = !response.request().isNavigationRequest();
    if (isPart && response.status() >= 400) note(here(), `${response.status()} for ${response.url()}`);
  });
  return page;
}

/** Logs in with one of the demo's logins, through the form. */
export async function logIn(page, clinic, role) {
  const { name, password } = clinic.logins.get(role);
  await page.goto(`${clinic.address}/login`);
  await page.getByLabel("Sign-in name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  if (page.url().includes("/login")) throw new Error(`${role} cannot log in: ${await page.locator("main").innerText()}`);
}
