/** Feeds a channel's lanes: claims in batches, with what they show, and claims the next batch while this one is sent. */
import { type Claim, claimDeliveries } from "../db/deliveries.ts";
import type { Db } from "../db/open.ts";
import type { Channel, DeliveryChannel, WebhookContent } from "../domain/delivery/channel.ts";
import type { CardStore, FrozenDigest } from "./card-store.ts";
import { createLaneQueue } from "./lane-queue.ts";
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
  /** To be told of each lane that `next` gave, however it ended. */
  leave(lane: Lane): void;
  /** Nothing is claimed or given out any more; what is claimed and not begun is given out by `drain`. */
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
  groups: Channel<never>["groups"];
  cards: CardStore;
  /** The most to claim at once. */
  batch: number;
  /** Of claims, those that the rates do not let go now. */
  reserve(claims: Claim[]): Promise<Claim[]>;
}

const GROUPS_ASKED_EVERY_MS = 500;

export function createFeed(db: Db, order: FeedOrder): Feed {
  const { channel, owner, cards, groups } = order;
  const ready = createLaneQueue(groups);
  const over: Claim[] = [];
  let filling: Promise<void> | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  let exhausted = false;
  let ended = false;
  let claimed = 0;
  /** Of lanes that wait for another to be left. */
  const waiting: (() => void)[] = [];

  async function fill(): Promise<void> {
    askedAt = performance.now();
    const share = groups ? { most: 2 * groups.most, enough: ready.listFull(groups.most) } : null;
    const taken = await claimDeliveries(db, channel, owner, order.now(), order.batch, share);
    claimed += taken.length;
    const surplus = taken.length > 0 ? await order.reserve(taken) : [];
    over.push(...surplus);
    const all = taken.length === 0 && (share === null || share.enough.length === 0);
    if (all || surplus.length > 0) exhausted = true;
    const claims = surplus.length > 0 ? taken.filter((claim) => !surplus.includes(claim)) : taken;
    const loaded = await loadShown(db, claims, cards);
    if (channel !== "slack") for (const each of loaded) ready.add([each]);
    else for (const lane of Map.groupBy(loaded, ({ claim }) => claim.address_key).values()) ready.add(lane);
  }

  const refill = (): Promise<void> => {
    filling ??= fill().finally(() => {
      filling = null;
      tell();
    });
    return filling;
  };
  /** Of groups often, and little of each: what becomes due of a small one meanwhile does not wait for a large one. */
  const isWanted = (): boolean =>
    groups ? ready.size() === 0 || performance.now() - askedAt >= GROUPS_ASKED_EVERY_MS : ready.size() < order.lanes;
  const tell = () => {
    for (const each of waiting.splice(0)) each();
  };
  const change = () => new Promise<void>((resolve) => waiting.push(resolve));

  return {
    async next() {
      while (!ended) {
        const lane = ready.take();
        const wanted = !exhausted && isWanted();
        if (lane !== null) {
          if (wanted && !filling) refill().catch(() => {}); // asked for again when it is needed
          return lane;
        }
        if (wanted) await refill();
        else if (ready.size() > 0) await change();
        else return null;
      }
      return null;
    },
    leave(lane) {
      ready.leave(lane);
      tell();
    },
    end() {
      ended = true;
      tell();
    },
    async drain() {
      await filling?.catch(() => {}); // what is being claimed is given back too
      return [...ready.drain().flatMap((lane) => lane.map((each) => each.claim)), ...over.splice(0)];
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
