/** Slack as a channel for many workspaces, against a stand-in of its API: one's trouble is its own, and each gets its turn. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSlackChannel } from "../../src/channels/slack.ts";
import { createOneWorkspace } from "../../src/channels/slack-workspace.ts";
import type { Channel, Parcel, SlackContent } from "../../src/domain/delivery/channel.ts";
import type { Workspaces } from "../../src/domain/workspace/workspace.ts";
import { NOON } from "../support/listings.ts";
import { openSlackApi, type SlackApi } from "../support/slack-api.ts";

let api: SlackApi;
beforeEach(async () => {
  api = await openSlackApi();
});
afterEach(() => api.close());

/** Workspaces with a token each, until Slack refuses it. */
function workspacesOf(...teams: string[]) {
  const standing = new Map(teams.map((team) => [team, `xoxb-${team}`]));
  const told: string[] = [];
  const workspaces: Workspaces = {
    async find(team) {
      const token = standing.get(team ?? "");
      return token === undefined
        ? { missing: "elsewhere", reason: `not in ${team}` }
        : { team, token, bot: null, trouble: null };
    },
    forget: () => {},
    async refused({ team, token }, error) {
      told.push(`refused ${team} ${error}`);
      if (standing.get(team ?? "") !== token) return false;
      standing.delete(team ?? "");
      return true;
    },
    async lacks({ team }, scope) {
      told.push(`lacks ${team} ${scope}`);
    },
  };
  return { workspaces, standing, told };
}

let passed = 0;
const timing = {
  now: () => passed,
  sleep: async (ms: number) => {
    passed += ms;
  },
};
const open = (workspaces: Workspaces, alone = false): Channel<SlackContent> =>
  createSlackChannel(workspaces, { apiUrl: `${api.url}/`, alone, book: null }, timing);
const parcelTo = (address: string): Parcel<SlackContent> => ({
  ...{ key: `digest-${address}`, address, on: "2026-05-14", part: 0, parent: null, createdAt: NOON },
  content: { text: "Papers", blocks: [{ type: "section", text: { type: "mrkdwn", text: "Papers" } }] },
  ...{ kind: "digest" as const, deliveryId: 1, leaveUrl: null },
});
async function send(channel: Channel<SlackContent>, address: string) {
  let marks = 0;
  const outcome = await channel.send(parcelTo(address), async () => {
    marks += 1;
    return true;
  });
  return { ...outcome, marks };
}

describe("a workspace among many", () => {
  it("is posted to by its own token", async () => {
    const channel = open(workspacesOf("T1", "T2").workspaces);
    expect(await send(channel, "T1/C0A")).toMatchObject({ state: "accepted", marks: 1 });
    expect(await send(channel, "T2/C0A")).toMatchObject({ state: "accepted" });
    expect(api.posts.map(({ token, channel: to }) => `${token} ${to}`)).toEqual(["xoxb-T1 C0A", "xoxb-T2 C0A"]);
  });

  it.each(["account_inactive", "token_revoked", "invalid_auth", "not_authed"])(
    "ends by %s, and the others go on",
    async (error) => {
      const { workspaces, told } = workspacesOf("T1", "T2");
      const channel = open(workspaces);
      api.refused.set("xoxb-T1", error);
      expect(await send(channel, "T1/C0A")).toMatchObject({ state: "rejected", suppress: "uninstalled" });
      expect(await send(channel, "T2/C0A")).toMatchObject({ state: "accepted" });
      expect(told).toEqual([`refused T1 ${error}`]);
    },
  );

  it("is tried again where its token has a successor", async () => {
    const { workspaces, standing } = workspacesOf("T1");
    const channel = open({ ...workspaces, refused: async () => false });
    api.refused.set("xoxb-T1", "token_revoked");
    expect(await send(channel, "T1/C0A")).toMatchObject({ state: "deferred", ours: true, retryAfterSeconds: 5 });
    standing.set("T1", "xoxb-next");
    expect(await send(channel, "T1/C0A")).toMatchObject({ state: "accepted" });
  });

  it("waits ten minutes for a scope, unasked, while the others go on", async () => {
    const { workspaces, told } = workspacesOf("T1", "T2");
    const channel = open(workspaces);
    api.refused.set("xoxb-T1", "missing_scope");
    const waits = { state: "deferred", ours: true, retryAfterSeconds: 600 };
    expect(await send(channel, "T1/C0A")).toMatchObject(waits);
    expect(await send(channel, "T1/C0B")).toMatchObject({ ...waits, marks: 0 });
    expect(api.asked).toHaveLength(1);
    expect(await send(channel, "T2/C0A")).toMatchObject({ state: "accepted" });
    expect(told).toEqual(["lacks T1 chat:write"]);
    api.refused.clear();
    passed += 600_000;
    expect(await send(channel, "T1/C0B")).toMatchObject({ state: "accepted" });
  });

  it("that we are not in is written to by nobody's token, and suppresses nobody", async () => {
    const channel = open(workspacesOf("T1").workspaces);
    const outcome = await send(channel, "T9/C0A");
    expect(outcome).toMatchObject({ state: "deferred", ours: true, marks: 0 });
    expect(outcome).not.toHaveProperty("suppress");
    expect(api.asked).toEqual([]);
  });

  it("keeps its own pace: one waits for none of another's turns", async () => {
    const channel = open(workspacesOf("T1", "T2").workspaces);
    passed = 0;
    for (let i = 0; i < 50; i += 1) await channel.turn?.(`T1/C${i}`);
    expect(passed).toBe(49 * 200);
    const before = passed;
    await channel.turn?.("T2/C0");
    expect(passed).toBe(before);
    expect(channel.groups?.of("T1/C0")).toBe("T1");
  });
});

describe("the one workspace of a token", () => {
  it("is not asked for conversations of another", async () => {
    const channel = open(createOneWorkspace("xoxb-1", `${api.url}/`), true);
    expect(await send(channel, "T0LAB/C0A")).toMatchObject({ state: "accepted" });
    expect(await send(channel, "C0B")).toMatchObject({ state: "accepted" });
    const outcome = await send(channel, "T0OTHER/C0A");
    expect(outcome).toMatchObject({
      state: "deferred",
      reason: "SLACK_BOT_TOKEN is of the workspace T0LAB, not of T0OTHER",
    });
    expect(outcome).not.toHaveProperty("suppress");
    expect(api.asked).toHaveLength(2);
  });

  it("has one pace, and groups by the names that the ledger has", async () => {
    const channel = open(createOneWorkspace("xoxb-1", `${api.url}/`), true);
    passed = 0;
    for (const address of ["T0LAB/C0A", "C0B", "T0LAB/C0C"]) await channel.turn?.(address);
    expect(passed).toBe(2 * 200);
    expect([channel.groups?.of("T0LAB/C0A"), channel.groups?.of("C0B")]).toEqual(["T0LAB", ""]);
  });

  it("stops the channel when its token ends, and is asked who it is until it says so", async () => {
    api.errors.set("auth.test", "internal_error");
    api.refused.set("xoxb-1", "token_revoked");
    const channel = open(createOneWorkspace("xoxb-1", `${api.url}/`), true);
    expect(await send(channel, "T0LAB/C0A")).toMatchObject({ state: "stop" });
    api.errors.clear();
    api.refused.clear();
    expect(await send(channel, "T0LAB/C0A")).toMatchObject({ state: "accepted" });
  });
});
