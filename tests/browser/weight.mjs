// How many bytes a page brings over the wire: the first one a browser opens, and those after it.
import { SCREENS, logIn, openPage } from "./clinic.mjs";

const FIRST = 150_000;
const LATER = 30_000;

/** Weighs board, patient and session form, each as the first page after the login and as a later one. */
export async function weigh(browser, clinic, note) {
  const page = await openPage(browser, clinic, SCREENS.laptop, note);
  let answers = [];
  page.on("requestfinished", (request) => answers.push(request.sizes()));
  const weight = async (open) => {
    answers = [];
    await open();
    await page.waitForLoadState("networkidle");
    const sizes = await Promise.all(answers);
    return sizes.reduce((sum, size) => sum + size.responseBodySize + size.responseHeadersSize, 0);
  };
  // the login page and the board behind it: everything a browser that was never here has to fetch
  const weights = { "first page": await weight(() => logIn(page, clinic, "clinician")) };
  if (weights["first page"] > FIRST) note("/login", `first load: ${weights["first page"]} bytes, at most ${FIRST}`);
  await page.goto(`${clinic.address}/board?view=all`);
  const session = await page.locator('main a[href$="/sessions/new"]').first().getAttribute("href");
  for (const path of ["/board", session.replace("/sessions/new", ""), session]) {
    const bytes = await weight(() => page.goto(clinic.address + path));
    weights[path.replace(/[0-9a-z]{20,}/, "…")] = bytes;
    if (bytes > LATER) note(path, `later load: ${bytes} bytes, at most ${LATER}`);
  }
  await page.context().close();
  return weights;
}
