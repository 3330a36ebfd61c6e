/** The relay of the configuration: down, back again, and one that is not this machine. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openProgram, type Program, SEEDS } from "../support/program.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

const LISTINGS = join(SEEDS, "listings");

describe("the relay", { timeout: 120_000 }, () => {
  let program: Program;
  let sink: SmtpSink;
  const run = (on: string, env: Record<string, string>) =>
    program.run(["run", "--on", on, "--json", "--now", `${on}T05:00:00Z`], env);
  beforeAll(async () => {
    program = await openProgram();
    sink = await openSmtpSink();
    const orders = ["ada@lab.example.org", "grace@example.org", "kim@example.org"].map((address) => ({
      address,
      topics: ["agent OR agents"],
    }));
    const file = await program.write("orders.jsonl", orders.map((order) => JSON.stringify(order)).join("\n"));
    expect(await program.run(["subscribe", "--file", file, "--now", "2026-05-13T12:00:00Z"])).toMatchObject({
      code: 0,
    });
    await program.run(["intake", "recorded", LISTINGS, "--to", "2026-05-13", "--now", "2026-05-14T05:00:00Z"]);
  }, 120_000);
  afterAll(async () => {
    await sink.close();
    await program.remove();
  });

  it("that is down fails the run with its cause and loses nothing: the next run delivers", async () => {
    const closed = await openSmtpSink();
    await closed.close();
    const down = await run("2026-05-14", { SMTP_URL: closed.url });
    expect(down.code).toBe(1);
    expect(down.json.stopped).toEqual([expect.stringMatching(/^email: the relay cannot be used: .*ECONNREFUSED/)]);
    expect(down.json.books.deliveries).toEqual({ deferred: 3 });
    const up = await run("2026-05-14", { SMTP_URL: sink.url });
    expect(up).toMatchObject({ code: 0, json: { digests: 0, deliveries: { accepted: 3 } } });
    expect(sink.accepted.map((mail) => mail.to).sort()).toEqual([
      "ada@lab.example.org",
      "grace@example.org",
      "kim@example.org",
    ]);
  });

  it("that is not this machine gets only addresses that MAIL_ALLOW names; the others go to the outbox", async () => {
    await program.run(["intake", "recorded", LISTINGS, "--from", "2026-05-14", "--now", "2026-05-15T05:00:00Z"]);
    const far = { SMTP_URL: "smtp://relay.invalid:25", MAIL_ALLOW: "*@lab.example.org" };
    const { code, json } = await run("2026-05-15", far);
    expect(code).toBe(1);
    expect(json.stopped).toEqual([expect.stringMatching(/^email: the relay cannot be used: .*relay\.invalid/)]);
    expect(json.books.deliveries).toEqual({ accepted: 2, deferred: 1 });
    const log = (await program.read("data/outbox/email/accepted.log")).trim().split("\n");
    expect(log.map((line) => JSON.parse(line).address).sort()).toEqual(["grace@example.org", "kim@example.org"]);
    expect(sink.accepted).toHaveLength(3);
  });

  it("that is not this machine gets everybody, once its readers can leave and reach who writes to them", async () => {
    await program.run(["intake", "recorded", LISTINGS, "--from", "2026-05-14", "--now", "2026-05-15T05:00:00Z"]);
    const trusted = {
      SMTP_URL: "smtp://relay.invalid:25",
      PAPERBOY_URL: "https://papers.example.org",
      PAPERBOY_SECRET: "a secret of more than thirty-two characters",
      PAPERBOY_ADDRESS: "Vision Lab, 1 Example Street",
    };
    const { PAPERBOY_ADDRESS: _, ...without } = trusted;
    expect((await run("2026-05-18", without)).json.stopped).toEqual([]); // all to the outbox
    expect((await run("2026-05-19", trusted)).json.stopped).toEqual([expect.stringMatching(/relay\.invalid/)]);
  });
});
