// Runs everything in tests/browser against one demo clinic, and says all that is wrong at the end.
import { startClinic, openBrowser } from "./clinic.mjs";
import { Html } from "./html.mjs";
import { WITHOUT_JAVASCRIPT, WITH_JAVASCRIPT, walk } from "./journey.mjs";
import { countKeys, measureDensity, switchKeys } from "./keys.mjs";
import { score } from "./lighthouse.mjs";
import { walkByKeys } from "./keyboard.mjs";
import { lookAtPages } from "./pages.mjs";
import { shoot } from "./screens.mjs";
import { meetTroubles } from "./troubles.mjs";
import { weigh } from "./weight.mjs";

const faults = [];
const note = (where, what) => faults.push(`${where}\n    ${what}`);
const html = new Html(note);
const started = Date.now();
const say = (words) => console.log(`${words} (${Math.round((Date.now() - started) / 1000)} s)`);

const clinic = await startClinic();
try {
  say("demo clinic made");
  const browser = await openBrowser();
  try {
    const made = await walk(browser, clinic, note, WITHOUT_JAVASCRIPT);
    say("journey walked without JavaScript");
    await walk(browser, clinic, note, WITH_JAVASCRIPT);
    say("journey walked with JavaScript");
    for (const javaScriptEnabled of [false, true]) await walkByKeys(browser, clinic, note, javaScriptEnabled);
    say("a session recorded without a pointer");
    say(await measureDensity(browser, clinic, note));
    say(await countKeys(browser, clinic, note));
    await switchKeys(browser, clinic, note);
    say("keys of one letter switched off and on");
    say(`${await lookAtPages(browser, clinic, made.pages, note, html)} pages looked at on three screens, light and dark`);
    await shoot(browser, clinic, made.episode, note);
    say("screenshots in target/screens");
    await meetTroubles(browser, note);
    say("server stopped, login ended and colleague faster while somebody typed");
    say(`bytes: ${JSON.stringify(await weigh(browser, clinic, note))}`);
  } finally {
    await browser.close();
  }
  await score(clinic, ["accessibility", "best-practices"], note);
  say("Lighthouse on board, patient and session form");
  say(`HTML of ${await html.finish()} pages checked`);
} finally {
  await clinic.stop();
}

if (faults.length > 0) {
  console.error(`\n${faults.length} faults:\n${[...new Set(faults)].join("\n")}`);
  process.exitCode = 1;
}
