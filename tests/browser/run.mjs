// Runs everything in tests/browser against one demo clinic, and says all that is wrong at the end.
import { startClinic, openBrowser } from "./clinic.mjs";
import { meetAnswers } from "./answers.mjs";
import { Html } from "./html.mjs";
import { WALKS, walk } from "./journey.mjs";
import { countKeys, measureDensity, switchKeys } from "./keys.mjs";
import { score } from "./lighthouse.mjs";
import { findAll, lookAt } from "./pages.mjs";
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
    const walks = Object.entries(WALKS).map(async ([how, one]) => {
      const made = await walk(browser, clinic, note, one);
      say(`journey walked ${how}`);
      return made;
    });
    const [made, other] = await Promise.all(walks);
    say(await measureDensity(browser, clinic, note));
    say(await countKeys(browser, clinic, note));
    await switchKeys(browser, clinic, note);
    say("keys of one letter switched off and on");
    await shoot(browser, clinic, made.episode, note);
    say("screenshots in target/screens");
    const met = await meetAnswers(browser, clinic, made, other, note);
    say(`${met.answers.length} answers to forms met`);
    const sets = await findAll(browser, clinic, met, note, html);
    for (const { role, pages } of sets) say(`  ${role}: ${pages.length} pages`);
    await lookAt(browser, clinic, sets, note);
    say("all of them looked at on three screens, light and dark");
    await meetTroubles(browser, note, html);
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
