// How long a verdict takes after a key, from the key to the changed page: `NINEFOLD_PROGRAM=… node verdict.mjs`.
//
// A timing of one machine, so it is printed and not tested.
import { SCREENS, logIn, openBrowser, openPage, startClinic } from "./clinic.mjs";

const KEYS = 60;

const clinic = await startClinic();
const browser = await openBrowser();
try {
  const page = await openPage(browser, clinic, SCREENS.laptop, console.error);
  await logIn(page, clinic, "clinician");
  await page.goto(`${clinic.address}/board?view=all`);
  await page.goto(clinic.address + (await page.locator('main a[href$="/sessions/new"]').first().getAttribute("href")));
  const field = page.locator('.measures [type="text"][name^="m_"]').first();
  await field.focus();
  await page.evaluate(() => {
    window.took = [];
    let at = 0;
    document.addEventListener("keydown", () => (at = performance.now()), true);
    new MutationObserver(() => {
      if (at) window.took.push(performance.now() - at);
      at = 0;
    }).observe(document.querySelector(".measures"), { subtree: true, childList: true, characterData: true });
  });
  for (let key = 0; key < KEYS; key += 1) {
    await page.keyboard.press(key % 2 ? "Backspace" : "9");
    await page.waitForTimeout(150);
  }
  const took = (await page.evaluate(() => window.took)).sort((a, b) => a - b);
  const at = (share) => `${took[Math.floor((took.length - 1) * share)].toFixed(1)} ms`;
  console.log(`${took.length} of ${KEYS} keys changed a verdict: median ${at(0.5)}, 95th of a hundred ${at(0.95)}, most ${at(1)}`);
} finally {
  await browser.close();
  await clinic.stop();
}
