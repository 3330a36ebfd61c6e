/** Measures filling the compiled mail template against an MJML render per reader, in one run. */
import { readFile } from "node:fs/promises";
import Handlebars from "handlebars";
import mjml2html from "mjml";
import type { DigestView, ItemView } from "../src/domain/digest/view.ts";
import { makeCard } from "../src/render/card.ts";
import { createMailRenderer } from "../src/render/mail.ts";
import { makeHtmlCard } from "../src/render/mail-card.ts";
import { makePage } from "../src/render/mail-page.ts";
import { INSTALLATION, linksFor } from "./morning.ts";

const ROUNDS = 9;
const FILLS = 1_000;
const COMPILES = 15;
/** Readers share papers: so many different papers stand in the digests of one morning. */
const PAPERS = 200;

const paper = (n: number): ItemView => ({
  title: `Paper ${n}: Routing Tokens through a Mixture of Experts with $O(n \\log n)$ Cost`,
  url: `https://huggingface.co/papers/2611.${10_000 + n}`,
  authors: ["Ada Lovelace", "Emmy Noether", "Kurt Gödel"],
  moreAuthors: n % 20,
  organisation: "An Institute of Technology",
  summary: `Study number ${n} keeps the quality of a dense model and spends a third of its compute, by routing tokens late and balancing experts early; the gain holds from one to sixty billion parameters.`,
  reason: { words: ["mixture of experts"], field: "title", marks: ["Mixture of Experts"] },
  upvotes: n,
  comments: n % 7,
  links: [
    { label: "code", url: `https://github.com/example/moe-${n}` },
    { label: "PDF", url: `https://arxiv.org/pdf/2611.${10_000 + n}` },
  ],
  publishedOn: "2026-11-19",
});

/** One reader's digest, with objects of its own, as read from the database: 20 papers in three sections. */
function readerView(reader: number): DigestView {
  const papers = Array.from({ length: 20 }, (_, i) => paper((reader * 7 + i * 3) % PAPERS));
  const section = (name: string, from: number, to: number) => ({
    name,
    reading: name,
    items: papers.slice(from, to),
    more: 3,
  });
  return {
    kind: "digest",
    on: "2026-11-20",
    masthead: "Paperboy",
    sections: [section("mixture of experts", 0, 8), section("retrieval", 8, 15), section("robotics", 15, 20)],
    itemCount: 20,
    topics: ["mixture of experts", "retrieval", "robotics"],
    cause: null,
    notes: [],
    zone: "Europe/Berlin",
    hour: "08:00",
    operator: `reader ${reader}'s operator`,
    postalAddress: INSTALLATION.postalAddress,
    links: linksFor(reader, ["mixture of experts", "retrieval", "robotics"]),
  };
}

/** What many a mailer does: the data goes into the MJML, and MJML runs for each reader. */
async function createPerReader(): Promise<(view: DigestView) => Promise<string>> {
  const source = await readFile(new URL("../templates/digest.mjml", import.meta.url), "utf8");
  const handlebars = Handlebars.create();
  handlebars.registerHelper("cards", (items: ItemView[], block: Handlebars.HelperOptions) =>
    items.map((item) => block.fn(makeHtmlCard(makeCard(item)))).join(""),
  );
  handlebars.registerHelper("sections", (sections: object[], block: Handlebars.HelperOptions) =>
    sections.map((section) => block.fn(section)).join(""),
  );
  const fill = handlebars.compile(source, { strict: true });
  return async (view) => (await mjml2html(fill(makePage(view)), { fonts: {}, keepComments: false })).html;
}

/** Each mail gets a view of its own, parsed outside the measured time, as the worker reads one for each delivery. */
async function millisEach(times: number, run: (view: DigestView) => unknown): Promise<number> {
  let millis = 0;
  for (let reader = 0; reader < times; reader += 1) {
    const view = JSON.parse(JSON.stringify(readerView(reader))) as DigestView;
    const start = performance.now();
    const made = run(view);
    if (made instanceof Promise) await made;
    millis += performance.now() - start;
  }
  return millis / times;
}

/** The best of nine rounds, for both ways alike: other work on the machine only ever slows a round. */
async function bestRound(times: number, run: (view: DigestView) => unknown): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await millisEach(times, run));
  return Math.min(...rounds);
}

/** Prints both figures and their ratio; the bar is 100. Ours also makes the subject and the text part. */
export async function benchRender(): Promise<void> {
  const renderer = await createMailRenderer();
  const fill = (view: DigestView) => renderer.renderMail(view);
  await millisEach(FILLS * 2, fill);
  const filled = await bestRound(FILLS, fill);
  const perReader = await createPerReader();
  await millisEach(COMPILES, perReader);
  const compiled = await bestRound(COMPILES, perReader);
  const line = (name: string, ms: number) => {
    const rate = Math.round(1000 / ms).toLocaleString("en");
    return `${name.padEnd(34)} ${ms.toFixed(3).padStart(8)} ms a mail ${rate.padStart(8)} mails/s`;
  };
  console.log("A digest of 20 papers, rendered");
  console.log(line("  MJML for each reader: HTML", compiled));
  console.log(line("  filled: subject, HTML and text", filled));
  console.log(`  ratio ${(compiled / filled).toFixed(0)} (bar: 100)`);
}

if (import.meta.main) await benchRender();
