/** What every story of a crash starts from: readers who are due, papers that are read, and gates that the test may shut. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cluster, MIGRATED } from "../support/postgres-cluster.ts";
import { startChild } from "../support/processes.ts";
import { SEEDS } from "../support/program.ts";

export const PROGRAM = join(import.meta.dirname, "../../bin/paperboy.js");
/** Enough for a server and three commands on a machine that has other things to do. */
export const MAKING_MS = 180_000;
export const BASE = "story_base";

const TOPICS = ["*", "agent OR agents", "video", "reasoning", '"nothing is ever called this"', "data"];

/** A database in which so many readers have been due for twelve hours, and will be in twelve. */
export async function makeBase(cluster: Cluster, readers: number, name = BASE, who: Who = mailboxes): Promise<void> {
  await cluster.copy(name, MIGRATED);
  const folder = await mkdtemp(join(tmpdir(), "paperboy-base-"));
  await prepare({ PAPERBOY_DATA: folder, DATABASE_URL: cluster.urlOf(name) }, folder, readers, who);
  await cluster.query(name, "update source set active = false"); // no story asks other people's servers
  await cluster.query(name, GATES);
  await rm(folder, { recursive: true });
}

/** The reader of that number. */
export type Who = (i: number) => { address: string; topics: string[] };

const mailboxes: Who = (i) => ({
  address: `reader${i}@example.org`,
  topics: [TOPICS[i % TOPICS.length] as string],
});

export async function prepare(
  env: Record<string, string>,
  folder: string,
  readers: number,
  who: Who = mailboxes,
): Promise<void> {
  const now = Temporal.Now.instant();
  const hour = now.toZonedDateTimeISO("UTC").add({ hours: 12 }).hour;
  const lines = Array.from({ length: readers }, (_, i) =>
    JSON.stringify({ ...who(i), zone: "UTC", at: `${String(hour).padStart(2, "0")}:00` }),
  );
  const file = join(folder, "readers.jsonl");
  await writeFile(file, lines.join("\n"));
  await call(env, ["subscribe", "--file", file, "--now", now.subtract({ hours: 20 }).toString()]);
  const read = ["intake", "recorded", join(SEEDS, "listings"), "--to", "2026-05-13"];
  await call(env, [...read, "--now", now.subtract({ hours: 19 }).toString()]);
}

async function call(env: Record<string, string>, args: string[]): Promise<void> {
  const child = startChild(PROGRAM, args, { TZ: "UTC", ...env });
  const code = await child.ended;
  if (code !== 0) throw new Error(`paperboy ${args[0]} ended with ${code}: ${child.errors()}`);
}

/** While a gate's name stands in `gate`, whoever comes to that step waits in the server, asleep. */
const GATES = `
  create table gate (step text primary key);
  create function wait_at_gate() returns trigger language plpgsql as $$
  begin
    while exists (select from gate where step = tg_argv[0]) loop perform pg_sleep(0.02); end loop;
    return new;
  end $$;
  create trigger gate_compile before insert on digest for each row execute function wait_at_gate('compile');
  create trigger gate_claim before update on delivery for each row
    when (old.state = 'pending' and new.state = 'claimed') execute function wait_at_gate('claim');
  create trigger gate_mark before update on delivery for each row
    when (old.state = 'claimed' and new.state = 'dotted') execute function wait_at_gate('mark');
  create trigger gate_settle before update on delivery for each row
    when (new.state = 'accepted' and old.state <> 'accepted') execute function wait_at_gate('settle');
  create trigger gate_recover before update on delivery for each row
    when ((old.state = 'dotted' and new.state = 'unknown') or (old.state = 'claimed' and new.state = 'pending'))
    execute function wait_at_gate('recover');`;
