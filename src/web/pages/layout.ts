/** The frame of every page: head, masthead, foot, and the headers that keep it safe. */
import type { Context } from "hono";
import { html } from "hono/html";

export type Markup = ReturnType<typeof html>;

export interface Place {
  /** What the installation is called. */
  name: string;
  operator: string | null;
  /** Where these pages are reached, without a slash at the end; null: it is not known. */
  base: string | null;
}

/** Everything comes from here, nothing runs but ours, nobody frames it; no other site is told where somebody was. */
export const HEADERS: Record<string, string> = {
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
};
/** A reader's own page is in no index and no cache. */
const OWN = { "X-Robots-Tag": "noindex", "Cache-Control": "no-store" };
const PUBLIC = { "Cache-Control": "public, max-age=60" };

export interface Page {
  title: string;
  body: Markup;
  /** With tables that need more room than text does. */
  wide?: boolean;
  status?: 200 | 400 | 403 | 404 | 410 | 413 | 429 | 500 | 503;
}

/** What a page that anybody may find says of itself. */
export interface Published {
  /** Its own address, after the base. */
  path: string;
  feeds: { title: string; path: string }[];
}

export const givePage = (c: Context, place: Place, page: Page): Response | Promise<Response> =>
  give(c, place, page, null);

/** A page that is the same for everybody. */
export const givePublic = (c: Context, place: Place, page: Page, published: Published): Response | Promise<Response> =>
  give(c, place, page, published);

function give(
  c: Context,
  place: Place,
  { title, body, wide = false, status = 200 }: Page,
  published: Published | null,
): Response | Promise<Response> {
  const own = published === null || status !== 200;
  for (const [name, value] of Object.entries({ ...HEADERS, ...(own ? OWN : PUBLIC) })) c.header(name, value);
  return c.html(
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${place.name}</title>
<link rel="stylesheet" href="/style.css">
${published === null ? "" : drawHead(place, published)}
</head>
<body${wide ? html` class="wide"` : ""}>
<a class="skip" href="#main">To the content</a>
<header><a class="name" href="/">${place.name}</a><nav aria-label="Whole site"><a href="/papers">Papers</a> <a href="/topics">Topics</a> <a href="/search">Search</a></nav></header>
<main id="main">
${body}
</main>
<footer id="help"><p>${place.name} brings new research papers that match your topics, by mail or in Slack.${place.operator === null ? "" : ` It is run by ${place.operator}.`}</p></footer>
</body>
</html>
`,
    status,
  );
}

const drawHead = ({ base }: Place, { path, feeds }: Published): Markup =>
  html`${base === null ? "" : html`<link rel="canonical" href="${base}${path}">`}
${feeds.map(
  ({
    title,
    path: feed,
  }) => html`<link rel="alternate" type="${feed.endsWith(".json") ? "application/feed+json" : feed.endsWith(".rss") ? "application/rss+xml" : "application/atom+xml"}" title="${title}" href="${feed}">
`,
)}`;

/** What was done, said on top of the page that follows. */
export const said = (text: string | null): Markup | "" =>
  text === null ? "" : html`<p class="said" role="status">${text}</p>`;

export const UNKNOWN_LINK: Page = {
  title: "This link is not valid",
  status: 404,
  body: html`<h1>This link is not valid</h1><p>Use the whole link at the foot of any mail, or <a href="/preferences">have yours sent</a>.</p>`,
};
