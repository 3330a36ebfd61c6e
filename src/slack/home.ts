/** App Home: a person's own topics, the next digest, what was saved, and buttons for the rest. */
import { isPaused } from "../domain/calendar/pause.ts";
import type { SlackContent } from "../domain/delivery/channel.ts";
import { mrkdwn } from "../render/mrkdwn.ts";
import { lines, type ReplyPart, renderReply, small } from "../render/slack-replies.ts";
import { count } from "../render/wording.ts";
import type { Dialogue } from "./dialogue.ts";
import { titleLine } from "./paper-item.ts";
import { tellTopic } from "./say-list.ts";
import { localDay, openTalk, tellNext } from "./talk.ts";
import type { UseCases } from "./use-cases.ts";

/** Slack's for App Home; a message has 50. */
const PLACES = 100;
const SAVED = 5;

export async function drawHome(
  use: UseCases,
  { team, user, zone }: Parameters<Dialogue["home"]>[0],
): Promise<SlackContent> {
  const talk = openTalk(use, { team, user, zone, conversation: user, kind: "dm" });
  const headline = mrkdwn`Your papers`;
  if (!talk) return renderReply(headline, [lines(headline)]);
  const [own, saved] = await Promise.all([use.findConversation(talk.person), use.listSaved(talk.person)]);
  const papers = await use.archive.listPapers(saved.slice(0, SAVED));
  const topics = own?.topics ?? [];
  const counts = new Map(own?.latest?.sections.map(({ number, papers: shown, more }) => [number, shown + more]));
  const paused = own !== null && isPaused(own.paused_until, localDay(use.now(), own.zone));
  const parts: ReplyPart[] = [
    {
      kind: "header",
      text: topics.length === 0 ? "You follow nothing yet" : `You follow ${count(topics.length, "topic")}`,
    },
    ...(own === null || topics.length === 0
      ? [small(mrkdwn`Press Subscribe, or type \`/papers subscribe mixture of experts dm\``)]
      : [
          lines(
            ...topics.map((topic) => {
              const found = counts.get(topic.number);
              return found === undefined
                ? tellTopic(topic)
                : mrkdwn`${tellTopic(topic)} · ${count(found, "paper")} in the last digest`;
            }),
          ),
          lines(tellNext(own, use.now())),
        ]),
    { kind: "header", text: `Saved: ${count(saved.length, "paper")}` },
    papers.length === 0
      ? small(mrkdwn`Press Save at a paper to keep it here.`)
      : lines(...papers.map((paper) => mrkdwn`• ${titleLine(paper)}`)),
  ];
  const buttons = [
    { action: "subscribe", label: "Subscribe to a topic", value: "subscribe", style: "primary" as const },
    ...(topics.length === 0
      ? []
      : [
          { action: "list", label: "List", value: "list" },
          { action: "settings", label: "Settings", value: "settings" },
          paused
            ? { action: "resume", label: "Resume", value: "resume" }
            : { action: "pause", label: "Pause", value: "pause" },
        ]),
    ...(saved.length > 0 ? [{ action: "saved", label: "Saved papers", value: "0" }] : []),
  ];
  return renderReply(headline, parts, buttons, PLACES);
}
