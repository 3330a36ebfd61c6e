/** Hour, zone, quiet days, how many papers, and pauses: they belong to the conversation, so the reply says how many topics move. */
import { isPaused, WITHOUT_END } from "../domain/calendar/pause.ts";
import type { Command } from "../domain/slack-command/command.ts";
import type { Changed } from "../membership/change-settings.ts";
import { type Mrkdwn, mrkdwn } from "../render/mrkdwn.ts";
import { lines, renderReply, showHour, showZone, small } from "../render/slack-replies.ts";
import { count, showDay } from "../render/wording.ts";
import { changeTopics, type Said } from "./change-topics.ts";
import type { Filled, Reply } from "./dialogue.ts";
import { tellNothing } from "./say-list.ts";
import { sayMoved } from "./say-subscribe.ts";
import { localDay, replyAbout, replyToSpeaker, type Talk, tell, tellNext } from "./talk.ts";
import { undoButton } from "./undo.ts";

type Settling = Command & { verb: "settings" };

/** `rhythms`: of some topics, how often they come from now on. */
export async function saySettings(talk: Talk, command: Settling, rhythms: Filled["rhythms"] = []): Promise<Reply[]> {
  const { use, here } = talk;
  const { at, zone, quiet, top } = command;
  const conversation = await use.findConversation(here);
  if (!conversation || (top !== null && conversation.topics.length === 0)) return tellNothing("here");
  if (at === null && zone === null && quiet === null && top === null && rhythms.length === 0) {
    const says = mrkdwn`Digests here come at ${showHour(conversation.hour)} (${showZone(conversation.zone)}); quiet days are told ${QUIET_SAYS[conversation.quiet_notes]}.`;
    const hint = small(
      mrkdwn`Change one: \`/papers at 9:00\`, \`/papers zone Europe/Berlin\`, \`/papers quiet never\`, \`/papers top 5\``,
    );
    return replyToSpeaker(renderReply(says, [lines(says, tellNext(conversation, use.now())), hint]));
  }
  const changed = await use.changeSettings(here, {
    at: at ?? undefined,
    zone: zone ?? undefined,
    quiet: quiet ?? undefined,
  });
  const ofTopics = changed.ok ? await changeTopics(talk, conversation, top, rhythms) : [];
  return replyChanged(talk, changed, (before, after) => [
    before.hour !== after.hour && {
      says: sayMoved({ topics: conversation.topics, hour: after.hour }, "here", before.hour),
      steps: [{ do: "at", value: before.hour }],
    },
    before.zone !== after.zone && {
      says: mrkdwn`The time zone here is now ${showZone(after.zone)} (was ${showZone(before.zone)}).`,
      steps: [{ do: "zone", value: before.zone }],
    },
    before.quiet_notes !== after.quiet_notes && {
      says: mrkdwn`Quiet days here are now told ${QUIET_SAYS[after.quiet_notes]} (was ${QUIET_SAYS[before.quiet_notes]}).`,
      steps: [{ do: "quiet", value: before.quiet_notes }],
    },
    ...ofTopics,
  ]);
}

const QUIET_SAYS = { some: "now and then", always: "always", never: "never" } as const;

export async function sayPause(talk: Talk, { until }: Command & { verb: "pause" }): Promise<Reply[]> {
  const { use, here } = talk;
  const conversation = await use.findConversation(here);
  if (!conversation || conversation.topics.length === 0) return tellNothing("here");
  const today = Temporal.PlainDate.from(localDay(use.now(), conversation.zone));
  const on = until === null ? WITHOUT_END : "on" in until ? until.on : today.add({ days: until.days }).toString();
  const changed = await use.changeSettings(here, { pauseUntil: on });
  const all =
    conversation.topics.length === 1
      ? "The topic here is"
      : `All ${count(conversation.topics.length, "topic")} here are`;
  return replyChanged(talk, changed, (before, after) => [
    before.paused_until !== after.paused_until && {
      says:
        on === WITHOUT_END
          ? mrkdwn`${all} paused until somebody resumes.`
          : mrkdwn`${all} paused: digests come again from ${showDay(on)} on, and the first catches up.`,
      steps: [{ do: "pause", until: standing(before.paused_until, today.toString()) }],
    },
  ]);
}

export async function sayResume(talk: Talk): Promise<Reply[]> {
  const { use, here } = talk;
  const conversation = await use.findConversation(here);
  if (!conversation) return tellNothing("here");
  const paused = standing(conversation.paused_until, localDay(use.now(), conversation.zone));
  if (paused === null) return tell(mrkdwn`Nothing is paused here. ${tellNext(conversation, use.now())}`);
  const changed = await use.changeSettings(here, { resume: true });
  return replyChanged(talk, changed, () => [
    { says: mrkdwn`Resumed: digests come here again.`, steps: [{ do: "pause", until: paused }] },
  ]);
}

/** A pause that is over is none to go back to. */
const standing = (pausedUntil: string | null, today: string): string | null =>
  isPaused(pausedUntil, today) ? pausedUntil : null;

type Settings = (Changed & { ok: true })["after"];
async function replyChanged(
  talk: Talk,
  changed: Changed,
  tellOf: (before: Settings, after: Settings) => (Said | false)[],
): Promise<Reply[]> {
  const { use, here } = talk;
  if (!changed.ok) return tell(mrkdwn`Nothing was changed: ${changed.message}.`, [mrkdwn`\`/papers help settings\``]);
  const said = tellOf(changed.before, changed.after).filter((each) => each !== false);
  const conversation = await use.findConversation(here);
  const next = conversation && tellNext(conversation, use.now());
  if (said.length === 0) return tell(mrkdwn`It is so already. ${next ?? ""}`);
  const all = said.map(({ says }) => says);
  const content = renderReply(
    all[0] as Mrkdwn,
    [lines(...all, next)],
    undoButton(
      here,
      said.flatMap(({ steps }) => steps),
    ),
  );
  return replyAbout(talk, here, content);
}
