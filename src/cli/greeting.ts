/** What a service says when it is up: what is on, what is off, and how to turn that on. */
import type { App } from "../app.ts";
import { listActiveSources } from "../db/sources.ts";
import { usesOutbox } from "../open-channels.ts";
import type { DayReport } from "../pipeline/record-day.ts";
import type { Service } from "../service.ts";
import { count, heading, plain } from "./output.ts";

/** Saved pages are brought, not read. */
const BROUGHT = "page";

export async function greet(app: App, service: Service): Promise<string[]> {
  const { config, database } = app;
  const sources = (await listActiveSources(database.db)).filter((name) => name !== BROUGHT);
  return [
    heading(`${config.name} is up.`),
    `  pages     ${tellPages(app, service)}`,
    `  sources   ${sources.join(", ") || "none"}, read every half hour (more: paperboy source add)`,
    `  mail      ${config.mail.smtpUrl ? `by ${new URL(config.mail.smtpUrl).host}` : "to the outbox (set SMTP_URL to send)"}`,
    `  Slack     ${tellSlack(app)}`,
    `  commands  ${describeDoor(app, service)}`,
    ...(usesOutbox(config) && service.url ? [`  outbox    ${service.url}/outbox, on this machine only`] : []),
    `  database  ${database.kind === "embedded" ? `embedded, in ${config.dataFolder}` : "Postgres"}`,
    `  health    ${service.url ? `${service.url}/readyz, metrics at /metrics` : "off"}`,
    "  Ctrl-C ends it: what is under way is finished first. Other commands work meanwhile, in another terminal.",
  ];
}

function tellPages({ config: { publicUrl, signup } }: App, { url }: Service): string {
  if (url === null) return "off";
  const says = {
    open: "anybody may sign up",
    domains: "addresses of some domains may sign up",
    invite: "whom you invite may sign up: paperboy invite",
    closed: "nobody may sign up (set SIGNUP)",
  }[signup.kind];
  return `${url}${publicUrl === null ? "" : `, known as ${publicUrl}`}; ${says}`;
}

function tellSlack({ config: { slack } }: App): string {
  if (slack.oauth) return "to each workspace that installs the app at /slack/install";
  return slack.botToken ? "by the bot's token" : "to the outbox (set SLACK_BOT_TOKEN to post)";
}

function describeDoor({ config: { slack, publicUrl } }: App, { url }: Service): string {
  if (slack.door?.kind === "socket") return "from Slack by Socket Mode";
  if (slack.door && url) return `from Slack at ${publicUrl ?? url}/slack/events`;
  return "none from Slack (set SLACK_SIGNING_SECRET or SLACK_APP_TOKEN)";
}

/** One line for a day of a source. */
export function tellDay({ source, day, state, cause, listings, new: made }: DayReport): string {
  const about = `${source} ${day}`;
  if (state === "failed") return `  not read  ${about}: ${plain(cause)}. It is tried again by itself.`;
  return `  read      ${about}: ${count(listings, "listing")}, ${made} new${state === "complete" ? "" : ` (${state})`}`;
}
