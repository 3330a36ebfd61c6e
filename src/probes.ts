/** What doctor looks at outside the database: the data folder, the relay, Slack. */
import { access, constants, mkdir } from "node:fs/promises";
import { probeDkim } from "./channels/dkim-key.ts";
import { probeSlack, probeSlackSocket } from "./channels/slack-workspace.ts";
import { probeSmtp } from "./channels/smtp.ts";
import type { Config } from "./config.ts";
import type { Db } from "./db/open.ts";
import { listInstallations } from "./db/slack-installations.ts";
import type { Probe } from "./reading/doctor.ts";

export function listProbes(config: Config, db: Db): Probe[] {
  const { smtpUrl, dkim } = config.mail;
  const { door, apiUrl } = config.slack;
  return [
    {
      what: "data folder",
      look: () => probeFolder(config.dataFolder),
      nextStep: "Set PAPERBOY_DATA to a folder that can be written",
    },
    smtpUrl
      ? {
          what: "mail",
          look: () => probeSmtp(smtpUrl),
          nextStep: "Check SMTP_URL, and that the relay runs and lets this machine in",
        }
      : { what: "mail", look: async () => "no SMTP_URL: mails go to the outbox", nextStep: "" },
    ...(smtpUrl && dkim
      ? [{ what: "dkim", look: () => probeDkim(dkim), nextStep: "Check MAIL_DKIM_KEY_FILE and the DNS" }]
      : []),
    probeWorkspaces(config, db),
    door?.kind === "socket"
      ? {
          what: "slack commands",
          look: () => probeSlackSocket(door.appToken, apiUrl),
          nextStep:
            "Check SLACK_APP_TOKEN: an app-level token with the scope connections:write, of an app with Socket Mode on",
        }
      : { what: "slack commands", look: async () => describeSlackDoor(config), nextStep: "" },
  ];
}

function probeWorkspaces({ slack: { botToken, oauth, apiUrl } }: Config, db: Db): Probe {
  if (oauth) return { what: "slack", look: () => describeWorkspaces(db), nextStep: "See: paperboy slack workspaces" };
  if (botToken === null)
    return { what: "slack", look: async () => "no SLACK_BOT_TOKEN: Slack messages go to the outbox", nextStep: "" };
  const nextStep = "Check SLACK_BOT_TOKEN, and that the app is installed with the scope chat:write";
  return { what: "slack", look: () => probeSlack(botToken, apiUrl), nextStep };
}

/** Throws when a workspace has something to mend. */
async function describeWorkspaces(db: Db): Promise<string> {
  const standing = (await listInstallations(db)).filter((each) => each.ended_at === null);
  const troubled = standing.filter((each) => each.trouble !== null);
  if (troubled.length > 0) throw new Error(troubled.map((each) => `${each.team}: ${each.trouble}`).join("; "));
  return standing.length === 0
    ? "no workspace has installed the app yet. Make a link: paperboy slack invite"
    : `installed in ${standing.length === 1 ? "1 workspace" : `${standing.length} workspaces`}`;
}

function describeSlackDoor({ slack, publicUrl, listen }: Config): string {
  if (slack.door === null) return "off: set SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN for Socket Mode";
  return publicUrl === null
    ? `come over HTTP, to /slack/events on ${listen}; without PAPERBOY_URL it is not known where Slack reaches that`
    : `come over HTTP, to ${publicUrl}/slack/events`;
}

async function probeFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
  return folder;
}
