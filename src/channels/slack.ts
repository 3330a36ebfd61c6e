/** Slack as a channel: each workspace by its own token and at its own pace, and none stopped by the trouble of another. */
import { setTimeout } from "node:timers/promises";
import { LogLevel, WebClient } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import type { Channel, Parcel, SlackContent } from "../domain/delivery/channel.ts";
import {
  isExpired,
  isInstallGone,
  isOurBug,
  isScopeMissing,
  readSlackError,
  UNINSTALLED,
} from "../domain/delivery/slack-error.ts";
import {
  CONVERSATION_MS,
  createSlackPace,
  SLACK_LANE,
  type SlackPace,
  WORKSPACE_MS,
} from "../domain/delivery/slack-pace.ts";
import type { Outcome } from "../domain/delivery/state.ts";
import {
  isMissing,
  type Missing,
  readSlackAddress,
  type Workspace,
  type Workspaces,
} from "../domain/workspace/workspace.ts";
import { findPosted, type Posted, postParcel } from "./slack-post.ts";

const TIMEOUT_MS = 15_000;
/** Conversations of a workspace served side by side, and in all; the pace is the workspace's whatever their number. */
const IN_WORKSPACE = 8;
const CONCURRENCY = 64;
/** A post whose answer was lost may still be on its way. */
const LOOK_AFTER_MS = 1_500;
/** A workspace that somebody has to mend is tried again after so long. */
const MEND_SECONDS = 600;
/** Another token of the workspace has taken this one's place. */
const NEXT_TOKEN_SECONDS = 5;

