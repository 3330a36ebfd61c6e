/** What a digest mail promises: complete, within its limits, safe whatever the sources send, the same to the byte. */
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { joinPieces } from "../../src/domain/delivery/pieces.ts";
import type { DigestView, ReaderLinks } from "../../src/domain/digest/view.ts";
import { createMailRenderer, type MailRenderer, type RenderedMail } from "../../src/render/mail.ts";
import { readTags } from "./html-tags.ts";
import { aDigest, anItem, aQuietDay, aSection, aView, HOSTILE, LINKED, randomView } from "./views.ts";

let pieces: MailRenderer;
let renderer: ReturnType<typeof joined>;
beforeAll(async () => {
  pieces = await createMailRenderer();
  renderer = joined(pieces);
});

/** A renderer whose mails are whole texts, as a reader sees them. */
const joined = ({ renderMail }: MailRenderer) => ({
  renderMail: (view: DigestView) => joinMail(renderMail(view)),
});
const joinMail = (mail: RenderedMail) => ({ ...mail, html: joinPieces(mail.html), text: joinPieces(mail.text) });

const ALLOWED = "!doctype html head title meta body div table tbody tr td h1 h2 h3 p a span bdi code".split(" ");
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const BREAKS_A_HEADER = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/;

describe("the mail of a digest", () => {
  test("says everything of a paper in HTML and text", () => {
    const { html, text } = renderer.renderMail(
      aView([aSection([anItem()], { more: 7, name: "MoE", reading: "(mixture of experts)" })]),
    );
    const said = readTags(html).text.replace(/\s+/g, " ");
    const flat = text.replace(/\s+/g, " ");
    for (const body of [said, flat])
      for (const words of [
        "Paperboy",
        "Fri 20 Nov",
        "1 paper from MoE",
        "1 of 8 papers",
        "(mixture of experts)",
        "Late-to-Early Training: LET",
        "Ji Zhao, Yufei Gu, Shitong Shao and 11 more · An Institute",
        "Large models learn faster",
        "42 votes · 3 comments",
        "7 more matched",
        "08:00 (Europe/Berlin)",
        "ask the operator: Jo Reading, papers@example.org.",
      ])
        expect(body).toContain(words);
    expect(said).toContain("because mixture of experts in the title");
    expect(flat).toContain("because `mixture of experts` in the title");
    expect(flat).toContain(
      "https://huggingface.co/papers/2602.05393 code: https://github.com/example/let PDF: https://",
    );
  });

  test("has one h1, headings in order, layout tables, language, title, colour scheme and a real preheader", () => {
    const { html, subject, preheader } = renderer.renderMail(aDigest(9));
    const { tags, text } = readTags(html);
    expect(
      tags
        .filter(({ name }) => /^h\d$/.test(name))
        .map(({ name }) => name)
        .join(" "),
    ).toBe("h1 h2 h3 h3 h3 h2 h3 h3 h3 h2 h3 h3 h3");
    expect(
      tags.filter(({ name }) => name === "table").every(({ attributes }) => attributes.get("role") === "presentation"),
    ).toBe(true);
    expect(tags.find(({ name }) => name === "html")?.attributes.get("lang")).toBe("en");
    expect(html).toContain(`<title>${subject}</title>`);
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(text.indexOf(preheader)).toBeLessThan(text.indexOf("Paperboy"));
    expect(html).toContain('<span class="k"');
  });

  test("loads nothing: no image, no font, no script, no style sheet", () => {
    expect(renderer.renderMail(aDigest(9)).html).not.toMatch(/<img|<script|<link|@import|url\(|googleapis/i);
  });

  test("leads nowhere but to the papers", () => {
    const { tags } = readTags(renderer.renderMail(aDigest(3)).html);
    const links = tags.filter(({ name }) => name === "a").map(({ attributes }) => attributes.get("href") ?? "");
    expect(new Set(links.map((link) => new URL(link).hostname))).toEqual(
      new Set(["huggingface.co", "github.com", "arxiv.org"]),
    );
  });

  test("ends with why it comes, how to change, pause or leave it, and who sends it", () => {
    const { leave, preferences, topics } = LINKED.links as ReaderLinks;
    for (const view of [aDigest(3), aQuietDay]) {
      const { html, text } = renderer.renderMail({ ...view, ...LINKED, topics: topics.map(({ name }) => name) });
      const { tags, text: said } = readTags(html);
      const hrefs = tags.filter(({ name }) => name === "a").map(({ attributes }) => attributes.get("href"));
      for (const url of [leave, preferences, `${preferences}#pause`, ...topics.map((topic) => topic.url)]) {
        expect(hrefs).toContain(url);
        expect(text).toContain(`: ${url}\n`);
      }
      for (const body of [said, text].map((each) => each.replace(/\s+/g, " ")))
        for (const words of [
          "because you asked Paperboy",
          "Leave all",
          "Leave one topic",
          LINKED.postalAddress as string,
        ])
          expect(body).toContain(words);
    }
  });

  test("names eight topics to leave at most, and where the others are", () => {
    const { text } = renderer.renderMail({ ...aDigest(3), ...LINKED, topics: Array(20).fill("Robotics") });
    expect(text).toContain("17 others under “Change topics or hour”");
  });

  test("without pages on the web has no link of ours, and says whom to ask", () => {
    const { html, text } = renderer.renderMail(aQuietDay);
    expect(html).not.toContain("<a ");
    expect(text).not.toContain("://");
    expect(text.replace(/\s+/g, " ")).toContain("To change your topics or to stop these mails, ask the operator:");
  });

  test("says plainly that a day is quiet, and why", () => {
    const { subject, html, text } = renderer.renderMail(aQuietDay);
    expect(subject).toBe("No new papers for your 3 topics on Fri 20 Nov");
    for (const body of [readTags(html).text, text]) expect(body.replace(/\s+/g, " ")).toContain(aQuietDay.cause);
  });
});

describe("the subject", () => {
  const subjectOf = (title: string, others: number) =>
    renderer.renderMail(aView([aSection([anItem({ title }), ...Array.from({ length: others }, () => anItem())])]))
      .subject;

  test("is the best title and the count", () => {
    expect(subjectOf("Late-to-Early Training: LET LLMs Learn Earlier, So Faster and Better", 11)).toBe(
      "Late-to-Early Training, and 11 more papers for you",
    );
    expect(subjectOf("SlimMoE: Exploring the Pruning and Distillation in Large Models of Experts", 4)).toBe(
      "SlimMoE: Exploring the Pruning and Distillation…, and 4 more papers for you",
    );
    expect(subjectOf("Routing Late", 1)).toBe("Routing Late, and 1 more paper for you");
    expect(subjectOf("Routing Late", 0)).toBe("Routing Late, a new paper for you");
  });

  test.each(HOSTILE)("is one safe line of at most 78 characters for %j", (title) => {
    const subject = subjectOf(title, 3);
    expect(subject.length).toBeLessThanOrEqual(78);
    expect(subject).not.toMatch(BREAKS_A_HEADER);
    expect(subject.isWellFormed()).toBe(true);
    expect(subject).toMatch(/.+, and 3 more papers for you$/);
  });
});

describe("hostile text", () => {
  test.each(HOSTILE)("stays text in HTML: %j", (title) => {
    const view = aView([
      aSection([anItem({ title, summary: title, organisation: title, authors: [title] })], { name: title }),
    ]);
    const { tags, text } = readTags(renderer.renderMail(view).html);
    expect(tags.map(({ name }) => name).filter((name) => !ALLOWED.includes(name))).toEqual([]);
    if (title.startsWith("<script")) expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    if (title.startsWith("{{x}}")) expect(text).toContain("{{x}} {{{x}}} {{#each this}} {{constructor}}");
  });

  test("of 573 authors names three and counts the rest", () => {
    const authors = Array.from({ length: 573 }, (_, i) => `Author ${i}`);
    const { html, text } = renderer.renderMail(aView([aSection([anItem({ authors, moreAuthors: 0 })])]));
    expect(text).toContain("Author 0, Author 1, Author 2 and 570 more");
    expect(html).not.toContain("Author 3<");
  });

  test("never makes live markup, unsafe links or too long a mail, whatever the digest", () => {
    fc.assert(
      fc.property(randomView, (view) => {
        const { html, text, subject, preheader } = renderer.renderMail(view);
        expect(Buffer.byteLength(html)).toBeLessThanOrEqual(60_000);
        for (const { name, attributes } of readTags(html).tags) {
          if (!ALLOWED.includes(name)) throw new Error(`<${name}>`);
          for (const key of attributes.keys()) if (key.startsWith("on")) throw new Error(key);
          const href = attributes.get("href");
          if (href !== undefined && !/^https?:\/\/[^\s<>|"']+$/.test(href)) throw new Error(href);
        }
        for (const line of [subject, preheader]) expect(line).not.toMatch(BREAKS_A_HEADER);
        expect(subject.length).toBeLessThanOrEqual(78);
        expect(preheader.length).toBeLessThanOrEqual(140);
        expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069\r\0]/);
        expect(html).not.toMatch(/[\u202A-\u202E\u2066-\u2069\r\0]/);
      }),
      { numRuns: 100 },
    );
  });
});

describe("size", () => {
  test("30 papers with full summaries stay below 60,000 bytes, none left out", () => {
    const view = aDigest(30);
    for (const section of view.sections)
      for (const item of section.items) item.summary = "Eight words of summary fill this one line. ".repeat(7);
    const { html } = renderer.renderMail(view);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(60_000);
    expect(html.match(/<h3/g)).toHaveLength(30);
  });

  test("what does not fit is taken from the longest section and counted there", () => {
    const items = Array.from({ length: 200 }, (_, i) => anItem({ title: `Paper ${i}` }));
    const view = aView([aSection(items.slice(0, 190), { more: 5 }), aSection(items.slice(190), { name: "Retrieval" })]);
    const { html, text, subject } = renderer.renderMail(view);
    const shown = html.match(/<h3/g)?.length ?? 0;
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(60_000);
    expect(Buffer.byteLength(html)).toBeGreaterThan(57_000);
    expect(html).toContain("10 papers</span>");
    expect(html).toContain(`${shown - 10} of 195 papers`);
    expect(text).toContain(`${195 - (shown - 10)} more matched`);
    expect(subject).toBe(`Paper 0, and ${shown - 1} more papers for you`);
  });

  test("another limit is kept, but never above 90,000 bytes", async () => {
    const items = Array.from({ length: 300 }, (_, i) => anItem({ title: `Paper ${i}` }));
    const large = joined(await createMailRenderer({ htmlBytes: 1_000_000 }));
    const size = Buffer.byteLength(large.renderMail(aView([aSection(items)])).html);
    expect(size).toBeLessThanOrEqual(90_000);
    expect(size).toBeGreaterThan(87_000);
  });

  test("hundreds of topics without room are counted, not dropped in silence", () => {
    const sections = Array.from({ length: 900 }, (_, i) =>
      aSection([], { name: `Topic ${i} ${"x".repeat(90)}`, more: 2 }),
    );
    const { html, text } = renderer.renderMail(aView(sections));
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(60_000);
    expect(text).toContain("of your topics");
  });

  test("lines of the text part have at most 72 columns, addresses excepted", () => {
    const { text } = renderer.renderMail(aDigest(12));
    for (const line of text.split("\n")) if (!line.includes("https://")) expect(line.length).toBeLessThanOrEqual(72);
  });
});

describe("purity", () => {
  test("the same view gives the same bytes, in any order and in another process' renderer", async () => {
    const other = joined(await createMailRenderer());
    const views = fc.sample(randomView, { numRuns: 10, seed: 1 });
    const first = views.map((view) => renderer.renderMail(view));
    expect(
      views
        .toReversed()
        .map((view) => other.renderMail(structuredClone(view)))
        .toReversed(),
    ).toEqual(first);
    expect(views.map((view) => renderer.renderMail(view))).toEqual(first);
  });

  test("a card is shared only by items that are equal in every field", () => {
    const changes: Parameters<typeof anItem>[0][] = [
      { title: "B" },
      { withdrawn: true },
      { url: null },
      { authors: ["B"] },
      { moreAuthors: 1 },
      { organisation: null },
      { summary: "B." },
      { reason: { words: ["b"], field: "title", marks: ["Training"] } },
      { reason: { words: ["mixture of experts"], field: "abstract", marks: ["Training"] } },
      { reason: { words: ["mixture of experts"], field: "title", marks: ["Early"] } },
      { upvotes: 1 },
      { comments: 1 },
      { links: [{ label: "PDF", url: "https://example.org/" }] },
    ];
    const mails = [{}, ...changes].map((change) => renderer.renderMail(aView([aSection([anItem(change)])])).html);
    expect(new Set(mails).size).toBe(mails.length);
  });

  test("readers of the same papers get the very same cards, then sections, and fixed parts, each whole lines", async () => {
    const fresh = await createMailRenderer();
    const hours = ["07:00", "08:00", "09:00"];
    const mails = hours.map((hour) => fresh.renderMail({ ...structuredClone(aDigest(9)), hour }));
    const sections = aDigest(9).sections.length;
    for (const part of ["html", "text"] as const) {
      const shared = mails.map((mail) => mail[part].filter((piece) => typeof piece !== "string"));
      const fixed = part === "html" ? 3 : 0;
      expect(shared.map((pieces) => pieces.length)).toEqual([9 + fixed, sections + fixed, sections + fixed]);
      expect(new Set(shared[1])).toEqual(new Set(shared[2]));
      expect(shared[1]?.every((piece) => shared[2]?.includes(piece))).toBe(true);
      for (const piece of shared.flat()) expect(joinPieces([piece])).toMatch(/\n$/);
      const texts = mails.map((mail) => joinPieces(mail[part]).replaceAll(/0[789]:00/g, ""));
      expect(new Set(texts).size).toBe(1);
    }
    const own = joinPieces((mails[2] as RenderedMail).html.filter((piece) => typeof piece === "string"));
    expect(own.length).toBeLessThan(3_000);
  });

  test("readers of the same papers share whole sections and every card, of which only the token of their links is theirs", async () => {
    const fresh = await createMailRenderer();
    const links = LINKED.links as ReaderLinks;
    const views = ["a", "b", "c", "d"].map((letter): DigestView => {
      const digest = `https://papers.example.org/digest/${letter.repeat(36)}`;
      return { ...structuredClone(aDigest(9)), ...LINKED, links: { ...links, digest } };
    });
    const mails = views.map((view) => fresh.renderMail(view));
    const sharedOf = ({ html }: RenderedMail) =>
      html.flatMap((piece) => (typeof piece === "string" ? [] : "shared" in piece ? piece.shared : piece));
    expect(sharedOf(mails[2] as RenderedMail)).toEqual(sharedOf(mails[3] as RenderedMail));
    expect(new Set([...sharedOf(mails[2] as RenderedMail), ...sharedOf(mails[3] as RenderedMail)]).size).toBe(
      aDigest(9).sections.length + 3,
    );
    for (const { text } of mails.flatMap(sharedOf))
      expect(text).not.toMatch(/([abcd])\1{35}|papers.example.org\/leave/);
    for (const [i, view] of views.entries()) {
      const alone = joined(await createMailRenderer()).renderMail(view);
      expect(joinMail(mails[i] as RenderedMail)).toEqual(alone);
      expect(alone.html.match(/"https:\/\/papers.example.org\/digest\/([abcd])\1{35}#p\d-\d"/g)).toHaveLength(9);
    }
  });

  test("a section is shared only by sections that are equal in everything", async () => {
    const items = [anItem({ title: "A" }), anItem({ title: "B" })];
    const changes: { section: Parameters<typeof aSection>[1]; items: typeof items }[] = [
      { section: {}, items },
      { section: { name: "Another" }, items },
      { section: { reading: "another" }, items },
      { section: { more: 7 }, items },
      { section: {}, items: items.toReversed() },
      { section: {}, items: items.slice(1) },
      { section: {}, items: [...items.slice(1), anItem({ title: "A", upvotes: 99 })] },
    ];
    const views = changes.map((change) => aView([aSection(change.items, change.section)]));
    const once = await Promise.all(views.map(async (view) => joined(await createMailRenderer()).renderMail(view)));
    for (let round = 0; round < 3; round++) expect(views.map((view) => renderer.renderMail(view))).toEqual(once);
    expect(new Set(once.map(({ html }) => html)).size).toBe(views.length);
  });

  test("an item changed after a mail changes the next mail", () => {
    const item = anItem({ title: "Before" });
    renderer.renderMail(aView([aSection([item])]));
    item.summary = "Changed since.";
    expect(renderer.renderMail(aView([aSection([item])])).text).toContain("Changed since.");
  });
});
