/** Slack as a crash meets it: posts that can be held once they are taken, and the books of conversations and their threads. */
import { expect } from "vitest";
import { openSlackApi, type SlackApi, type SlackPost } from "../support/slack-api.ts";
import type { Armed } from "./moments.ts";
import type { Story } from "./story.ts";

/** Conversations served at once by a process: what a kill may leave unknown. */
export const LANES = 8;

export const SLACK_MOMENTS = ["claim", "mark", "post", "reply", "settle", "recover", "random"] as const;
export type SlackMoment = (typeof SLACK_MOMENTS)[number];

/** `post`: taken, and not answered yet. `reply`: the same in the middle of a thread. The others are steps of the database. */
export async function armSlack(story: Story, api: SlackApi, moment: SlackMoment, random: () => number): Promise<Armed> {
  if (moment === "post" || moment === "reply") return holdPosts(api, moment === "reply", Math.floor(random() * 6));
  if (moment === "random") return { reached: api.heard(countPosts(api, 1 + Math.floor(random() * 12))), disarm };
  await story.shut(moment);
  return {
    reached: story.whenAtGate(),
    async disarm() {
      // A statement outlives the client that was killed and is committed; one whose session ends too is not.
      if (random() < 0.5)
        await story.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
        );
      await story.open();
    },
  };
}

const disarm = async () => {};
const countPosts = ({ posts }: SlackApi, more: number) => {
  const before = posts.length;
  return () => posts.length >= before + more;
};

/** Lets so many pass and holds the answers of all that come then. */
function holdPosts(api: SlackApi, replies: boolean, passing: number): Armed {
  const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let left = passing;
  api.answer = (_channel, _n, post) => {
    if (replies && post.thread_ts === undefined) return undefined;
    if (left-- > 0) return undefined;
    reached.resolve();
    return { until: released.promise };
  };
  return {
    reached: reached.promise,
    async disarm() {
      api.answer = () => undefined;
      released.resolve();
    },
  };
}

export const openReadableApi = async (readable: boolean): Promise<SlackApi> => {
  const api = await openSlackApi();
  api.readable = readable;
  return api;
};

interface Row {
  channel: string;
  key: string;
  part: number;
  state: string;
  reason: string | null;
  owner: string | null;
  receipt: string | null;
  first: string;
}

/** What a post carries unseen: which part of which message it is. */
export function nameOf({ body }: SlackPost): { key: string; part: number } {
  return JSON.parse(body.metadata ?? "{}").event_payload;
}

const nameOfPost = (post: SlackPost): string => `${nameOf(post).key} ${nameOf(post).part}`;

/**
 * The promises: no part of a message is posted twice; what is accepted stands there under its receipt; what stands there
 * unaccepted is unknown; replies hang on the first part, in order; only the replies to an unknown first part are given up.
 */
export async function checkThreads(
  { query, children }: Pick<Story, "query" | "children">,
  { posts, readable }: Pick<SlackApi, "posts" | "readable">,
  conversations: number,
): Promise<{ unknown: number; accepted: number }> {
  const rows = await query<Row>(`
    select split_part(m.address, '/', 2) as channel, 'digest-' || g.id || '.' || to_char(g.local_on, 'YYYYMMDD') as key,
      d.part, d.state, d.reason, d.owner, d.receipt, f.state as first
    from delivery d join message m on m.id = d.message_id join digest g on g.id = m.digest_id
    join delivery f on f.message_id = d.message_id and f.part = 0 where d.channel = 'slack' order by d.id`);
  expect(new Set(rows.map((row) => row.channel)).size).toBe(conversations);
  const standing = new Map(posts.map((post) => [nameOfPost(post), post]));
  expect(standing.size, "no part is posted twice").toBe(posts.length);
  const nameOfRow = (row: Row) => `${row.key} ${row.part}`;
  const states = Map.groupBy(rows, (row) => row.state);
  const [accepted, unknown, cancelled] = ["accepted", "unknown", "cancelled"].map((state) => states.get(state) ?? []);
  expect([...states.keys()].filter((state) => !/^(accepted|unknown|cancelled)$/.test(state))).toEqual([]);
  for (const row of accepted ?? []) {
    const post = standing.get(nameOfRow(row));
    expect([nameOfRow(row), post?.ts, post?.channel]).toEqual([nameOfRow(row), row.receipt, row.channel]);
  }
  const known = new Set([...(accepted ?? []), ...(unknown ?? [])].map(nameOfRow));
  expect([...standing.keys()].filter((name) => !known.has(name))).toEqual([]);
  expect((cancelled ?? []).filter((row) => row.part === 0 || row.first !== "unknown")).toEqual([]);
  for (const [owner, left] of Map.groupBy(unknown ?? [], (row) => row.owner))
    expect(left.length, `unknown of ${owner}`).toBeLessThanOrEqual(LANES);
  if (readable) expect((unknown ?? []).filter((row) => standing.has(nameOfRow(row)))).toEqual([]);
  for (const [channel, thread] of Map.groupBy(posts, (post) => post.channel)) {
    const parts = thread.map((post) => nameOf(post).part);
    expect(parts, channel).toEqual([...parts].sort((a, b) => a - b));
    expect(parts[0], channel).toBe(0);
    expect(
      thread.map((post) => post.thread_ts),
      channel,
    ).toEqual(parts.map((part) => (part > 0 ? thread[0]?.ts : undefined)));
  }
  expect(children.map((child) => child.errors()).join("\n")).not.toContain("run.imbalance");
  return { unknown: unknown?.length ?? 0, accepted: accepted?.length ?? 0 };
}
