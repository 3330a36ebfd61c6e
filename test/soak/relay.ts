/** The other side of both channels: takes, refuses, answers late or not at all, by seed; and keeps a book of its own. */
import { sql } from "kysely";
import type { Db } from "../../src/db/open.ts";
import type { Channel, Parcel } from "../../src/domain/delivery/channel.ts";
import type { Outcome } from "../../src/domain/delivery/state.ts";
import type { Channels } from "../../src/pipeline/deliver-order.ts";
import { createMailRenderer } from "../../src/render/mail.ts";
import { renderSlack } from "../../src/render/slack.ts";
import type { Life } from "./mortal.ts";
import { draw, isWithin, type Plan } from "./plan.ts";

export interface Relay {
  /** As a living process sees them. */
  channelsFor(life: Life): Channels;
  /** Mailboxes that are gone. */
  gone: Set<string>;
  /** Answers that were not plain acceptances, by kind. */
  faults: Record<string, number>;
  handed: number;
  /** Writes what was taken into its book: outside of this process' memory. */
  writeBook(db: Db): Promise<void>;
}

export const BOOK = "create table book (address text not null, key text not null, part integer not null)";

const LANES = 5;
const RETRY_SECONDS = 900;

export async function openRelay(plan: Plan, now: () => number, mayGo: (address: string) => boolean): Promise<Relay> {
  const { renderMail } = await createMailRenderer();
  let taken: { address: string; key: string; part: number }[] = [];
  const relay: Omit<Relay, "channelsFor" | "writeBook"> = { gone: new Set(), faults: {}, handed: 0 };
  const fault = (kind: string, outcome: Outcome): Outcome => {
    relay.faults[kind] = (relay.faults[kind] ?? 0) + 1;
    return outcome;
  };

  /** What the other side says; null: it takes it. */
  function answer(via: string, { address, key, part }: Parcel<unknown>): Outcome | null {
    const down = isWithin(plan, via === "smtp" ? plan.relayDown : plan.slackDown, now());
    const pause = { seconds: RETRY_SECONDS, oneConnection: via === "smtp" };
    if (down) return fault("down", { state: "deferred", reason: "421 not now", relay: pause });
    if (via === "smtp" && isWithin(plan, plan.policy, now()) && draw(`policy ${key}`) < 0.5)
      return fault("policy", { state: "rejected", reason: "550 5.7.1 refused", policy: true });
    const chance = draw(`${plan.seed} ${key} ${part} ${now()}`);
    if (chance < 0.03) return fault("4xx", { state: "deferred", reason: "451 later" });
    if (chance < 0.04) return fault("5xx", { state: "rejected", reason: "554 refused" });
    if (chance < 0.045) return fault("unknown", { state: "unknown", reason: "the connection broke off" });
    if (via === "smtp" && chance > 0.999 && mayGo(address)) relay.gone.add(address);
    return null;
  }
  const answerOf = (via: string, parcel: Parcel<unknown>): Outcome | null => {
    const said = answer(via, parcel);
    return relay.gone.has(parcel.address) && said?.reason !== "421 not now"
      ? fault("gone", { state: "rejected", reason: "550 5.1.1 nobody", suppress: "nobody is there" })
      : said;
  };

  const way = <Content>(via: "smtp" | "slack", life: Life): Channel<Content> => ({
    via,
    concurrency: LANES,
    async send(parcel, mark) {
      life.pass("unmarked");
      const said = answerOf(via, parcel);
      const { address, key, part } = parcel;
      // Half of the answers come to the whole message, the others before it.
      if (said && said.state !== "unknown" && draw(`${key} ${now()} early`) < 0.5) return said;
      if (!(await mark())) return { state: "deferred", reason: "withdrawn before it was handed over" };
      life.pass("marked");
      const came = said === null || (said.state === "unknown" && draw(`${key} came`) < 0.5);
      if (came) {
        relay.handed++;
        taken.push({ address, key, part });
      }
      life.pass("handed");
      return said ?? { state: "accepted", receipt: `${via} ${key} ${part}` };
    },
    close: async () => {},
  });

  return Object.assign(relay, {
    channelsFor(life: Life): Channels {
      const smtp = way<never>("smtp", life);
      return {
        mailFor: () => smtp as never,
        mailWays: [smtp as never],
        slack: way("slack", life),
        renderMail,
        renderSlack,
        renderLetter: () => ({ subject: "", html: [], text: [] }),
        webhook: { via: "webhook", concurrency: 1, send: () => Promise.reject(new Error()), close: async () => {} },
      };
    },
    async writeBook(db: Db) {
      if (taken.length === 0) return;
      const rows = JSON.stringify(taken.splice(0));
      taken = [];
      await sql`insert into book select * from jsonb_to_recordset(${rows}::jsonb) as x(address text, key text, part integer)`.execute(
        db,
      );
    },
  });
}
