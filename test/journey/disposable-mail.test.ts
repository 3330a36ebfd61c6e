/** Subscribing an address that will end, on the command line: warned of on stderr and subscribed all the same. */
import { disposableEmailBlocklist } from "disposable-email-domains-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openProgram, type Program } from "../support/program.ts";

describe("an address that ends after a while", { timeout: 120_000 }, () => {
  let program: Program;
  beforeAll(async () => {
    program = await openProgram();
  });
  afterAll(() => program.remove());
  const subscribe = (...args: string[]) => program.run(["subscribe", ...args, "--json"]);
  const WARNING =
    "Warning: mailinator.com gives addresses that end after a while; digests that come back end the subscription. Use a lasting one if you can.";

  it("is warned of on stderr and subscribed; a lasting one is not warned of", async () => {
    expect(await subscribe("ada@mailinator.com", "--topic", "*", "--no-try")).toMatchObject({
      code: 0,
      stderr: `${WARNING}\n`,
      json: { subscribers: 1 },
    });
    expect(await subscribe("ada@example.org", "--topic", "*", "--no-try")).toMatchObject({ code: 0, stderr: "" });
    expect((await program.run(["subscribers", "--json"])).json.count).toBe(2);
  });

  it("of a file is told once a domain, with how many, and ten domains at most", async () => {
    const addresses = ["a@mailinator.com", "b@x.mailinator.com", "c@example.org"];
    const others = disposableEmailBlocklist().filter((domain) => domain !== "mailinator.com");
    addresses.push(...others.slice(0, 11).map((domain) => `d@${domain}`));
    const orders = addresses.map((address) => JSON.stringify({ address, topics: ["*"] })).join("\n");
    const { code, stderr, json } = await subscribe("--file", await program.write("orders.jsonl", orders));
    expect([code, json.orders]).toEqual([0, addresses.length]);
    const lines = stderr.trimEnd().split("\n");
    expect(lines[0]).toBe(`${WARNING} (2 addresses of it)`);
    expect(lines).toHaveLength(11);
    expect(lines[10]).toBe("Warning: … and 2 more domains of that kind.");
  });
});
