/** What Slack sends about our forms: that one is wanted, that a topic is to be tried in it, that it is sent in. Pure. */
import { findVerb } from "../../domain/slack-command/parse.ts";
import { readTyped, splitWords } from "../../domain/slack-command/words.ts";
import { ACTION_PREFIX } from "../../render/slack-buttons.ts";
import type { Filled } from "../dialogue.ts";
import { readSettingsForm, SETTINGS_FORM } from "../settings-form.ts";
import { PREVIEW, type ReadForm, readQuery, readSubscribeForm, SUBSCRIBE_FORM } from "../subscribe-form.ts";
import type { Origin, Way } from "./incoming.ts";
import type { Payload } from "./payload.ts";

export type FormName = "subscribe" | "settings";

export type FormIncoming =
  /** `onHome`: wanted on the App Home, which then is to be shown anew. */
  | { kind: "open form"; form: FormName; triggerId: string; from: Origin; way: Way; onHome: boolean }
  /** `hash`: of the form as it was then; `metadata`: to be kept in it; `dm`: it was opened in a direct message. */
  | { kind: "preview"; team: string; viewId: string; hash: string; query: string; metadata: string; dm: boolean }
  | { kind: "form"; filled: Filled; from: Origin; way: Way; onHome: boolean };

/** What is typed after /papers, where that is the name of a form alone. */
export function findForm(text: string): FormName | null {
  const [word, ...rest] = splitWords(readTyped(text));
  return word === undefined || rest.length > 0 ? null : formOfButton(findVerb(word) ?? "");
}

export const formOfButton = (action: string): FormName | null =>
  action === "subscribe" || action === "settings" ? action : null;

/** Enter in the field, or the button below it. Null: it is not of a form. */
export function readFormPress({ view, actions }: Payload, user: Origin): FormIncoming | null {
  if (view?.type !== "modal" || view.callback_id !== SUBSCRIBE_FORM || !view.id) return null;
  const metadata = view.private_metadata ?? "";
  const dm = readKept(metadata, user).kind === "dm";
  const typed = actions?.[0]?.action_id === `${ACTION_PREFIX}${PREVIEW}` ? null : actions?.[0]?.value;
  const values = view.state?.values ?? {};
  const query = readQuery(typed ? { query: { query: { value: typed } } } : values);
  return { kind: "preview", team: user.team, viewId: view.id, hash: view.hash ?? "", query, metadata, dm };
}

/** What one of our forms says; null for others. */
export function readFormOf({ view }: Payload): ReadForm<Filled> | null {
  const values = view?.state?.values ?? {};
  if (view?.callback_id === SETTINGS_FORM) return readSettingsForm(values, view.blocks ?? []);
  if (view?.callback_id !== SUBSCRIBE_FORM) return null;
  const form = readSubscribeForm(values);
  return form.ok ? { ok: true, read: { command: form.read, rhythms: [] } } : form;
}

export function readFilled(body: Payload, user: Origin): FormIncoming | null {
  const form = readFormOf(body);
  if (!form?.ok) return null;
  const kept = readKept(body.view?.private_metadata ?? "", user);
  const from = { ...user, conversation: kept.conversation, kind: kept.kind };
  return { kind: "form", filled: form.read, from, way: kept.way, onHome: kept.onHome };
}

interface Kept {
  conversation: string;
  kind: Origin["kind"];
  way: Way;
  onHome: boolean;
}

/** Where a form was opened, for Slack to keep until it is sent in: then it says that no more. */
export const writeKept = ({ from, way, onHome }: FormIncoming & { kind: "open form" }): string =>
  JSON.stringify({ ...{ c: from.conversation, k: from.kind, r: way.responseUrl, t: way.thread }, h: onHome });

/** What an older version wrote is answered in the direct message. */
function readKept(metadata: string, { user }: Origin): Kept {
  const direct: Kept = { conversation: user, kind: "dm", way: { responseUrl: null, thread: null }, onHome: false };
  try {
    const { c, k, r, t, h } = JSON.parse(metadata) as Record<string, unknown>;
    if (typeof c !== "string" || (k !== "channel" && k !== "private" && k !== "dm")) return direct;
    const text = (value: unknown) => (typeof value === "string" ? value : null);
    return { conversation: c, kind: k, way: { responseUrl: text(r), thread: text(t) }, onHome: h === true };
  } catch {
    return direct;
  }
}
