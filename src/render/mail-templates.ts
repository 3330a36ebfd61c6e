/** Loads the templates of mails: MJML compiled into HTML, and the text twins. */
import { readFile } from "node:fs/promises";
import Handlebars from "handlebars";
import mjml2html from "mjml";
import { createFiller, type Filler } from "./filler.ts";
import type { LetterPage } from "./letter.ts";
import { wrap } from "./mail-text.ts";

const templates = new URL("../../templates/", import.meta.url);

/** Takes some 30 ms. */
export async function loadMailTemplates(): Promise<{ fillHtml: Filler; fillText: Filler }> {
  return {
    fillHtml: createFiller(await compileMjml("digest.mjml"), "html"),
    fillText: createFiller(await read("digest.txt.hbs"), "text"),
  };
}

export type LetterFiller = (page: LetterPage) => string;

/** The same for a mail that says one thing: nothing of it is shared. */
export async function loadLetterTemplates(): Promise<{ fillHtml: LetterFiller; fillText: LetterFiller }> {
  return {
    fillHtml: compileLetter(await compileMjml("letter.mjml"), false),
    fillText: compileLetter(await read("letter.txt.hbs"), true),
  };
}

function compileLetter(template: string, noEscape: boolean): LetterFiller {
  const handlebars = Handlebars.create();
  handlebars.registerHelper("wrap", (text: string, indent: unknown) =>
    wrap(text, typeof indent === "string" ? indent : ""),
  );
  return handlebars.compile<LetterPage>(template, {
    strict: true,
    data: false,
    knownHelpers: { wrap: true },
    knownHelpersOnly: true,
    noEscape,
  });
}

const read = (name: string): Promise<string> => readFile(new URL(name, templates), "utf8");

/** `fonts: {}`: no web fonts, whatever family a template names. Throws on the first MJML error, at start-up. */
async function compileMjml(name: string): Promise<string> {
  const source = (await read(name)).replace("<!-- look -->", await read("look.mjml"));
  const { html } = await mjml2html(source, { validationLevel: "strict", fonts: {}, keepComments: false });
  return tighten(html);
}

/** Takes the blanks out of style attributes and the indentation out of lines: 100 bytes a paper. */
function tighten(html: string): string {
  return html
    .replace(/style="([^"]*)"/g, (_, css: string) => `style="${css.replace(/([:;,]) /g, "$1").replace(/;$/, "")}"`)
    .replace(/ +$|^ +/gm, "")
    .replace(/\n{2,}/g, "\n");
}
