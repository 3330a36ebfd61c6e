/** Loads the two templates of a digest mail: MJML compiled into HTML, and the text twin. */
import { readFile } from "node:fs/promises";
import mjml2html from "mjml";
import { createFiller, type Filler } from "./filler.ts";

const templates = new URL("../../templates/", import.meta.url);

/** Takes some 30 ms. */
export async function loadMailTemplates(): Promise<{ fillHtml: Filler; fillText: Filler }> {
  return {
    fillHtml: createFiller(tighten(await compileMjml(await read("digest.mjml"))), "html"),
    fillText: createFiller(await read("digest.txt.hbs"), "text"),
  };
}

const read = (name: string): Promise<string> => readFile(new URL(name, templates), "utf8");

/** `fonts: {}`: no web fonts, whatever family a template names. Throws on the first MJML error, at start-up. */
async function compileMjml(source: string): Promise<string> {
  const { html } = await mjml2html(source, { validationLevel: "strict", fonts: {}, keepComments: false });
  return html;
}

/** Takes the blanks out of style attributes and the indentation out of lines: 100 bytes a paper. */
function tighten(html: string): string {
  return html
    .replace(/style="([^"]*)"/g, (_, css: string) => `style="${css.replace(/([:;,]) /g, "$1").replace(/;$/, "")}"`)
    .replace(/ +$|^ +/gm, "")
    .replace(/\n{2,}/g, "\n");
}
