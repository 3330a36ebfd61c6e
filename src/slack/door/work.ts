/** What is done after the acknowledgement: the dialogue is asked, its answers go back, and places are minded. */
import { messageOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { escapeMrkdwnWithin } from "../../render/escape.ts";
import type { Dialogue, Reply, Speaker } from "../dialogue.ts";
import type { Answers } from "./answers.ts";
import { withoutSecrets } from "./bolt-log.ts";
import type { Clients } from "./clients.ts";
import type { Forms } from "./forms.ts";
import { COMMAND, type Incoming, type Origin, type Way } from "./incoming.ts";
import type { Places } from "./places.ts";
import type { Presence } from "./presence.ts";
import type { Zones } from "./zones.ts";

export interface Work {
  /** `since`: when it came, by the clock of the answers. Never rejects. */
  do(incoming: Incoming, since: number): Promise<void>;
}

export interface WorkOrder {
  dialogue: Dialogue;
  answers: Answers;
  forms: Forms;
  presence: Presence;
  places: Places;
  zones: Zones;
  clients: Clients;
  /** There is one workspace, by a token. */
  alone: boolean;
  /** Where the app is installed; null: by the operator alone. */
  installUrl: string | null;
  log: Log;
}

export function createWork({
  dialogue,
  answers,
  forms,
  presence,
  places,
  zones,
  clients,
  alone,
  installUrl,
  log,
}: WorkOrder): Work {
  const speakerOf = async (from: Origin, way: Way): Promise<Speaker> => {
    const { team, user } = from;
    const [zone, name] = await Promise.all([zones.find(team, user), zones.findName(team, user)]);
    // What comes as an event is said to us; what has a response_url may be said anywhere.
    const away = way.responseUrl !== null && from.kind === "dm" && (await presence.isAway(from));
    return { ...from, zone, ...(name === null ? {} : { name }), ...(away ? { away } : {}) };
  };
  /** What is to be mended stands above all else: a message about it might be just what cannot be posted. */
  const showHome = async ({ team, user }: Origin): Promise<void> => {
    const home = await dialogue.home({ team, user, zone: await zones.find(team, user) });
    const trouble = await clients.findTrouble(team);
    const notice = trouble === null ? [] : tellTrouble(trouble, installUrl).content.blocks;
    await answers.publishHome(team, user, { ...home, blocks: [...notice, ...home.blocks] });
  };

  const answer = async (incoming: Incoming & { from: Origin }): Promise<Reply[]> => {
    switch (incoming.kind) {
      case "words":
        return dialogue.say(incoming.words, await speakerOf(incoming.from, incoming.way));
      case "press": {
        const replies = await dialogue.press(incoming.press, await speakerOf(incoming.from, incoming.way));
        return incoming.onHome ? replies.filter((reply) => !reply.replaces) : replies; // the Home is shown anew instead
      }
      case "form":
        return dialogue.submit(incoming.filled, await speakerOf(incoming.from, incoming.way));
      case "unknown":
        return [explain(incoming.what)];
      default:
        return [];
    }
  };

  const mind = async ({ team, event, at }: Incoming & { kind: "place" }): Promise<void> => {
    switch (event.kind) {
      case "gone":
        return places.gone({ team, conversation: event.conversation }, event.why);
      case "back":
        return places.back({ team, conversation: event.conversation }, event.by);
      case "renamed":
        return places.rename(team, event.from, event.to);
      case "zone":
        zones.set(team, event.user, event.zone);
        return places.moveZone(team, event.user, event.zone);
      case "uninstalled":
      case "revoked":
        return mindEnd(team, event, at);
    }
  };

  /**
   * Where only people's tokens are named, ours may live on; and where people install the app themselves, it may have been
   * installed again since: then Slack takes its token.
   */
  const mindEnd = async (team: string, { bot }: { bot: boolean }, at: Temporal.Instant | null): Promise<void> => {
    if (alone && bot) return places.stop(team, at);
    const good = await clients.isTokenGood(team);
    if (good === false) await places.stop(team, null);
    else if (good === null && bot) await places.stop(team, at);
  };

  const act = async (incoming: Incoming, since: number): Promise<void> => {
    if (incoming.kind === "nothing") return;
    if (incoming.kind === "place") return mind(incoming);
    if (incoming.kind === "links") {
      const blocks = await dialogue.unfurl(incoming.urls);
      return Object.keys(blocks).length > 0 ? answers.unfurl(incoming.team, incoming.message, blocks) : undefined;
    }
    if (incoming.kind === "preview") return forms.preview(incoming);
    if (incoming.kind === "open form") {
      if (await forms.open(incoming)) return;
      return act({ ...incoming, kind: "words", words: WITHOUT_FORM[incoming.form] }, since);
    }
    if (!alone && (await clients.isStranger(incoming.from.team)))
      // Only a response_url reaches there: without a token nothing else does.
      return "way" in incoming
        ? void (await answers.give([tellUninstalled(installUrl)], incoming.from, incoming.way, since))
        : undefined;
    if (incoming.kind === "home") return showHome(incoming.from);
    if (incoming.kind === "search form") return answers.openSearchForm(incoming.from.team, incoming.triggerId);
    const failed = (error: unknown): Reply[] => {
      log.error({ event: "slack.work-failed", kind: incoming.kind, reason: withoutSecrets(messageOf(error)) });
      return [FAILED];
    };
    const { from, way } = incoming;
    const replies = await answer(incoming).catch(failed);
    const refused = await answers.give(replies, from, way, since);
    const reached = replies.flatMap(({ digestsGoTo: channel }) => channel ?? []);
    const closed = new Set([...refused, ...(await presence.listClosed(from.team, reached))]);
    if (closed.size > 0) await answers.give([...closed].map(askForInvitation), from, way, since);
    if ("onHome" in incoming && incoming.onHome) await showHome(incoming.from);
  };

  return {
    do: (incoming, since) =>
      act(incoming, since).catch((error: unknown) =>
        log.error({ event: "slack.answer-failed", kind: incoming.kind, reason: withoutSecrets(messageOf(error)) }),
      ),
  };
}

/** What is answered where a form cannot be opened any more. */
const WITHOUT_FORM = { subscribe: "help subscribe", settings: "settings" };

const toSpeaker = (text: string): Reply => ({
  to: "speaker",
  content: { text, blocks: [{ type: "section", text: { type: "mrkdwn", text, verbatim: true } }] },
});
const explain = (what: string): Reply =>
  toSpeaker(`I do not know ${escapeMrkdwnWithin(what, 100)}. Type \`${COMMAND} help\` for what I do know.`);
const tellUninstalled = (installUrl: string | null): Reply =>
  toSpeaker(
    `I am not installed in this workspace any more, so nothing was done.${installUrl === null ? "" : ` Install me again: <${installUrl}|${new URL(installUrl).host}>`}`,
  );
const tellTrouble = (trouble: string, installUrl: string | null): Reply =>
  toSpeaker(
    `:warning: Digests do not come to this workspace as they should: ${escapeMrkdwnWithin(trouble, 300)}.${installUrl === null ? "" : ` <${installUrl}|Install it again>`}`,
  );
/** At once, rather than when the first digest fails. */
const askForInvitation = (channel: string): Reply =>
  toSpeaker(`I cannot post in <#${channel}>, so no digest arrives there: type \`/invite @Paperboy\` in it.`);
const FAILED = toSpeaker(
  "That did not work, and it is not your doing. Try again in a minute; the operator’s log says why.",
);
/** Said instead of working, when too much is under way. */
export const BUSY = toSpeaker("Too much is being asked of me at once, so nothing was done. Try again in a minute.");
