/** Records of a sending domain, judged as receivers judge them. */
import { describe, expect, it } from "vitest";
import { judgeDmarc, judgeMx, judgePtr, judgeSpf } from "../../src/domain/delivery/mail-domain.ts";

const D = "lab.example.org";
const includes = (count: number) => Array.from({ length: count }, (_, i) => `include:s${i}.example`).join(" ");

describe("SPF", () => {
  it.each([
    [["v=spf1 include:relay.example -all"], "ok", /include:relay/],
    [["google-site-verification=x", "v=spf1 mx ~all"], "ok", /mx/],
    [["v=spf1 redirect=_spf.example"], "ok", /redirect/],
    [[`v=spf1 ${includes(10)} -all`], "ok", /include/],
    [null, "warn", /could not be looked up/],
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
    expect(judgeDmarc(D, records, signed)).toEqual({ state, says: expect.stringMatching(says) });
  });
});

it("replies need a host that takes them", () => {
  expect(judgeMx(D, ["mx.lab.example.org"], "replies")).toEqual({
    state: "ok",
    says: "replies reach mx.lab.example.org",
  });
  expect(judgeMx(D, [], "replies").state).toBe("fail");
  expect(judgeMx(D, [""], "bounces")).toMatchObject({ state: "fail", says: expect.stringContaining("takes no mail") });
  expect(judgeMx(D, null, "replies").state).toBe("warn");
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
});
