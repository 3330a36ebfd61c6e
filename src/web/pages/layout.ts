/** The frame of every page: head, masthead, foot, and the headers that keep it to itself. */
import type { Context } from "hono";
import { html } from "hono/html";

export type Markup = ReturnType<typeof html>;

export interface Place {
  /** What the installation is called. */
  name: string;
  operator: string | null;
}

/** Everything comes from here, nothing runs, nobody frames it; links with tokens tell no other site where they are. */
const HEADERS: Record<string, string> = {
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
  "X-Robots-Tag": "noindex",
  "Cache-Control": "no-store",
};

export interface Page {
  title: string;
  body: Markup;
  status?: 200 | 400 | 403 | 404 | 410 | 413 | 429 | 503;
}

export function givePage(c: Context, place: Place, { title, body, status = 200 }: Page): Response | Promise<Response> {
  for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
  return c.html(
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${place.name}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header><a href="/">${place.name}</a></header>
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

/** What was done, said on top of the page that follows. */
export const said = (text: string | null): Markup | "" =>
  text === null ? "" : html`<p class="said" role="status">${text}</p>`;

export const UNKNOWN_LINK: Page = {
  title: "This link is not valid",
  status: 404,
  body: html`<h1>This link is not valid</h1><p>Use the whole link at the foot of any mail, or <a href="/preferences">have yours sent</a>.</p>`,
};
