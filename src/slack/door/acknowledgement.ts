/** What Slack hears at once of what it sends. Pure, and of the payload alone: nothing is asked within its three seconds. */
import { readFormOf } from "./form-incoming.ts";
import type { Payload } from "./payload.ts";

export interface Acknowledgement {
  says: object | undefined;
  /** Whether anything is done about it afterwards. */
  work: boolean;
}

/** A form that is filled in wrong stays open, with what is wrong beside its fields. */
export function acknowledge(body: Payload): Acknowledgement {
  if (body.type === "block_suggestion") return { says: { options: [] }, work: true };
  const read = body.type === "view_submission" ? readFormOf(body) : null;
  if (read === null || read.ok) return { says: undefined, work: true };
  return { says: { response_action: "errors", errors: read.errors }, work: false };
}
