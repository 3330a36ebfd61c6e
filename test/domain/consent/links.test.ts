/** Addresses in mails: each names its reader by a token of its purpose, and holds nothing that a header could break at. */
import { expect, it, test } from "vitest";
import { createLinks, createReturnPath } from "../../../src/domain/consent/links.ts";
import { readToken } from "../../../src/domain/consent/token.ts";

const SECRET = "a secret of thirty-two characters";
const lastPart = (url: string) => url.slice(url.lastIndexOf("/") + 1);

it("makes each link for its purpose alone", () => {
  const links = createLinks("https://papers.example.org", SECRET);
  expect(links.home).toBe("https://papers.example.org/");
  const made = [
    ["leave", links.leave(7)],
    ["preferences", links.preferences(7)],
    ["leave-topic", links.leaveTopic(7)],
    ["own", links.own(7)],
  ] as const;
  for (const [purpose, url] of made) {
    expect(url).toMatch(new RegExp(`^https://papers\\.example\\.org/${purpose}/[a-z2-7]{36}$`));
    for (const [other] of made) expect(readToken(SECRET, other, lastPart(url))).toBe(other === purpose ? 7 : null);
  }
});

it("invites to the front page, by a token that is good for nothing else", () => {
  const [home, token = ""] = createLinks("https://example.org/papers", SECRET).invite(7).split("?invite=");
  expect(home).toBe("https://example.org/papers/");
  expect([readToken(SECRET, "invite", token), readToken(SECRET, "confirm", token)]).toEqual([7, null]);
});

test.each([
  ["https://papers.example.org/", "https://papers.example.org/"],
  ["https://example.org/papers//", "https://example.org/papers/"],
  ["https://me:secret@example.org:8443/a?b=<c>#d", "https://example.org:8443/a/"],
  ["https://bücher.example/ä>", "https://xn--bcher-kva.example/%C3%A4%3E/"],
])("takes %s as %s", (given, home) => {
  const links = createLinks(given, SECRET);
  expect(links.home).toBe(home);
  expect(links.leave(1)).toMatch(/^[!-;=?-~]+$/);
  expect(links.leave(1).startsWith(`${home}leave/`)).toBe(true);
});

it("names a delivery in the return path, within the 64 octets of a local part", () => {
  const returnPath = createReturnPath("bounces@lab.example.org", SECRET);
  const [, local = "", token = ""] = /^((?:bounces)\+([a-z2-7]{36}))@lab\.example\.org$/.exec(returnPath(42)) ?? [];
  expect(readToken(SECRET, "bounce", token)).toBe(42);
  expect(local.length).toBeLessThanOrEqual(64);
});
