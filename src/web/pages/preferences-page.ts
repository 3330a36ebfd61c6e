/** Draws the preferences of a reader: forms that say what stands. */
import { html } from "hono/html";
import { WITHOUT_END } from "../../domain/calendar/pause.ts";
import { nameThreshold, THRESHOLDS, type Threshold } from "../../domain/subscription/feedback.ts";
import type { Reader } from "../../reading/reader.ts";
import { drawApiKeys } from "./api-keys.ts";
import type { Markup, Page } from "./layout.ts";
import { drawMove } from "./move.ts";
import { drawOwnData } from "./own-data.ts";

interface Frame {
  said: { ok: boolean; message: string; key?: string } | null;
  /** Where the forms are posted. */
  action: string;
  leave: string | null;
  ownLink(subscriptionId: number): string;
  mayMove: boolean;
}

const QUIET = {
  some: "a note on the first quiet day and every seventh",
  always: "a note on every quiet day",
  never: "no notes on quiet days",
};
const STRENGTH: Record<Threshold, string> = {
  any: "any mention",
  clear: "in the title, or twice in the abstract",
  strong: "in the title, or three times in the abstract",
};
/** As cadences are stored (domain/subscription/cadence.ts). */
const CADENCES: Record<string, string> = {
  daily: "every day",
  weekdays: "on weekdays",
  "weekly:mon": "weekly, on Mondays",
  "weekly:fri": "weekly, on Fridays",
  "monthly:1": "monthly, on the 1st",
  "monthly:15": "monthly, on the 15th",
};
const CAPS = [3, 5, 10, 15, 20, 30, 50];

export function drawPreferences(reader: Reader, frame: Frame): Page {
  const { said } = frame;
  return {
    title: "Your preferences",
    body: html`<h1>Your preferences</h1>
${said === null ? "" : html`<p class="said${said.ok ? "" : " wrong"}" role="${said.ok ? "status" : "alert"}">${said.message}</p>`}
<p class="muted">For <strong>${reader.address.address}</strong>. Whoever has this link can change these; it stands in your mails only.</p>
${drawSettings(reader, frame)}
<h2>${reader.topics.length === 0 ? "You follow no topic" : "Your topics"}</h2>
${reader.topics.map((topic) => drawTopic(topic, frame))}
<p><a href="/">Follow another topic</a></p>
${drawFeedback(reader, frame)}
${drawApiKeys(reader.keys, said?.key ?? null, frame.action)}
${frame.mayMove && reader.address.channel === "email" ? html`<h2>Your address</h2>${drawMove(frame.action)}` : ""}
${frame.leave === null || reader.topics.length === 0 ? "" : html`<h2>Leaving</h2><p><a href="${frame.leave}">Leave all topics</a></p>`}
${drawOwnData(frame.action)}`,
  };
}

const option = (value: string | number, label: string, chosen: string | number): Markup =>
  html`<option value="${value}" ${value === chosen ? "selected" : ""}>${label}</option>`;

function drawSettings(reader: Reader, { action }: Frame): Markup {
  const zones = Intl.supportedValuesOf("timeZone");
  const endless = reader.paused_until === WITHOUT_END;
  const listed = zones.includes(reader.zone) ? zones : [reader.zone, ...zones];
  return html`<form method="post" action="${action}">
<input type="hidden" name="do" value="settings">
<fieldset><legend>When</legend>
<div class="pair">
<div><label for="at">Hour</label><input id="at" name="at" type="time" required value="${reader.hour}"></div>
<div><label for="zone">Time zone</label><select id="zone" name="zone">${listed.map((zone) => option(zone, zone.replaceAll("_", " "), reader.zone))}</select></div>
</div>
<p class="hint">Changing the hour or the zone moves all your topics.</p>
<label for="pause-until" id="pause">Pause until</label>
<input id="pause-until" name="pause-until" type="date" value="${endless ? "" : (reader.paused_until ?? "")}">
<p class="hint">The first date that brings a digest again; one digest then makes up for the pause. Empty: no pause.</p>
<label class="check"><input type="checkbox" name="paused" ${endless ? "checked" : ""}> ${endless ? "Paused until you resume: take the tick away to resume" : "Without a date: paused until I resume"}</label>
<label for="quiet">On quiet days</label>
<select id="quiet" name="quiet">${Object.entries(QUIET).map(([value, label]) => option(value, label, reader.quiet_notes))}</select>
<label class="check"><input type="checkbox" name="waits" ${reader.waits ? "checked" : ""}> Rather up to three hours late than without a source that is late</label>
<p></p><button>Save</button>
</fieldset></form>`;
}

function drawTopic(topic: Reader["topics"][number], { action, ownLink }: Frame): Markup {
  const id = (name: string) => `${name}-${topic.number}`;
  const cadences = { [topic.cadence]: topic.cadence, ...CADENCES };
  const caps = CAPS.includes(topic.cap) ? CAPS : [topic.cap, ...CAPS];
  const strength = nameThreshold(topic.threshold);
  return html`<form method="post" action="${action}">
<input type="hidden" name="number" value="${topic.number}">
<fieldset><legend>${topic.name}</legend>
<p class="reading">${topic.reading}</p>
<p><a href="${ownLink(topic.id)}">Page and feed</a></p>
<label for="${id("name")}">Name</label><input id="${id("name")}" name="name" required maxlength="80" value="${topic.name}">
<div class="pair">
<div><label for="${id("cadence")}">How often</label><select id="${id("cadence")}" name="cadence">${Object.entries(cadences).map(([value, label]) => option(value, label, topic.cadence))}</select></div>
<div><label for="${id("cap")}">Papers at most</label><select id="${id("cap")}" name="cap">${caps.map((each) => option(each, String(each), topic.cap))}</select></div>
</div>
<label for="${id("threshold")}">How strong a match</label>
<select id="${id("threshold")}" name="threshold">${(Object.keys(THRESHOLDS) as Threshold[]).map((each) => option(each, STRENGTH[each], strength))}</select>
<label class="check"><input type="checkbox" name="votes" ${topic.signal ? "checked" : ""}> Votes, comments and code decide among like matches</label>
<p></p><button name="do" value="topic">Save</button> <button class="plain" name="do" value="end-topic" formnovalidate>Leave this topic</button>
</fieldset></form>`;
}

const SAYS = { more: "more like", less: "less like", save: "saved", "hide-author": "hidden:", "hide-term": "hidden:" };

function drawFeedback({ feedback }: Reader, { action }: Frame): Markup | "" {
  if (feedback.length === 0) return "";
  return html`<h2>What you said of papers</h2>
${feedback.map(
  (each) => html`<form method="post" action="${action}" class="row">
<span><span class="muted">${each.name}: ${SAYS[each.kind]}</span> ${each.paper?.title ?? each.query ?? ""}</span>
<input type="hidden" name="id" value="${each.id}"><button class="plain" name="do" value="undo" aria-label="Undo: ${SAYS[each.kind]} ${each.paper?.title ?? each.query ?? ""}">Undo</button>
</form>`,
)}`;
}
