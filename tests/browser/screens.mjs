// Pictures of the pages people work in, into target/screens: laptop, tablet and phone, and the laptop in the dark.
import { mkdirSync } from "node:fs";
import { SCREENS, inProject, logIn, openPage } from "./clinic.mjs";

const FOLDER = inProject("target/screens");
const LOOKS = [
  ["laptop", "light"],
  ["laptop", "dark"],
  ["tablet", "light"],
  ["phone", "light"],
];

/** Takes them as a clinician; `episode` is the one the journey made. */
export async function shoot(browser, clinic, episode, note) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [screen, colorScheme] of LOOKS) {
    const page = await openPage(browser, clinic, { ...SCREENS[screen], colorScheme }, note);
    await logIn(page, clinic, "clinician");
    await page.goto(`${clinic.address}/board?view=all`);
    const links = await page.locator("main a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    const session = links.find((link) => link.endsWith("/sessions/new")) ?? `${episode}/sessions/new`;
    const shown = session.replace("/sessions/new", "");
    const pages = { board: "/board", patient: shown, session, builder: `${shown}/programmes/new` };
    for (const [name, address] of Object.entries(pages)) {
      await page.goto(clinic.address + address);
      await page.screenshot({ path: `${FOLDER}/${name}-${screen}-${colorScheme}.png` });
    }
    await page.context().close();
  }
}
