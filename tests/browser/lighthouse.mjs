// Lighthouse on the three pages people work in: accessibility and best practices must be whole.
//
// Performance depends on the machine, so it is only printed: `node lighthouse.mjs` measures it too.
import { pathToFileURL } from "node:url";
import lighthouse from "lighthouse";
import { launch } from "chrome-launcher";
import { CHROMIUM, FLAGS, SCREENS, logIn, openBrowser, openPage, startClinic } from "./clinic.mjs";

const WHOLE = ["accessibility", "best-practices"];

/** Cookies of a login, as a header. */
async function logInOnce(clinic, note) {
  const browser = await openBrowser();
  const page = await openPage(browser, clinic, SCREENS.laptop, note);
  await logIn(page, clinic, "clinician");
  await page.goto(`${clinic.address}/board?view=all`);
  const session = await page.locator('main a[href$="/sessions/new"]').first().getAttribute("href");
  const cookies = await page.context().cookies();
  await browser.close();
  return { session, cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") };
}

/** What an audit found, and the first element it found it at. */
const inWords = ({ title, details }) => `${title} ${details?.items?.[0]?.node?.snippet ?? ""}`.trim();

/** The scores of board, patient and session form in these categories, each of 100; what costs a point goes to `note`. */
export async function score(clinic, categories, note) {
  const { session, cookie } = await logInOnce(clinic, note);
  const chrome = await launch({ chromePath: CHROMIUM, chromeFlags: ["--headless", ...FLAGS], logLevel: "silent" });
  const scores = [];
  try {
    for (const path of ["/board", session.replace("/sessions/new", ""), session]) {
      const { lhr } = await lighthouse(clinic.address + path, {
        port: chrome.port,
        onlyCategories: categories,
        extraHeaders: { Cookie: cookie },
        formFactor: "desktop",
        screenEmulation: { mobile: false, width: 1280, height: 800, deviceScaleFactor: 1, disabled: false },
        throttlingMethod: "provided",
        logLevel: "silent",
      });
      for (const { id, score, auditRefs } of Object.values(lhr.categories)) {
        scores.push({ path, id, score: Math.round(score * 100) });
        if (!WHOLE.includes(id) || score === 1) continue;
        const lost = auditRefs.map((ref) => lhr.audits[ref.id]).filter((audit) => audit.score !== null && audit.score < 1);
        note(path, `Lighthouse ${id} ${Math.round(score * 100)}: ${lost.map(inWords).join("; ")}`);
      }
    }
  } finally {
    await chrome.kill();
  }
  return scores;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const clinic = await startClinic();
  try {
    const note = (where, what) => console.error(`${where}: ${what}`);
    console.table(await score(clinic, [...WHOLE, "performance"], note));
  } finally {
    await clinic.stop();
  }
}
