/** Slack's recorded payloads, each as Slack would send it to us: by HTTP or over a socket, from our workspace. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Payload } from "../../src/slack/door/payload.ts";
import { bodyOf, FORM, freshId } from "./slack-requests.ts";

export interface Recorded {
  file: string;
  envelope: "events_api" | "interactive" | "slash_commands";
  payload: Payload & Record<string, unknown>;
}

const NO_PAYLOAD = /^(INDEX|example_manifest|signature_golden|hello)/;
const TEAM = "T0LAB";

/** Bare events are put into what they come in; ids that tell one sending from the next are made anew. */
export function readPayloads(folder: string): Recorded[] {
  return readdirSync(folder)
    .filter((file) => !NO_PAYLOAD.test(file))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), "utf8");
      const read = file.endsWith(".form") ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
      return { file, ...adapt(file.startsWith("socket_") ? read.payload : read) };
    });
}

function adapt(read: Payload & Record<string, unknown>): Omit<Recorded, "file"> {
  if (read.command !== undefined)
    return { envelope: "slash_commands", payload: { ...read, team_id: TEAM, trigger_id: freshId() } };
  const bare = /^(app_home_opened|app_mention|link_shared|member_joined_channel|message|tokens_revoked)$/;
  const wrapped = bare.test(read.type ?? "") ? { type: "event_callback", event: read } : read;
  if (wrapped.event)
    return { envelope: "events_api", payload: { ...wrapped, team_id: TEAM, event_id: `Ev${freshId()}` } as never };
  if (/^(url_verification|app_rate_limited)$/.test(read.type ?? ""))
    return { envelope: "events_api", payload: { ...read, team_id: TEAM } };
  const trigger = read.trigger_id ? { trigger_id: freshId() } : {};
  return { envelope: "interactive", payload: { ...read, ...trigger, team: { id: TEAM } } };
}

/** As it goes over HTTP. */
export function requestOf({ envelope, payload }: Recorded): { body: string; type: string } {
  if (envelope !== "slash_commands") return bodyOf(payload);
  return { body: new URLSearchParams(payload as never).toString(), type: FORM };
}
