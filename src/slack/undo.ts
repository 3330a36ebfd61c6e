/** What an undo button does: `T1/C1 end:3 at:08:00`, the address and steps that make it as it was. */
import { QUIET } from "../domain/slack-command/command.ts";
import { isDate } from "../domain/slack-command/values.ts";
import { type Address, parseAddress } from "../domain/subscription/address.ts";
import { CAP_MOST } from "../domain/subscription/cap.ts";
import { type Mrkdwn, mrkdwn } from "../render/mrkdwn.ts";
import type { Button } from "../render/slack-buttons.ts";
import { lines, renderReply, showHour, showZone } from "../render/slack-replies.ts";
import { count } from "../render/wording.ts";
import type { Reply } from "./dialogue.ts";
import { channelOf, replyAbout, type Talk, tell, tellNext, tellWho } from "./talk.ts";

export type Step =
  | { do: "end" | "reopen"; number: number }
  | { do: "cadence"; number: number; cadence: string }
  | { do: "cap"; number: number; cap: number }
  | { do: "at" | "zone" | "quiet"; value: string }
  /** Null: no pause. */
  | { do: "pause"; until: string | null }
  | { do: "feedback" | "unsave" | "save"; id: number };

export function undoButton({ address }: Address, steps: readonly Step[]): Button[] {
  return steps.length === 0
    ? []
    : [{ action: "undo", label: "Undo", value: [address, ...steps.map(writeStep)].join(" ") }];
}

function writeStep(step: Step): string {
  if ("cadence" in step) return `cadence:${step.number}=${step.cadence}`;
  if ("cap" in step) return `cap:${step.number}=${step.cap}`;
  if ("until" in step) return `pause:${step.until ?? ""}`;
  return `${step.do}:${"number" in step ? step.number : "id" in step ? step.id : step.value}`;
}

/** Null for what this version did not write. */
export function readUndo(value: string): { address: Address; steps: Step[] } | null {
  const [place = "", ...rest] = value.split(" ");
  const parsed = parseAddress(`slack:${place}`);
  const steps = rest.map(readStep);
  if (!parsed.ok || steps.length === 0 || steps.includes(null)) return null;
  return { address: parsed.address, steps: steps as Step[] };
}

function readStep(text: string): Step | null {
  const [, name = "", value = ""] = /^([a-z]+):(.*)$/.exec(text) ?? [];
  const number = /^\d{1,15}$/.test(value) ? Number(value) : null;
  if (name === "end" || name === "reopen") return number === null || value.length > 9 ? null : { do: name, number };
  if (name === "feedback" || name === "unsave" || name === "save")
    return number === null ? null : { do: name, id: number };
  if (name === "at" || name === "zone" || name === "quiet") return value === "" ? null : { do: name, value };
  if (name === "pause") return value === "" || isDate(value) ? { do: name, until: value || null } : null;
  const [, of, cadence] = /^(\d{1,9})=(\S+)$/.exec(value) ?? [];
  if (name === "cap") {
    const cap = /^\d{1,2}$/.test(cadence ?? "") ? Number(cadence) : 0;
    return of && cap >= 1 && cap <= CAP_MOST ? { do: "cap", number: Number(of), cap } : null;
  }
  return name === "cadence" && of && cadence ? { do: "cadence", number: Number(of), cadence } : null;
}

/** Takes back what the button stands for. Anyone in a channel may; what is a person's own, that person. */
export async function undo(talk: Talk, value: string): Promise<Reply[]> {
  const read = readUndo(value);
  if (!read) return tell(mrkdwn`That button is too old to be undone by.`, [mrkdwn`\`/papers list\``]);
  const { address, steps } = read;
  const [team, id] = address.address.split("/");
  if (team !== talk.speaker.team || (/^[UW]/.test(id ?? "") && address.key !== talk.person.key))
    return tell(mrkdwn`That is somebody else's: only they can undo it.`);
  const said: Mrkdwn[] = [];
  for (const step of steps) said.push(await takeBack(talk, address, step));
  const conversation = await talk.use.findConversation(address);
  const about = steps.some((step) => step.do === "feedback" || step.do === "unsave" || step.do === "save");
  const next = about || !conversation ? null : tellNext(conversation, talk.use.now());
  const content = renderReply(said[0] as Mrkdwn, [lines(...said, next)]);
  return replyAbout(talk, address, content).map((reply, i) => (i === 0 ? { ...reply, replaces: true } : reply));
}

async function takeBack({ use, speaker }: Talk, address: Address, step: Step): Promise<Mrkdwn> {
  switch (step.do) {
    case "end": {
      const ended = await use.changeTopic(address, step.number, { end: true });
      return ended.ok ? mrkdwn`Undone: *${ended.facts.name}* is not followed any more.` : STOOD;
    }
    case "reopen": {
      const name = await use.reopenTopic(address, step.number);
      return name === null ? STOOD : mrkdwn`Undone: *${name}* is followed again, as number ${step.number}.`;
    }
    case "cadence": {
      const changed = await use.changeTopic(address, step.number, { cadence: step.cadence });
      return changed.ok ? mrkdwn`Undone: *${changed.facts.name}* comes ${changed.facts.cadence} again.` : STOOD;
    }
    case "cap": {
      const changed = await use.changeTopic(address, step.number, { cap: step.cap });
      return changed.ok
        ? mrkdwn`Undone: *${changed.facts.name}* brings at most ${count(changed.facts.cap, "paper")} again.`
        : STOOD;
    }
    case "feedback":
      if (!(await use.takeBackFeedback(address, step.id))) return STOOD;
      return mrkdwn`Undone${channelOf(address) === null ? "" : mrkdwn` by ${tellWho(speaker)}`}: that paper says nothing any more.`;
    case "unsave":
      return (await use.unsave(address, step.id)) ? mrkdwn`Undone: it is not among your saved papers.` : STOOD;
    case "save":
      return (await use.save(address, step.id)) ? mrkdwn`Undone: it is among your saved papers again.` : STOOD;
    default:
      return takeSettingBack(use, address, step);
  }
}

async function takeSettingBack(
  use: Talk["use"],
  address: Address,
  step: Extract<Step, { value: string } | { until: string | null }>,
): Promise<Mrkdwn> {
  const quiet = step.do === "quiet" ? QUIET.find((each) => each === step.value) : undefined;
  const changed = await use.changeSettings(address, {
    ...(step.do === "at" ? { at: step.value } : {}),
    ...(step.do === "zone" ? { zone: step.value } : {}),
    ...(quiet ? { quiet } : {}),
    ...(step.do === "pause" ? (step.until === null ? { resume: true } : { pauseUntil: step.until }) : {}),
  });
  if (!changed.ok) return mrkdwn`Nothing was undone: ${changed.message}.`;
  const { after } = changed;
  if (step.do === "at") return mrkdwn`Undone: digests come at ${showHour(after.hour)} again.`;
  if (step.do === "zone") return mrkdwn`Undone: the zone is ${showZone(after.zone)} again.`;
  if (step.do === "quiet") return mrkdwn`Undone: quiet days are told as before (${after.quiet_notes}).`;
  const { until } = step as Extract<Step, { until: string | null }>;
  return until === null ? mrkdwn`Undone: nothing is paused.` : mrkdwn`Undone: it is paused as before.`;
}

const STOOD = mrkdwn`That was undone already.`;
