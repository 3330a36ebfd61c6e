/** What every digest mail promises to the programs that carry, sort and show it, whatever its papers are called. */
import fc from "fast-check";
import { parseDocument } from "htmlparser2";
import PostalMime from "postal-mime";
import { beforeAll, describe, expect, test } from "vitest";
import type { MailIdentity } from "../../src/channels/mail-identity.ts";
import { createMailComposer } from "../../src/channels/mail-message.ts";
import { readToken } from "../../src/domain/consent/token.ts";
import type { Parcel } from "../../src/domain/delivery/channel.ts";
import { joinPieces } from "../../src/domain/delivery/pieces.ts";
import { readTitle } from "../../src/render/card.ts";
import { createMailRenderer, type MailRenderer } from "../../src/render/mail.ts";
import { fuzzedDigest } from "../render/fuzzed-digests.ts";
import { aDigest, HOSTILE, LINKED } from "../render/views.ts";
import { readHeaderLines } from "./header-lines.ts";
import { aParcel, IDENTITY, SECRET } from "./mails.ts";

const RUNS = process.env.PAPERBOY_TEST_LONG === "1" ? 10_000 : 1_000;
let renderer: MailRenderer;
beforeAll(async () => {
  renderer = await createMailRenderer();
});

const composer = createMailComposer(IDENTITY);
const fieldsOf = (changes: Partial<Parcel<never>> = {}, identity: MailIdentity = IDENTITY) =>
  readHeaderLines(createMailComposer(identity).composeRaw(aParcel({}, changes))).fields;

const ONCE = "date from to subject message-id mime-version content-type auto-submitted list-id list-unsubscribe".split(
  " ",
);
const bare = (text: string) => text.replace(/\s+/g, "");

/** Texts of all h3, by a parser that is not ours. */
function titlesOf(html: string): string[] {
  const titles: string[] = [];
  const walk = (node: ReturnType<typeof parseDocument>["children"][number], into: string[] | null): void => {
    if (node.type === "text") into?.push((node as unknown as { data: string }).data);
    if (!("children" in node)) return;
    const own = "name" in node && node.name === "h3" ? [] : into;
    for (const child of node.children) walk(child, own);
    if (own !== into && own) titles.push(own.join(""));
  };
  for (const child of parseDocument(html).children) walk(child, null);
  return titles;
}

describe("a thousand digests of odd papers", () => {
  test("have clean headers, short lines, a bounded HTML part and a complete text part", async () => {
    await fc.assert(
      fc.asyncProperty(fuzzedDigest, async (view) => {
        const content = renderer.renderMail(view);
        const html = joinPieces(content.html);
        const raw = composer.composeRaw(aParcel(content));
        const { fields, lines } = readHeaderLines(raw);
        for (const name of ONCE) expect(fields.get(name), name).toHaveLength(1);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
        expect(fields.has("bcc")).toBe(false);
        const mail = await PostalMime.parse(raw);
        expect(mail.subject).toBe(content.subject);
        expect(mail.from?.address).toBe("papers@lab.example.org");
        expect(mail.to?.map((to) => "address" in to && to.address)).toEqual(["ada@example.org"]);
        expect(mail.html?.trimEnd()).toBe(html.trimEnd());
        expect(mail.text?.trimEnd()).toBe(joinPieces(content.text).trimEnd());
        expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90_000);
        const told = bare(mail.text ?? "");
        const shown = titlesOf(html);
        for (const title of shown) expect(told).toContain(bare(title));
        const all = view.sections.flatMap(({ items }) => items.map(readTitle));
        if (shown.length < all.length)
          expect(Buffer.byteLength(html)).toBeGreaterThan(35_000); // what went had no room
        else for (const title of all) expect(told).toContain(bare(title));
      }),
      { numRuns: RUNS },
    );
  });
});

describe("the fields of a list", () => {
  test("name the list, and how to leave it with one click and by mail (RFC 2919, 2369, 8058)", () => {
    const fields = fieldsOf();
    expect(fields.get("list-id")).toEqual(['"Paperboy" <digest.lab.example.org>']);
    expect(fields.get("list-unsubscribe-post")).toEqual(["List-Unsubscribe=One-Click"]);
    const [leave = ""] = fields.get("list-unsubscribe") ?? [];
    const [, url = "", mailto = ""] = /^<(https:[^<>\s]+)>, <(mailto:[^<>\s]+)>$/.exec(leave) ?? [];
    const token = new URL(url).pathname.replace("/leave/", "");
    expect(readToken(SECRET, "leave", token)).toBe(7);
    expect(mailto).toBe(`mailto:help@lab.example.org?subject=leave%20${token}`);
    // Where `paperboy bounces` reads, a program takes it.
    const machine = fieldsOf({}, { ...IDENTITY, machine: "bounces@lab.example.org" });
    expect(machine.get("list-unsubscribe")?.[0]).toContain(`<mailto:bounces@lab.example.org?subject=leave%20${token}>`);
    expect(fields.get("list-archive")).toEqual(["<https://papers.lab.example.org/>"]);
    expect(fields.get("list-help")).toEqual([
      "<https://papers.lab.example.org/#help>, <mailto:help@lab.example.org?subject=help>",
    ]);
    expect(fields.get("auto-submitted")).toEqual(["auto-generated"]);
    expect(fields.get("feedback-id")).toEqual(["2026-11-20:digest:paperboy"]);
  });

  test("promise nothing that cannot be reached: without pages none leads to one, without HTTPS there is no one click", () => {
    const without = fieldsOf({ leaveUrl: null }, { ...IDENTITY, home: null });
    for (const name of ["list-unsubscribe", "list-unsubscribe-post", "list-archive", "list-help"])
      expect(without.has(name), name).toBe(false);
    const plain = fieldsOf({ leaveUrl: "http://127.0.0.1:8080/leave/x" });
    expect(plain.has("list-unsubscribe")).toBe(true);
    expect(plain.has("list-unsubscribe-post")).toBe(false);
  });

  test.each(["confirm", "notice"] as const)("do not stand in a mail that answers what somebody did: %s", (kind) => {
    const fields = fieldsOf({ kind });
    expect([...fields.keys()].filter((name) => /^(list-|feedback)/.test(name))).toEqual([]);
    expect(fields.get("auto-submitted")).toEqual(["auto-generated"]);
  });

  test.each(HOSTILE)("stay whole whatever the installation is called: %j", (long) => {
    const { replyTo, ...identity } = IDENTITY;
    const name = long.slice(0, 60); // as the configuration has it
    const fields = fieldsOf({}, { ...identity, name, replyTo: replyTo && `${name} <${replyTo}>` });
    expect(fields.get("list-id")).toEqual([expect.stringMatching(/<digest\.lab\.example\.org>$/)]);
    expect(fields.get("list-unsubscribe")).toHaveLength(1);
  });
});

test("an ordinary digest of 30 papers has an HTML part of at most 60 kB with the whole foot, none left out", () => {
  const view = { ...aDigest(30), ...LINKED };
  const html = joinPieces(renderer.renderMail(view).html);
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(60_000);
  expect(titlesOf(html)).toHaveLength(30);
});
