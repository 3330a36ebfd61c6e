/** Tokens of workspaces under seal, and what binds an installation to the browser that began it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isInstallState, makeInstallState, STATE_SECONDS } from "../../src/domain/workspace/install-state.ts";
import { seal, unseal } from "../../src/domain/workspace/seal.ts";
import { readSlackAddress } from "../../src/domain/workspace/workspace.ts";

const SECRET = "a secret of more than thirty-two characters";

describe("a sealed token", () => {
  it("opens with its secret and for its owner, and for nobody else", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const sealed = seal(SECRET, "T1 token", text);
        expect(sealed).toMatch(/^v1\.[\w-]+$/);
        expect(unseal(SECRET, "T1 token", sealed)).toBe(text.toWellFormed());
        expect(unseal(`${SECRET}!`, "T1 token", sealed)).toBeNull();
        expect(unseal(SECRET, "T2 token", sealed)).toBeNull();
        expect(unseal(SECRET, "T1 refresh", sealed)).toBeNull();
      }),
    );
  });

  it("is another each time, and is nothing once a letter of it is changed or cut off", () => {
    const sealed = seal(SECRET, "T1 token", "xoxb-1-2-3");
    expect(seal(SECRET, "T1 token", "xoxb-1-2-3")).not.toBe(sealed);
    for (let i = 0; i < sealed.length; i += 1) {
      const other = sealed[i] === "A" ? "B" : "A";
      const changed = sealed.slice(0, i) + other + sealed.slice(i + 1);
      // The last letter of base64 has bits that stand for nothing.
      if (i < sealed.length - 1) expect(unseal(SECRET, "T1 token", changed)).toBeNull();
      expect(unseal(SECRET, "T1 token", sealed.slice(0, i))).toBeNull();
    }
    for (const bad of ["", "v1.", "v2.AAAA", "xoxb-1-2-3"]) expect(unseal(SECRET, "T1 token", bad)).toBeNull();
  });
});

describe("what goes to Slack and comes back", () => {
  const NOW = 1_778_740_000;
  const state = makeInstallState(SECRET, NOW);

  it("is good for a quarter of an hour in the browser that began it", () => {
    expect(isInstallState(SECRET, state, state, NOW)).toBe(true);
    expect(isInstallState(SECRET, state, state, NOW + STATE_SECONDS)).toBe(true);
    expect(isInstallState(SECRET, state, state, NOW + STATE_SECONDS + 1)).toBe(false);
    expect(makeInstallState(SECRET, NOW)).not.toBe(state);
  });

  it.each([
    ["another browser, without a cookie", state, ""],
    ["a cookie of another attempt", state, makeInstallState(SECRET, NOW)],
    ["another secret", makeInstallState("another secret", NOW), makeInstallState("another secret", NOW)],
    [
      "a longer life than it was given",
      state.replace(/\.\d+\./, ".99999999999."),
      state.replace(/\.\d+\./, ".99999999999."),
    ],
    ["nothing", "", ""],
    ["half of it", state.split(".")[0] as string, state.split(".")[0] as string],
    ["a flood", "x".repeat(10_000), "x".repeat(10_000)],
  ])("is refused with %s", (_, sent, cookie) => {
    expect(isInstallState(SECRET, sent, cookie, NOW)).toBe(false);
  });
});

it("an address names its workspace, or the only one", () => {
  expect(readSlackAddress("T01/C02")).toEqual({ team: "T01", conversation: "C02" });
  expect(readSlackAddress("C02")).toEqual({ team: null, conversation: "C02" });
});