export interface SlackTiming {
  /** Milliseconds that only rise. */
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

const REAL: SlackTiming = { now: () => performance.now(), sleep: (ms) => setTimeout(ms) };

export interface SlackChannelOrder {
  apiUrl: string;
  /** There is one workspace only, so that its end is the channel's. */
  alone: boolean;
  /** Books the next moment of a lane that all processes share, and says in how many milliseconds it comes; null: there is one process. */
  book: ((lane: string, gapMs: number) => Promise<number>) | null;
}

export function createSlackChannel(
  workspaces: Workspaces,
  { apiUrl, alone, book }: SlackChannelOrder,
  timing: SlackTiming = REAL,
): Channel<SlackContent> {
  const paces = new LRUCache<string, SlackPace>({ max: 10_000, memoMethod: () => createSlackPace() });
  const clients = new LRUCache<string, WebClient>({ max: 1_000, memoMethod: (token) => clientOf(token, apiUrl) });
  /** Until when a workspace is not asked again, and why. */
  const resting = new Map<string, { until: number; reason: string }>();
  /** As the ledger tells them apart; the only workspace has one pace, whether or not addresses name it. */
  const groupOf = (address: string): string => readSlackAddress(address).team ?? "";
  const paceOf = (address: string): string => (alone ? "" : groupOf(address));

  const waitFor = (reason: string, retryAfterSeconds: number): Outcome => ({
    state: "deferred",
    ours: true,
    reason,
    retryAfterSeconds,
  });
  function outcomeOfMissing({ missing, reason }: Missing): Outcome {
    return missing === "gone"
      ? { state: "rejected", reason, suppress: UNINSTALLED }
      : waitFor(reason, missing === "later" ? 60 : MEND_SECONDS);
  }

  /** What a named error means where it is one workspace of many. */
  async function outcomeOf(workspace: Workspace, error: string, needed: string | null): Promise<Outcome> {
    if (alone) return readSlackError(error);
    if (isInstallGone(error))
      return (await workspaces.refused(workspace, error))
        ? { state: "rejected", reason: `Slack refuses the workspace's token (${error})`, suppress: UNINSTALLED }
        : waitFor(`${error}: its next token is tried`, NEXT_TOKEN_SECONDS);
    if (isExpired(error)) return waitFor("its token has expired: the next one is tried", MEND_SECONDS / 10);
    if (!isScopeMissing(error)) return readSlackError(error);
    const reason = `the workspace's installation lacks the scope ${needed ?? "chat:write"}`;
    await workspaces.lacks(workspace, needed ?? "chat:write");
    resting.set(workspace.team ?? "", { until: timing.now() + MEND_SECONDS * 1_000, reason });
    return waitFor(reason, MEND_SECONDS);
  }

  async function settle(posted: Posted, workspace: Workspace, find: () => Promise<string | null>): Promise<Outcome> {
    switch (posted.did) {
      case "accepted":
        return { state: "accepted", receipt: posted.receipt };
      case "limited":
        return { state: "deferred", reason: "Slack asks to wait", retryAfterSeconds: posted.seconds };
      case "unreachable":
        return { state: "stop", reason: `Slack cannot be reached: ${posted.reason}` };
      case "refused": {
        const outcome = await outcomeOf(workspace, posted.error, posted.needed);
        return outcome.state === "unknown" ? lookFor(outcome.reason, find) : outcome;
      }
      case "lost":
        return lookFor(posted.reason, find);
    }
  }

  async function lookFor(reason: string, find: () => Promise<string | null>): Promise<Outcome> {
    await timing.sleep(LOOK_AFTER_MS);
    const receipt = await find();
    return receipt === null ? { state: "unknown", reason } : { state: "accepted", receipt };
  }

  async function turn(address: string): Promise<void> {
    const [group, { conversation }] = [paceOf(address), readSlackAddress(address)];
    const wait = book
      ? Math.max(
          await book(`${SLACK_LANE}${group}`, WORKSPACE_MS),
          await book(`${SLACK_LANE}${group}/${conversation}`, CONVERSATION_MS),
        )
      : paces.memo(group).take(conversation, timing.now());
    if (wait > 0) await timing.sleep(wait);
  }

  /** Where Slack refuses what we wrote, it has taken nothing: then once as text alone, which says so to the operator. */
  async function postPlain(
    client: WebClient,
    parcel: Parcel<SlackContent>,
    plain: string,
    workspace: Workspace,
    error: string,
  ): Promise<Outcome> {
    await turn(parcel.address);
    const { conversation } = readSlackAddress(parcel.address);
    const posted = await postParcel(client, conversation, parcel, { text: plain, blocks: [] });
    const outcome = await settle(posted, workspace, () => findPosted(client, conversation, parcel));
    const refused = `Slack refused our blocks (${error})`;
    if (outcome.state === "accepted") return { ...outcome, reason: `posted as plain text: ${refused}` };
    return { ...outcome, reason: `${outcome.reason}, as plain text: ${refused}` };
  }

  return {
    via: "slack",
    concurrency: CONCURRENCY,
    groups: { of: groupOf, most: IN_WORKSPACE },
    turn,
    async send(parcel, mark) {
      const { team, conversation } = readSlackAddress(parcel.address);
      const rest = resting.get(team ?? "");
      if (rest && timing.now() < rest.until) return waitFor(rest.reason, MEND_SECONDS);
      const found = await workspaces.find(team);
      if (isMissing(found)) return outcomeOfMissing(found);
      if (!(await mark())) return { state: "deferred", reason: "withdrawn before it was handed over" };
      const client = clients.memo(found.token);
      const posted = await postParcel(client, conversation, parcel);
      if (posted.did === "refused" && isOurBug(posted.error) && parcel.plain)
        return postPlain(client, parcel, parcel.plain(), found, posted.error);
      return settle(posted, found, () => findPosted(client, conversation, parcel));
    },
    async find(sought) {
      const { team, conversation } = readSlackAddress(sought.address);
      const found = await workspaces.find(team);
      return isMissing(found) ? null : findPosted(clients.memo(found.token), conversation, sought);
    },
    close: async () => {},
  };
}

const clientOf = (token: string, apiUrl: string): WebClient =>
  new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    logLevel: LogLevel.ERROR,
  });
