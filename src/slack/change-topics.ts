/** How many papers and how often, of a conversation's topics: both belong to each topic, so the reply says what each had. */
import type { Conversation } from "../reading/conversation.ts";
import { type Mrkdwn, mrkdwn } from "../render/mrkdwn.ts";
import { count, list } from "../render/wording.ts";
import type { Filled } from "./dialogue.ts";
import type { Talk } from "./talk.ts";
import type { Step } from "./undo.ts";

/** What was changed, and what takes it back. */
export interface Said {
  says: Mrkdwn;
  steps: Step[];
}

/** `top`: papers a section, of all topics; null: as it is. What is so already is not said. */
export async function changeTopics(
  talk: Talk,
  { topics }: Conversation,
  top: number | null,
  rhythms: Filled["rhythms"],
): Promise<Said[]> {
  const capped = top === null ? [] : await changeCaps(talk, topics, top);
  const said: Said[] = [];
  for (const { number, cadence } of rhythms)
    for (const topic of topics.filter((each) => number === null || each.number === number)) {
      if (topic.cadence === cadence) continue;
      const changed = await talk.use.changeTopic(talk.here, topic.number, { cadence });
      if (!changed.ok) continue;
      said.push({
        says: mrkdwn`*${topic.name}* now comes ${changed.facts.cadence} (was ${topic.cadence}).`,
        steps: [{ do: "cadence", number: topic.number, cadence: topic.cadence }],
      });
    }
  return [...capped, ...said];
}

async function changeCaps({ use, here }: Talk, topics: Conversation["topics"], top: number): Promise<Said[]> {
  const changed: Conversation["topics"] = [];
  for (const topic of topics)
    if (topic.cap !== top && (await use.changeTopic(here, topic.number, { cap: top })).ok) changed.push(topic);
  if (changed.length === 0) return [];
  const all =
    topics.length === 1 ? "The topic here now brings" : `Each of the ${count(topics.length, "topic")} here now brings`;
  const caps = [...new Set(changed.map(({ cap }) => cap))].sort((a, b) => a - b).map(String);
  const before = caps.length === 1 ? `was ${caps[0]}` : `they had ${list(caps)}`;
  return [
    {
      says: mrkdwn`${all} at most ${count(top, "paper")} a digest (${before}).`,
      steps: changed.map(({ number, cap }) => ({ do: "cap", number, cap })),
    },
  ];
}
