/** Every verb, other name and mistake after /papers, through both of Slack's doors, with the whole service behind: the same answers. */
import { afterEach, describe, expect, it } from "vitest";
import { ALIASES, VERBS } from "../../src/domain/slack-command/command.ts";
import { type Service, startService } from "../../src/service.ts";
import { openSlackApi, type SlackApi } from "../support/slack-api.ts";
import { SIGNING_SECRET } from "../support/slack-house.ts";
import { commandOf, FORM, send } from "../support/slack-requests.ts";
import { openSlackSocket, type SlackSocket } from "../support/slack-socket.ts";
import { openStation, type Station } from "../support/station.ts";

/** In this order: what is typed, and what is answered, to whom. Undefined: a form opens. */
const CONVERSATION: [typed: string, answer: RegExp | undefined, to?: "in_channel"][] = [
  ["", /What can be typed/],
  ["help", /\/papers subscribe/],
  ["help pause", /No digest for a while/],
  ["?", /What can be typed/],
  ["list", /Nothing is followed/],
  ["ls me", /Nothing is followed/],
  ["unsubscribe 1", /Nothing is followed/],
  ["subscribe", undefined],
  ["subscribe model OR models at 9:00", /Subscribed here.*number 1.*9:00/s, "in_channel"],
  ["subscribe model OR models", /Already subscribed/],
  ["add agents weekdays", /Subscribed here.*weekdays, number 2/s, "in_channel"],
  ["sub video weekly", /number 3/, "in_channel"],
  ["follow reasoning dm", /Subscribed in your direct messages/],
  ["list", /3 topics here.*1\. .*2\. .*3\. /s],
  ["list me", /1 topic in your direct messages/],
  ["unsubscribe 3", /Unsubscribed here: \*video\*.*2 topics left/s, "in_channel"],
  ["rm agents", /Unsubscribed here: \*agents\*/, "in_channel"],
  ["unsub nothing of that kind", /is no topic here/],
  ["remove 99", /is no topic here/],
  ["today", /papers? of \d+ on/],
  ["search model", /papers? for `model`, 1 to/],
  ["find model since:7d", /of the last 7 days/],
  ["search", /Search for what/],
  ['search "open', /could not search.*never closed/s],
  ["search zzzzqqq", /No paper matches/],
  ["show 2605.99999", /No paper/],
  ["show nonsense", /neither an arXiv id nor/],
  ["similar language models", /alike|like/i],
  ["saved", /saved no paper yet/],
  ["settings", undefined],
  ["at 8:30", /now comes at 8:30 \(was 9:00\)/, "in_channel"],
  ["zone Asia/Tokyo", /time zone here is now Asia\/Tokyo/, "in_channel"],
  ["quiet never", /now told never/, "in_channel"],
  ["top 5", /at most 5 papers/, "in_channel"],
  ["settings zone Nowhere/Land", /You typed.*zone/s],
  ["pause 3d", /paused: digests come again/, "in_channel"],
  ["mute", /paused until somebody resumes/, "in_channel"],
  ["resume", /Resumed/, "in_channel"],
  ["unmute", /Nothing is paused here/],
  ["pause soon", /is no time to pause/],
  ["status", /Sources/],
  ["why", /digest/],
  ["why 2605.99999", /No paper/],
  ["delete-my-data", /This forgets you/],
  ["subscrib agents", /Did you mean.*subscribe/s],
  ["mixture of experts", /is no command.*search mixture of experts/s],
  ["subscribe agents at 25:00", /You typed/],
  ["subscribe agents in #other", /mere name/],
];

describe("what is typed after /papers", { timeout: 120_000 }, () => {
  let [api, station]: [SlackApi, Station] = [null as never, null as never];
  let [service, socket]: [Service | null, SlackSocket | null] = [null, null];
  afterEach(async () => {
    if (service === null) return;
    await service.stop();
    await station.close();
    await socket?.close();
    await api.close();
    [service, socket] = [null, null];
  });

  async function open(kind: "http" | "socket"): Promise<void> {
    api = await openSlackApi();
    api.zones.set("U0ADA", "Europe/Berlin");
    socket = kind === "socket" ? await openSlackSocket() : null;
    api.socketUrl = socket?.url ?? "";
    const way = socket ? { SLACK_APP_TOKEN: "xapp-test-0" } : { SLACK_SIGNING_SECRET: SIGNING_SECRET };
    station = await openStation({ SLACK_BOT_TOKEN: "xoxb-test-0", SLACK_API_URL: api.url, ...way });
    await station.intake("2026-05-13");
    const listen = { host: "127.0.0.1", port: 0 };
    service = await startService(station.app, { scheduler: socket !== null, listen });
    await socket?.until(() => socket?.isOpen() === true);
  }
  /** As Slack sends it, with & < > as entities; acknowledged at once. */
  async function type(text: string): Promise<string> {
    const response_url = api.responseUrl();
    const form = commandOf(text, { response_url });
    if (socket) {
      const envelope_id = crypto.randomUUID();
      socket.say({
        type: "slash_commands",
        envelope_id,
        accepts_response_payload: true,
        payload: Object.fromEntries(new URLSearchParams(form)),
      });
      await socket.until(() => socket?.heard.some((each) => each.envelope_id === envelope_id) === true);
    } else expect((await send(service?.url ?? "", SIGNING_SECRET, form, { type: FORM })).status).toBe(200);
    return response_url;
  }

  it("knows every verb and every other name in this conversation", () => {
    const first = new Set(CONVERSATION.map(([typed]) => typed.split(" ")[0]));
    expect([...VERBS, ...Object.keys(ALIASES)].filter((word) => !first.has(word))).toEqual([]);
  });

  it.each(["http", "socket"] as const)("is answered as it should be, over %s", async (kind) => {
    await open(kind);
    for (const [typed, answer, to = "ephemeral"] of CONVERSATION) {
      const forms = api.calls.filter(({ method }) => method === "views.open").length;
      const response_url = await type(typed);
      if (answer === undefined) {
        await api.heard(() => api.calls.filter(({ method }) => method === "views.open").length > forms);
        continue;
      }
      await api.heard(() => api.responses.some(({ url }) => url === response_url));
      const said = api.responses.find(({ url }) => url === response_url);
      const texts = JSON.stringify([said?.text, said?.blocks]).replaceAll("\\n", "\n").replaceAll('\\"', '"');
      expect(texts, typed).toMatch(answer);
      expect([typed, said?.response_type]).toEqual([typed, to]);
    }
    const { db } = station;
    const rows = await db
      .selectFrom("subscriber")
      .select(["address", "hour", "zone", "quiet_notes"])
      .orderBy("id")
      .execute();
    expect(rows.map((row) => ({ ...row, hour: row.hour.slice(0, 5) }))).toEqual([
      { address: "T0LAB/C0RESEARCH", hour: "08:30", zone: "Asia/Tokyo", quiet_notes: "never" },
      expect.objectContaining({ address: "T0LAB/U0ADA", zone: "Europe/Berlin" }),
    ]);
  });
});
