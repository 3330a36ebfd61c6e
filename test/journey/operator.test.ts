/** The operator's commands: what became of a run, resending, recovering, and a reader's settings. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openProgram, type Program, SEEDS } from "../support/program.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

const MORNING = "2026-05-14T05:00:00Z";

describe("the operator", { timeout: 180_000 }, () => {
  let program: Program;
  let sink: SmtpSink;
  const at = (now: string, ...args: string[]) => program.run([...args, "--now", now], { SMTP_URL: sink.url });
  beforeAll(async () => {
    sink = await openSmtpSink();
    program = await openProgram();
    const orders = [
      { address: "ada@example.org", topics: ["agent OR agents", "model OR models"] },
      { address: "-x@example.org", topics: ["*"] },
      { address: "lost@example.org", topics: ["*"] },
      { address: "quiet@example.org", topics: ['"nothing is ever called this"'] },
    ];
    const file = await program.write("orders.jsonl", orders.map((order) => JSON.stringify(order)).join("\n"));
    await at("2026-05-13T12:00:00Z", "subscribe", "--file", file);
    await at(MORNING, "intake", "recorded", join(SEEDS, "listings"), "--to", "2026-05-13");
    sink.answer = (to) => {
      if (to.startsWith("-x")) return { at: "rcpt", code: 550, text: "=HYPERLINK(1) 5.7.1 refused" };
      return to.startsWith("lost") ? { drop: "after dot" } : undefined;
    };
    await at(MORNING, "run", "--on", "2026-05-14");
    sink.answer = () => undefined;
  }, 180_000);
  afterAll(async () => {
    await program.remove();
    await sink.close();
  });

  it("sees what became of the last runs, and of one with its reasons and balance", async () => {
    const list = await at(MORNING, "status", "--json");
    expect(list.code).toBe(0);
    expect(list.json.runs).toMatchObject([
      {
        on: "2026-05-14",
        books: { planned: 4, digests: 3, notes: 1, silent: 0 },
        messages: { accepted: 2, rejected: 1, unknown: 1, open: 0 },
        outbox: 0,
        imbalance: [],
      },
    ]);
    const words = await at("2026-05-14T09:00:00Z", "status");
    expect(words.stdout).toMatch(/^run +date +planned +digests +notes +silent +missed +accepted/m);
    expect(words.stdout).toMatch(/^source +huggingface read Thu 14 May 05:00 UTC: partial, 31 listings$/m);
    const one = await at(MORNING, "status", "--run", "2026-05-14");
    expect(one.code).toBe(0);
    expect(one.stdout).toMatch(/^planned +4 = 3 digests with \d+ papers \+ 1 quiet note \+ 0 silent$/m);
    expect(one.stdout).toMatch(/^went +4 = 2 accepted \+ 1 rejected \+ 1 unknown$/m);
    expect(one.stdout).toMatch(/The books balance/);
    expect(one.stdout).toMatch(/1 +rejected +550 =HYPERLINK/);
    expect(await at(MORNING, "status", "--run", "2026-05-20")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/There is no run "2026-05-20".*paperboy status/),
    });
  });

  it("exports who and why, safe for a spreadsheet, and whole", async () => {
    const csv = await at(MORNING, "status", "--run", "1", "--export", "run.csv", "--json");
    expect(csv).toMatchObject({ code: 0, json: { exported: { file: "run.csv", rows: 4 } } });
    const lines = (await program.read("run.csv")).trimEnd().split("\r\n");
    expect(lines[0]).toBe('"address","channel","date","kind","part","state","via","reason","receipt","cause","at"');
    expect(lines.find((line) => line.includes("x@example"))).toMatch(
      /^"'-x@example.org","email","2026-05-14","digest","0","rejected","smtp","550 /,
    );
    expect(lines.find((line) => line.startsWith('"quiet@'))).toMatch(
      /"quiet","0","accepted","smtp","","[^"]+","Nothing matched your topic/,
    );
    await at(MORNING, "status", "--run", "1", "--export", "run.json");
    const rows = JSON.parse(await readFile(join(program.folder, "run.json"), "utf8"));
    expect(rows.map((row: { state: string }) => row.state).sort()).toEqual([
      "accepted",
      "accepted",
      "rejected",
      "unknown",
    ]);
    expect(await at(MORNING, "status", "--export", "run.csv")).toMatchObject({ code: 2 });
    expect(await at(MORNING, "status", "--run", "1", "--export", "no/where.csv")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no\/where\.csv cannot be written/),
    });
  });

  it("resends what is unknown and what was refused, and recovers", async () => {
    const accepted = sink.accepted.length;
    const dry = await at("2026-05-14T06:00:00Z", "resend", "--run", "2026-05-14", "--only", "unknown", "--dry-run");
    expect(dry.stdout).toMatch(/^1 unknown delivery to hand over again\.\nNothing was changed\.$/m);
    const unknown = await at("2026-05-14T06:00:00Z", "resend", "--run", "2026-05-14", "--only", "unknown", "--json");
    expect(unknown).toMatchObject({ code: 0, json: { unknown: 1, deliveries: { accepted: 1 }, imbalance: [] } });
    expect(unknown.stderr).toMatch(/^1 delivery of which nobody can tell.*may come twice/m);
    const twice = sink.accepted.filter((mail) => mail.to === "lost@example.org");
    expect(twice).toHaveLength(2);
    expect(twice[0]).toEqual(twice[1]); // recognisably the same mail
    const missed = await at("2026-05-14T06:00:00Z", "resend", "--run", "1", "--only", "missed", "--json");
    expect(missed).toMatchObject({ code: 0, json: { again: 1, deliveries: { accepted: 1 } } });
    expect(sink.accepted).toHaveLength(accepted + 2);
    const recovered = await at("2026-05-14T07:00:00Z", "recover", "--json");
    expect(recovered).toMatchObject({ code: 0, json: { again: 0, unknown: 0, missed: 0, imbalance: [] } });
    expect((await at("2026-05-14T07:00:00Z", "recover")).stdout).toBe("There was nothing to recover.\n");
    expect((await at(MORNING, "resend", "--run", "1", "--only", "all")).code).toBe(2);
  });

  it("sets a reader's hour and is told what follows", async () => {
    const set = await at(
      "2026-05-14T12:00:00Z",
      "subscriber",
      "set",
      "ada@example.org",
      "--at",
      "9:00",
      "--quiet",
      "never",
    );
    expect(set.code).toBe(0);
    expect(set.stdout).toMatch(/^All 2 topics now come at 09:00 UTC \(was 08:00 UTC\)\.$/m);
    expect(set.stdout).toMatch(/^Not paused: the next date is Fri 15 May\.$/m);
    const paused = await at(
      "2026-05-14T12:00:00Z",
      "subscriber",
      "set",
      "ada@example.org",
      "--pause-until",
      "2026-06-01",
      "--json",
    );
    expect(paused.json).toMatchObject({ at: "09:00", pausedUntil: "2026-06-01", quiet: "never", topics: 2 });
    const endless = ["--pause-until", "9999-12-31"];
    const slept = await at("2026-05-14T12:00:00Z", "subscriber", "set", "ada@example.org", ...endless);
    expect(slept.stdout).toMatch(/^Paused until the reader resumes; --resume ends it\.$/m);
    expect(slept.stdout).not.toContain("9999");
    const nobody = await at(MORNING, "subscriber", "set", "nobody@example.org");
    expect(nobody).toMatchObject({ code: 2, stderr: "nobody@example.org is not subscribed.\n" });
  });
});
