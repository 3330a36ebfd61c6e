/** `paperboy subscriber key`: a key made, listed and revoked by the operator. */
import { expect, it, onTestFinished } from "vitest";
import { openProgram } from "../support/program.ts";

it("makes a key of the API for a reader, lists it without showing it, and revokes it once", async () => {
  const program = await openProgram();
  onTestFinished(() => program.remove());
  const key = (...args: string[]) => program.run(["subscriber", "key", "ada@example.org", ...args, "--json"]);
  expect(await key()).toMatchObject({ code: 1, stderr: expect.stringContaining("is not subscribed") });
  await program.run(["subscribe", "ada@example.org", "--topic", "robots"]);
  const made = await key();
  expect(made.json).toMatchObject({ id: 1, key: expect.stringMatching(/^pbk_[a-z2-7]{36}$/) });
  const listed = await key("--list");
  expect(listed.json).toMatchObject({ keys: [{ id: 1, madeOn: expect.any(String) }] });
  expect(listed.stdout).not.toContain("pbk_");
  expect((await key("--revoke", "1")).json).toMatchObject({ revoked: 1 });
  expect(await key("--revoke", "1")).toMatchObject({ code: 1, stderr: expect.stringContaining("has no key 1") });
  expect((await key("--revoke", "one")).code).toBe(2);
  expect((await key("--list")).json).toMatchObject({ keys: [] });
}, 120_000);
