/** The operator invites: a link is made, listed and taken back on the command line. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readToken } from "../../src/domain/consent/token.ts";
import { SECRET } from "../support/pages.ts";
import { openProgram, type Program } from "../support/program.ts";

const MORNING = "2026-05-14T05:00:00Z";

describe("invitations on the command line", { timeout: 120_000 }, () => {
  let program: Program;
  const at = (now: string, ...args: string[]) => program.run([...args, "--now", now]);
  beforeAll(async () => {
    program = await openProgram({
      PAPERBOY_SECRET: SECRET,
      PAPERBOY_URL: "https://papers.example.org",
      SIGNUP: "invite",
    });
  });
  afterAll(() => program.remove());

  it("gives out a link, lists it with its state, and takes it back once", async () => {
    expect((await at(MORNING, "invitations", "list")).stdout).toContain("Nobody is invited");
    const made = await at(MORNING, "invite", "--uses", "3", "--days", "30", "--note", "the  vision\u001b[31m lab");
    expect(made).toMatchObject({ code: 0, stderr: "" });
    const [link = "", says] = made.stdout.split("\n");
    const token = /^https:\/\/papers\.example\.org\/\?invite=([a-z2-7]{36})$/.exec(link)?.[1] ?? "";
    expect(readToken(SECRET, "invite", token)).toBe(1);
    expect(says).toBe("Invitation 1: good for 3 readers until 2026-06-13 05:00 UTC.");
    const usual = await at(MORNING, "invite", "--json");
    expect(usual.json).toEqual({
      id: 2,
      link: expect.stringContaining("/?invite="),
      uses: 1,
      expiresAt: "2026-05-28T05:00:00Z",
      note: null,
    });

    expect((await at(MORNING, "invitations", "revoke", "2")).stdout).toContain("Invitation 2 is taken back");
    const again = await at(MORNING, "invitations", "revoke", "2", "--json");
    expect(again).toMatchObject({ code: 0, json: { id: 2, revoked: true, before: true } });
    const list = await at("2026-06-14T05:00:00Z", "invitations", "list");
    expect(list.stdout).toMatch(/^id +used +until \(UTC\) +state +note$/m);
    expect(list.stdout).toMatch(/^ *1 +0 of 3 +2026-06-13T05:00 +expired +the vision \[31m lab$/m);
    expect(list.stdout).toMatch(/^ *2 +0 of 1 +2026-05-28T05:00 +revoked$/m);
    const { json } = await at(MORNING, "invitations", "list", "--limit", "2", "--json");
    expect(json).toMatchObject({
      count: 2,
      invitations: [
        { id: 2, state: "revoked" },
        { id: 1, link, state: "good" },
      ],
    });
  });

  it.each([
    [["invite", "--uses", "0"], 2, /--uses: "0" is not a whole number from 1 to 10000/],
    [["invite", "--days", "soon"], 2, /--days: "soon" is not a whole number/],
    [["invite", "--note", "x".repeat(201)], 2, /--note: 200 characters are the most/],
    [["invitations", "revoke", "first"], 2, /id: "first" is not a whole number/],
    [["invitations", "revoke", "99"], 1, /There is no invitation 99\. See: paperboy invitations list/],
  ])("%j is refused in words", async (args, code, says) => {
    expect(await at(MORNING, ...args)).toMatchObject({ code, stderr: expect.stringMatching(says) });
  });

  it("says what is missing: the pages' address, or SIGNUP=invite; and a slip in SIGNUP is told", async () => {
    expect(await program.run(["invite"], { PAPERBOY_URL: "" })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("set PAPERBOY_URL"),
    });
    expect((await program.run(["invite"], { SIGNUP: "closed" })).stdout).toContain(
      "It is of no use while SIGNUP is closed: set SIGNUP=invite.",
    );
    expect(await program.run(["invite"], { SIGNUP: "invites" })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("SIGNUP must be open, closed, invite, or domains:"),
    });
  });
});
