// What two checkers say about the pages' HTML: html-validate at once, the Nu checker over all of them in one run.
import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { HtmlValidate } from "html-validate";
import { inProject } from "./clinic.mjs";

const FOLDER = inProject("target/pages");
const JAR = inProject("tests/browser/node_modules/vnu-jar/build/dist/vnu.jar");

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  // the living standard has no sectioning roots any more: <details> may stand in a table's head cell
  elements: ["html5", { details: { sectioning: false } }],
  rules: {
    // the templates write it small, as the standard allows
    "doctype-style": ["error", { style: "lowercase" }],
    // askama leaves spaces where a block was empty
    "no-trailing-whitespace": "off",
    // a list is sent as one name several times, in hidden fields too, which this rule cannot be told
    "form-dup-name": "off",
    // a list may have a name: the phases are one
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
  },
});

/** Collects pages as the server sent them. */
export class Html {
  #files = 0;
  #addresses = new Map();

  constructor(note) {
    this.note = note;
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
  }

  /** Checks one page and keeps it for the Nu checker. */
  async check(address, html) {
    const report = await validator.validateString(html);
    for (const { messages } of report.results) {
      for (const said of messages) this.note(address, `html-validate ${said.ruleId}: ${said.message} (line ${said.line})`);
    }
    const file = `${FOLDER}/${++this.#files}.html`;
    writeFileSync(file, html);
    this.#addresses.set(file, address);
  }

  /** Runs the Nu checker over all pages kept. */
  async finish() {
    const args = ["-jar", JAR, "--errors-only", "--format", "json", "--exit-zero-always", ...this.#addresses.keys()];
    const { stderr } = await promisify(execFile)("java", args, { maxBuffer: 64 << 20 });
    for (const { url, message, lastLine } of JSON.parse(stderr).messages) {
      const address = this.#addresses.get(url.replace(/^file:/, "")) ?? url;
      this.note(address, `Nu checker: ${message} (line ${lastLine})`);
    }
    return this.#files;
  }
}
