/** What a digest promises in Slack: within the limits, nothing pings, no link breaks. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DigestView } from "../../src/domain/digest/view.ts";
import { type Block, renderSlack, type SlackPart } from "../../src/render/slack.ts";
import { findBlockFault, sizeOf } from "../support/slack-blocks.ts";
import { aDigest, anItem, aQuietDay, aSection, aView, HOSTILE, randomView } from "./views.ts";

const textsOf = (block: Block): string[] =>
  block.type === "divider" || block.type === "actions"
    ? []
    : block.type === "context"
      ? block.elements.map(({ text }) => text)
      : [block.text.text];
const buttonsOf = (parts: SlackPart[]) =>
  parts.flatMap(({ blocks }) => blocks).flatMap((block) => (block.type === "actions" ? block.elements : []));
const markup = ({ text, blocks }: SlackPart): string[] => [
  text,
  ...blocks.filter(({ type }) => type !== "header").flatMap(textsOf),
];

/** Slack's limits, and that each `<...>` is a link we made and each & an entity. */
function check(view: DigestView): void {
  for (const part of [...renderSlack(view), ...renderSlack(view, { buttons: true })]) {
    expect(findBlockFault(part.blocks as never, 50)).toBeNull();
    expect(part.text.length + sizeOf(part.blocks as never)).toBeLessThanOrEqual(9_000);
    expect(part.text.length).toBeGreaterThan(0);
    expect(part.blocks.length).toBeGreaterThan(0);
    expect(part.blocks.length).toBeLessThanOrEqual(50);
    expect([part.text, ...part.blocks.flatMap(textsOf)].join("").length).toBeLessThanOrEqual(9_000);
    for (const block of part.blocks) {
      const most = block.type === "header" ? 150 : 3_000;
      for (const text of textsOf(block))
        if (text.length < 1 || text.length > most) throw new Error(`${block.type}: ${text.length}`);
    }
    for (const text of markup(part)) {
      const rest = text.replace(/<https?:\/\/[^\s<>|]+\|[^<>|\n]+>/g, "");
      if (/[<>]/.test(rest) || /&(?!(?:amp|lt|gt);)/.test(rest)) throw new Error(rest);
      if (/[\u202A-\u202E\u2066-\u2069\r\0]/.test(text)) throw new Error("control");
      if (!text.isWellFormed()) throw new Error("half a character");
    }
  }
}

describe("a digest in Slack", () => {
  test("is one short message, and the papers in its thread", () => {
    const [first, ...thread] = renderSlack(aDigest(9)) as [SlackPart, ...SlackPart[]];
    const said = first.blocks.flatMap(textsOf).join("\n");
    expect(said).toContain("Paperboy · Fri 20 Nov");
    expect(said).toContain("• Retrieval: 3 of 10 papers");
    expect(said).toContain("*<https://huggingface.co/papers/2602.05393|Paper 1: Late-to-Early");
    expect(first.blocks.length).toBeLessThanOrEqual(10);
    const papers = thread.flatMap(({ blocks }) => blocks).flatMap(textsOf);
    expect(papers.filter((text) => text.startsWith("*<https://huggingface.co/")).length).toBe(9);
    expect(papers.join("\n")).toContain(
      "because `mixture of experts` in the title · 42 votes · 3 comments · <https://github.com/",
    );
    expect(papers.join("\n")).toContain("14 more matched");
    expect(papers.join("\n")).toContain("08:00 (Europe/Berlin)");
  });

  test("has buttons for each paper, and none where nobody answers them", () => {
    const items = Array.from({ length: 60 }, (_, i) => anItem({ paperId: i + 1 }));
    const view = aView([aSection(items, { number: 7 }), aSection([anItem({ paperId: 99 })], { number: 8 })]);
    const parts = renderSlack(view, { buttons: true });
    const buttons = buttonsOf(parts);
    for (const action of ["save", "more", "less", "why"])
      expect(buttons.filter(({ action_id: id }) => id === `papers:${action}`).map(({ value }) => value)).toEqual([
        ...items.map(({ paperId }) => `${paperId} 7`),
        "99 8",
      ]);
    expect(buttonsOf(parts.slice(0, 1)).map(({ action_id: id }) => id)).toEqual(["papers:settings"]);
    expect(buttons.filter(({ action_id: id }) => id === "papers:settings")).toHaveLength(1);
    expect(buttonsOf(renderSlack(aQuietDay, { buttons: true })).map(({ text }) => text.text)).toEqual(["Settings"]);
    const without = renderSlack(view);
    expect(buttonsOf(without)).toEqual([]);
    expect(without.map(({ text }) => text)).toEqual(parts.map(({ text }) => text));
    // The foot alone differs: whom to ask, or what to type.
    const said = (of: SlackPart[]) =>
      of.map(({ blocks }) =>
        blocks.flatMap(textsOf).map((text) => text.replace(/(?: To change your topics| Topics:).*/, "")),
      );
    expect(said(without)).toEqual(said(parts));
    expect(JSON.stringify(parts.at(-1))).toContain("Topics: /papers list. All else: /papers help.");
    expect(JSON.stringify(without.at(-1))).not.toContain("Topics: /papers");
  });

  test("a quiet day is one message with its cause", () => {
    const parts = renderSlack(aQuietDay);
    expect(parts).toHaveLength(1);
    expect(parts[0]?.text).toBe("No new papers for your 3 topics on Fri 20 Nov");
    expect(parts[0]?.blocks.flatMap(textsOf).join("\n")).toContain(aQuietDay.cause);
  });

  test("a section that goes on in the next message repeats its name", () => {
    const items = Array.from({ length: 60 }, () => anItem());
    const parts = renderSlack(aView([aSection(items)]));
    expect(parts.length).toBeGreaterThan(2);
    for (const { blocks } of parts.slice(2))
      expect(textsOf(blocks[0] as Block)[0]).toBe("Mixture of experts, continued");
  });

  test("all text objects are verbatim, so that Slack looks for no names in them", () => {
    const objects = renderSlack(aDigest(3)).flatMap(({ blocks }) => blocks);
    for (const block of objects) {
      if (block.type === "section") expect(block.text.verbatim).toBe(true);
      if (block.type === "context") for (const element of block.elements) expect(element.verbatim).toBe(true);
    }
  });

  test.each(HOSTILE)("pings nobody and breaks no link: %j", (title) => {
    const item = anItem({
      title,
      summary: title,
      authors: [title],
      organisation: title,
      reason: { words: [title], field: "title", marks: [title] },
    });
    check(
      aView([aSection([item], { name: title, reading: title })], {
        masthead: title,
        topics: [title],
        notes: [title],
        operator: title,
      }),
    );
  });

  test("keeps the limits where everything is as long as can be", () => {
    const long = "<".repeat(3_000);
    const url = `https://example.org/?${"a=b&".repeat(400)}`;
    const links = Array.from({ length: 8 }, () => ({ label: long, url }));
    const item = anItem({ title: long, summary: long, authors: [long, long, long], organisation: long, url, links });
    const sections = Array.from({ length: 20 }, () => aSection([item, item, item], { name: long, more: 9 }));
    const others = {
      masthead: long,
      notes: Array(9).fill(long),
      topics: Array(20).fill(long),
      operator: long,
      cause: long,
    };
    check(aView(sections, others));
    check({ ...aQuietDay, ...others });
  });

  test("keeps every limit for any digest, and is pure", () => {
    fc.assert(
      fc.property(randomView, (view) => {
        check(view);
        expect(renderSlack(structuredClone(view))).toEqual(renderSlack(view));
      }),
      { numRuns: 100 },
    );
  });
});
