/** Records of a sending domain, judged as receivers judge them. */
import { describe, expect, it } from "vitest";
import { judgeDmarc, judgeMx, judgePtr, judgeSpf, listDmarcDomains } from "../../src/domain/delivery/mail-domain.ts";

const D = "lab.example.org";
const includes = (count: number) => Array.from({ length: count }, (_, i) => `include:s${i}.example`).join(" ");

describe("SPF", () => {
  it.each([
    [["v=spf1 include:relay.example -all"], "ok", /include:relay/],
    [["google-site-verification=x", "v=spf1 mx ~all"], "ok", /mx/],
    [["v=spf1 redirect=_spf.example"], "ok", /redirect/],
    [[`v=spf1 ${includes(10)} -all`], "ok", /include/],
    [null, "warn", /could not be looked up/],
    [["v=spf1 mx ?all"], "warn", /says nothing of other senders/],
    [["v=spf1 mx"], "warn", /says nothing of other senders/],
    [[], "fail", /no SPF record/],
    [["v=spf10 -all"], "fail", /no SPF record/],
    [["v=spf1 -all", "v=spf1 mx -all"], "fail", /2 SPF records/],
    [["v=spf1 +all"], "fail", /lets everybody send/],
    [["v=spf1 all"], "fail", /lets everybody send/],
    [[`v=spf1 ${includes(8)} a mx exists:%{i}.x -all`], "fail", /asks for 11 look-ups/],
  ])("%j is %s", (records, state, says) => {
    expect(judgeSpf(D, records)).toEqual({ state, says: expect.stringMatching(says) });
  });
});

describe("DMARC", () => {
  const PARENTS: [string, string[] | null][] = [["example.org", []]];
  it.each([
    [["v=DMARC1; p=none"], false, "ok", /p=none/],
    [["v=DMARC1; sp=none; p=reject; rua=mailto:a@b"], true, "ok", /p=reject/],
    [["v=DMARC1;p=quarantine"], false, "warn", /not signed by us/],
    [null, true, "warn", /could not be looked up/],
    [[], true, "fail", /no DMARC record.*_dmarc\.lab\.example\.org/],
    [["v=DMARC1; rua=mailto:a@b"], true, "fail", /no policy/],
    [["v=DMARC1; p=nothing"], true, "fail", /no policy/],
    [["v=DMARC1; p=none", "v=DMARC1; p=reject"], true, "fail", /2 DMARC records/],
  ])("%j is judged", (records, signed, state, says) => {
    const all = new Map<string, string[] | null>([...PARENTS, [D, records]]);
    expect(judgeDmarc(D, all, signed)).toEqual({ state, says: expect.stringMatching(says) });
  });

  it("is looked for at the domain and its parents, eight names at most, and not at the top", () => {
    expect(listDmarcDomains(D)).toEqual([D, "example.org"]);
    expect(listDmarcDomains("example.org")).toEqual(["example.org"]);
    expect(listDmarcDomains("localhost")).toEqual(["localhost"]);
    const deep = listDmarcDomains("a.b.c.d.e.f.g.h.i.j");
    expect([deep[1], deep.at(-1), deep.length]).toEqual(["d.e.f.g.h.i.j", "i.j", 7]);
  });

  it.each([
    ["a parent's", { "example.org": ["v=DMARC1; p=none"] }, "ok", /^p=none, of example\.org$/],
    [
      "a parent's, of its subdomains",
      { "example.org": ["v=DMARC1; p=none; sp=reject"] },
      "warn",
      /^sp=reject, of example\.org/,
    ],
    [
      "its own before a parent's",
      { [D]: ["v=DMARC1; p=none"], "example.org": ["v=DMARC1; p=reject"] },
      "ok",
      /^p=none$/,
    ],
    [
      "its own, where a parent could not be asked",
      { [D]: ["v=DMARC1; p=none"], "example.org": null },
      "ok",
      /^p=none$/,
    ],
    ["a parent that could not be asked", { "example.org": null }, "warn", /^_dmarc\.example\.org could not be/],
    ["a registry's", { "example.org": ["v=DMARC1; p=reject; psd=y"] }, "fail", /has no DMARC record/],
    ["two of a parent", { "example.org": ["v=DMARC1; p=none", "v=DMARC1; p=none"] }, "fail", /^example\.org has 2/],
  ])("takes %s", (_, records, state, says) => {
    const all = new Map<string, string[] | null>([[D, []], ...PARENTS, ...Object.entries(records)]);
    expect(judgeDmarc(D, all, false)).toEqual({ state, says: expect.stringMatching(says) });
  });

  it("takes the parent that is nearest to the top, or the one that says it is the last", () => {
    const at = (records: Record<string, string>) =>
      judgeDmarc(
        "a.b.c.example",
        new Map(listDmarcDomains("a.b.c.example").map((name) => [name, name in records ? [records[name] ?? ""] : []])),
        true,
      ).says;
    expect(at({ "b.c.example": "v=DMARC1; p=none", "c.example": "v=DMARC1; p=reject" })).toBe("p=reject, of c.example");
    expect(at({ "b.c.example": "v=DMARC1; p=none; psd=n", "c.example": "v=DMARC1; p=reject" })).toBe(
      "p=none, of b.c.example",
    );
    expect(at({ "b.c.example": "v=DMARC1; p=none", "c.example": "v=DMARC1; p=reject; psd=y" })).toBe(
      "p=none, of b.c.example",
    );
  });
});

it("replies need a host that takes them", () => {
  const judge = (hosts: string[] | null, addresses: string[] | null = []) =>
    judgeMx(D, { hosts, addresses }, "replies");
  expect(judge(["mx.lab.example.org"])).toEqual({ state: "ok", says: "replies reach mx.lab.example.org" });
  expect(judge([])).toMatchObject({ state: "fail", says: expect.stringContaining("neither an MX record nor") });
  expect(judge([], ["192.0.2.1"])).toMatchObject({
    state: "warn",
    says: expect.stringContaining("192.0.2.1 (RFC 5321"),
  });
  expect(judge([], null)).toMatchObject({ state: "warn", says: expect.stringContaining("could not be looked up") });
  expect(judge([""], ["192.0.2.1"])).toMatchObject({ state: "fail", says: expect.stringContaining("takes no mail") });
  expect(judge(null).state).toBe("warn");
});

it("a relay's address has a name that leads back to it", () => {
  expect(judgePtr("192.0.2.1", ["a.example", "b.example"], ["b.example"])).toEqual({
    state: "ok",
    says: "192.0.2.1 is b.example, and back",
  });
  expect(judgePtr("192.0.2.1", ["a.example"], [])).toMatchObject({
    state: "warn",
    says: expect.stringContaining("does not lead back"),
  });
  expect(judgePtr("192.0.2.1", [], [])).toMatchObject({ state: "warn", says: expect.stringContaining("no name") });
  const unasked = { state: "warn", says: expect.stringContaining("could not be looked up") };
  expect(judgePtr("192.0.2.1", null, [])).toMatchObject(unasked);
  expect(judgePtr("192.0.2.1", ["a.example"], null)).toMatchObject(unasked);
});
