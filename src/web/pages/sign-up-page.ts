/** Draws the front page: an address alone is enough; topics, hour and zone may be chosen, and a topic tried. */
import { html } from "hono/html";
import type { TypedTopic } from "../../reading/backtest.ts";
import type { Markup, Page } from "./layout.ts";

/** As the form has it. */
export interface Asking {
  address: string;
  topic: string;
  slugs: string[];
  zone: string;
  at: string;
  cadence: string;
  /** The token of an invitation; "": none. */
  invite: string;
}

export interface Listed {
  slug: string;
  name: string;
  heading: string;
}

interface Frame {
  catalogue: Listed[];
  policy: { open: boolean; says: string | null };
  error: string | null;
  tried: TypedTopic | null;
}

const CADENCES: Record<string, string> = {
  daily: "every day",
  weekdays: "on weekdays",
  "weekly:mon": "weekly, on Mondays",
  "monthly:1": "monthly, on the 1st",
};

export function drawFront(asking: Asking, { catalogue, policy, error, tried }: Frame): Page {
  return {
    title: "New papers, only the ones that matter to you",
    body: html`<h1>New papers, only the ones that matter to you</h1>
<p>Every morning, by mail: what matches your topics, nothing twice, and never silence without a reason. An address alone brings the day's trending papers.</p>
${error === null ? "" : html`<p class="said wrong" role="alert">${error}</p>`}
${policy.says === null || (error !== null && !policy.open) ? "" : html`<p class="said">${policy.says}</p>`}
${policy.open ? drawForm(asking, catalogue, tried) : ""}
<p class="muted">Subscribed already? <a href="/preferences">Have the link to your preferences sent</a>.</p>`,
  };
}

function drawForm(asking: Asking, catalogue: Listed[], tried: TypedTopic | null): Markup {
  return html`<form method="post" action="/sign-up">
${asking.invite === "" ? "" : html`<input type="hidden" name="invite" value="${asking.invite}">`}
<label for="address">Your mail address</label>
<input id="address" name="address" type="email" autocomplete="email" value="${asking.address}" ${tried === null ? "" : "autofocus"}>
<p class="hint">You will get one mail first that asks whether it was you.</p>
<label for="topic">A topic of your own</label>
<input id="topic" name="topic" value="${asking.topic}" placeholder='"mixture of experts" OR MoE -survey' aria-describedby="topic-hint">
<p class="hint" id="topic-hint">Words, "phrases", OR, -without, ti:title, au:"Y. LeCun", cat:cs.CL. Leave it empty for the day's trending papers.</p>
<p><button class="plain" name="do" value="try">Try it on the last 30 days</button></p>
${drawTried(tried)}
<h2>Or choose some</h2>
${[...Map.groupBy(catalogue, ({ heading }) => heading)].map(([heading, topics]) => drawGroup(heading, topics, asking.slugs))}
<h2>When</h2>
<div class="pair">
<div><label for="at">Hour</label><input id="at" name="at" type="time" required value="${asking.at}"></div>
<div><label for="zone">Time zone</label><select id="zone" name="zone" data-guess="${asking.zone === "UTC" ? "yes" : "no"}">${Intl.supportedValuesOf(
    "timeZone",
  )
    .concat("UTC")
    .map(
      (zone) =>
        html`<option value="${zone}" ${zone === asking.zone ? "selected" : ""}>${zone.replaceAll("_", " ")}</option>`,
    )}</select></div>
</div>
<label for="cadence">How often</label>
<select id="cadence" name="cadence">${Object.entries(CADENCES).map(([value, label]) => html`<option value="${value}" ${value === asking.cadence ? "selected" : ""}>${label}</option>`)}</select>
<p></p><button name="do" value="sign-up">Sign up</button>
</form>
<script src="/page.js" defer></script>`;
}

function drawGroup(heading: string, topics: Listed[], chosen: string[]): Markup {
  const open = topics.some(({ slug }) => chosen.includes(slug));
  return html`<details ${open ? "open" : ""}><summary>${heading}</summary>
${topics.map(({ slug, name }) => html`<label class="check"><input type="checkbox" name="slug" value="${slug}" ${chosen.includes(slug) ? "checked" : ""}> ${name}</label>`)}
</details>`;
}

const SHOWN = 5;

function drawTried(typed: TypedTopic | null): Markup | "" {
  if (typed === null) return "";
  if (!typed.ok)
    return html`<p class="said wrong" role="alert">${typed.error.message}${typed.repaired === null ? "" : html` Try: <code>${typed.repaired}</code>`}</p>`;
  const { reading, tried } = typed;
  const rate = tried.perDay === null ? "" : `, ${tried.perDay.toFixed(1)} a day`;
  return html`<div class="said" role="status">
<p>Read as <code>${reading}</code></p>
<p>It would have found <strong>${tried.hits}</strong> of ${tried.stored} papers in 30 days${rate}.${tried.tooBroad ? " That is broad: add a word." : ""}</p>
${tried.papers.length === 0 ? "" : html`<p>The latest:</p><ul>${tried.papers.slice(0, SHOWN).map((paper) => html`<li>${paper.title}</li>`)}</ul>`}
${tried.suggestions.length === 0 ? "" : html`<p>Perhaps you meant: ${tried.suggestions.map((each) => html`<code>${each.query}</code> (${each.hits}) `)}</p>`}
</div>`;
}

/** What the page does where scripts run: it guesses the zone. Without them the zone is chosen. */
export const SCRIPT = `const zone = document.getElementById("zone");
if (zone && zone.dataset.guess === "yes") {
  const guess = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((option) => option.value === guess)) zone.value = guess;
}
`;
