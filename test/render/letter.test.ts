/** What mails besides the digest promise: one thing each, its one button, and no more of a stranger's words than need be. */
import { beforeAll, describe, expect, test } from "vitest";
import { joinPieces } from "../../src/domain/delivery/pieces.ts";
import { createLetterRenderer, type RenderLetter } from "../../src/render/letter.ts";
import { readTags } from "./html-tags.ts";
import { aConfirmation, LETTERS } from "./letters.ts";
import { HOSTILE } from "./views.ts";

let render: RenderLetter;
beforeAll(async () => {
  render = await createLetterRenderer();
});

const links = (html: string) =>
  readTags(html)
    .tags.filter(({ name }) => name === "a")
    .map(({ attributes }) => attributes.get("href"));

describe("a confirmation", () => {
  test("says what was asked for, until when it works, whom to ask and what to do if it was somebody else", () => {
    const mail = render(aConfirmation);
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
    const html = joinPieces(render(aConfirmation).html);
    expect(new Set(links(html))).toEqual(new Set([aConfirmation.url]));
    expect(html.match(/Yes, send them to me/g)).toHaveLength(1);
  });

  test("lets nobody send links to strangers in the names of topics", () => {
    const topics = ["Win at https://evil.example/now", "write to eve@evil.example", "www.evil.example"];
    const { html, text } = render({ ...aConfirmation, topics });
    for (const part of [html, text]) expect(joinPieces(part)).not.toMatch(/evil\.example|:\/\/evil|eve@evil/);
    expect(joinPieces(text).replaceAll("\u2060", "")).toContain("Win at https://evil.example/now");
  });

  test.each(HOSTILE)("keeps untrusted text in its place: %j", (words) => {
    const mail = render({ ...aConfirmation, name: words, topics: Array(20).fill(words) });
    const { tags } = readTags(joinPieces(mail.html));
    expect(tags.filter(({ name }) => !ALLOWED.includes(name))).toEqual([]);
    expect(mail.subject.length).toBeLessThanOrEqual(78);
    expect(mail.subject).not.toMatch(/\p{Cc}/u);
  });

  test("takes no address but http and https for its button", () => {
    expect(() => render({ ...aConfirmation, url: "javascript:alert(1)" })).toThrow(TypeError);
  });
});

const ALLOWED = "!doctype html head title meta body div table tbody tr td h1 h2 h3 p a span bdi code".split(" ");

describe("every other letter", () => {
  test.each([
    ["farewell", "You have left Paperboy at the Lab", /This mail is the last one\. What ended: mixture of experts/],
    ["link", "Your preferences at Paperboy at the Lab", /do not pass it on\. Was it not you\? Then do nothing/],
    ["move", "Please confirm your new address for Paperboy at the Lab", /without your yes, nothing comes here/],
    ["moved", "Your digest from Paperboy at the Lab has moved", /Bring it back within 30 days/],
  ] as const)("%s says what happened and what to do, and leads to one place", (kind, subject, says) => {
    const letter = LETTERS[kind];
    const mail = render(letter);
    expect(mail.subject).toBe(subject);
    const html = joinPieces(mail.html);
    const text = joinPieces(mail.text).replace(/\s+/g, " ");
    for (const body of [readTags(html).text.replace(/\s+/g, " "), text]) {
      expect(body).toMatch(says);
      expect(body).toContain("Vision Lab, 1 Example Street");
    }
    expect(text).toContain(letter.url);
    expect(new Set(links(html))).toEqual(new Set([letter.url]));
  });

  test.each(HOSTILE)("keeps untrusted text in its place: %j", (words) => {
    for (const letter of Object.values(LETTERS)) {
      const mail = render({ ...letter, name: words, operator: words });
      expect(readTags(joinPieces(mail.html)).tags.filter(({ name }) => !ALLOWED.includes(name))).toEqual([]);
      expect(mail.subject.length).toBeLessThanOrEqual(78);
    }
  });
});
