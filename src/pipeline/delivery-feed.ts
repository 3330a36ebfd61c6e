/** Feeds a channel's lanes: claims in batches, with what they show, and claims the next batch while this one is sent. */
import { type Claim, claimDeliveries } from "../db/deliveries.ts";
import type { Db } from "../db/open.ts";
import type { DeliveryChannel, WebhookContent } from "../domain/delivery/channel.ts";
import type { CardStore, FrozenDigest } from "./card-store.ts";
import { type AskedLetter, loadLetters } from "./letters.ts";
import { loadWebhooks } from "./webhooks.ts";

/** What one lane does in a row: a mail, or all that is due to one conversation. */
export type Lane = { claim: Claim; shown: Shown }[];

/** What a message says: a digest or a letter; null where that is gone. */
export type Shown =
  | { kind: "digest"; digest: FrozenDigest }
  | { kind: "letter"; letter: AskedLetter }
  | { kind: "webhook"; content: WebhookContent }
  | null;

export interface Feed {
  /** Null when nothing is due, or when the feed was ended. */
  next(): Promise<Lane | null>;
  /** No batch is claimed any more; what is claimed and not begun is given out by `drain`. */
  end(): void;
  drain(): Promise<Claim[]>;
  /** Claims so far. */
  claimed(): number;
}

export interface FeedOrder {
  channel: DeliveryChannel;
  owner: string;
  now: () => string;
  /** How many lanes take from it: the next batch is claimed when so few are left. */
  lanes: number;
  cards: CardStore;
  /** The most to claim at once. */
  batch: number;
  /** Of claims, those that the rates do not let go now. */
  reserve(claims: Claim[]): Promise<Claim[]>;
}

export function createFeed(db: Db, order: FeedOrder): Feed {
  const { channel, owner, cards } = order;
  const ready: Lane[] = [];
  const over: Claim[] = [];
  let filling: Promise<void> | null = null;
  let ended = false;
  let claimed = 0;

  async function fill(): Promise<void> {
    const taken = await claimDeliveries(db, channel, owner, order.now(), order.batch);
    claimed += taken.length;
    const surplus = taken.length > 0 ? await order.reserve(taken) : [];
    over.push(...surplus);
    if (taken.length === 0 || surplus.length > 0) ended = true;
    const claims = surplus.length > 0 ? taken.filter((claim) => !surplus.includes(claim)) : taken;
    const loaded = await loadShown(db, claims, cards);
    if (channel !== "slack") ready.push(...loaded.map((each) => [each]));
    else ready.push(...Map.groupBy(loaded, ({ claim }) => claim.address_key).values());
  }

  const refill = (): Promise<void> => {
    filling ??= fill().finally(() => {
      filling = null;
    });
    return filling;
  };

  return {
    async next() {
      while (ready.length === 0 && !ended) await refill();
      const lane = ready.shift() ?? null;
      if (ready.length < order.lanes && !ended && !filling) refill().catch(() => {}); // asked for again when it is needed
      return lane;
    },
    end() {
      ended = true;
    },
    async drain() {
      await filling?.catch(() => {}); // what is being claimed is given back too
      return [...ready.splice(0).flatMap((lane) => lane.map((each) => each.claim)), ...over.splice(0)];
    },
    claimed: () => claimed,
  };
}

async function loadShown(db: Db, claims: Claim[], cards: CardStore): Promise<Lane> {
  const digests = await cards.getDigests(db, [...new Set(claims.flatMap((claim) => claim.digest_id ?? []))]);
  const webhooks = await loadWebhooks(db, claims);
  const letters = await loadLetters(
    db,
    claims.filter((claim) => claim.digest_id === null),
  );
  return claims.map((claim) => {
    if (claim.digest_id === null) {
      const content = webhooks.get(claim);
      if (content) return { claim, shown: { kind: "webhook", content } };
      const letter = letters.get(claim);
      return { claim, shown: letter ? { kind: "letter", letter } : null };
    }
    const digest = digests.get(claim.digest_id);
    if (!digest) throw new Error(`digest ${claim.digest_id} of delivery ${claim.id} is missing`);
    return { claim, shown: { kind: "digest", digest } };
  });
}

/** Waits for all lanes' work, whatever becomes of one; then throws the first failure. */
export async function allEnd(work: Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((each) => each.status === "rejected");
  if (failed) throw failed.reason;
}
