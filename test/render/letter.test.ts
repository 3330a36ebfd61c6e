/** What mails besides the digest promise: one thing each, its one button, and no more of a stranger's words than need be. */
import { beforeAll, describe, expect, test } from "vitest";
import { joinPieces } from "../../src/domain/delivery/pieces.ts";
import { createLetterRenderer, type LetterRenderer } from "../../src/render/letter.ts";
import { readTags } from "./html-tags.ts";
import { aConfirmation, aFarewell } from "./letters.ts";
import { HOSTILE } from "./views.ts";

let renderer: LetterRenderer;
beforeAll(async () => {
  renderer = await createLetterRenderer();
});

const links = (html: string) =>
  readTags(html)
    .tags.filter(({ name }) => name === "a")
    .map(({ attributes }) => attributes.get("href"));

describe("a confirmation", () => {
  test("says what was asked for, until when it works, whom to ask and what to do if it was somebody else", () => {
    const mail = renderer.renderConfirmation(aConfirmation);
    expect(mail.subject).toBe("Please confirm: new papers from Paperboy at the Lab");
    const html = joinPieces(mail.html);
    const said = readTags(html).text.replace(/\s+/g, " ");
    const text = joinPieces(mail.text).replace(/\s+/g, " ");
    for (const body of [said, text])
      for (const words of [
        "mixture of experts",
        "daily at 08:00 (Europe/Berlin)",
        "until Sun 22 Nov, 08:00 (Europe/Berlin)",
        "Was it not you? Then do nothing",
        "Questions go to the operator: Jo Reading, papers@example.org.",
        "Vision Lab, 1 Example Street",
        aConfirmation.url,
      ])
        expect(body).toContain(words);
  });

  test("leads to one place alone, and has one button", () => {
    const html = joinPieces(renderer.renderConfirmation(aConfirmation).html);
    expect(new Set(links(html))).toEqual(new Set([aConfirmation.url]));
    expect(html.match(/Yes, send them to me/g)).toHaveLength(1);
  });

  test("lets nobody send links to strangers in the names of topics", () => {
    const topics = ["Win at https://evil.example/now", "write to eve@evil.example", "www.evil.example"];
    const { html, text } = renderer.renderConfirmation({ ...aConfirmation, topics });
    for (const part of [html, text]) expect(joinPieces(part)).not.toMatch(/evil\.example|:\/\/evil|eve@evil/);
    expect(joinPieces(text).replaceAll("\u2060", "")).toContain("Win at https://evil.example/now");
  });

  test.each(HOSTILE)("keeps untrusted text in its place: %j", (words) => {
    const mail = renderer.renderConfirmation({ ...aConfirmation, name: words, topics: Array(20).fill(words) });
    const { tags } = readTags(joinPieces(mail.html));
    expect(tags.filter(({ name }) => !ALLOWED.includes(name))).toEqual([]);
    expect(mail.subject.length).toBeLessThanOrEqual(78);
    expect(mail.subject).not.toMatch(/\p{Cc}/u);
  });

  test("takes no address but http and https for its button", () => {
    expect(() => renderer.renderConfirmation({ ...aConfirmation, url: "javascript:alert(1)" })).toThrow(TypeError);
  });
});

const ALLOWED = "!doctype html head title meta body div table tbody tr td h1 h2 h3 p a span bdi code".split(" ");

describe("a farewell", () => {
  test("says that nothing comes any more, what ended, and how to come back", () => {
    const mail = renderer.renderFarewell(aFarewell);
    expect(mail.subject).toBe("You have left Paperboy at the Lab");
    const text = joinPieces(mail.text).replace(/\s+/g, " ");
    expect(text).toContain("sends you no more papers. This mail is the last one. What ended: mixture of experts");
    expect(text).toContain(`Take it back: ${aFarewell.backUrl}`);
    expect(links(joinPieces(mail.html))).toContain(aFarewell.backUrl);
  });

  test("of one topic says that the others go on; without a way back it has no button", () => {
    const mail = renderer.renderFarewell({ ...aFarewell, all: false, topics: ["Robotics"], backUrl: null });
    expect(mail.subject).toBe("You have left “Robotics”");
    expect(joinPieces(mail.text)).toContain("Your other topics go on as before.");
    expect(links(joinPieces(mail.html))).toEqual([]);
    expect(joinPieces(mail.html)).not.toContain("Take it back");
  });
});
