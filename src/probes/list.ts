/** What doctor looks at outside the database: the data folder, the relay, Slack. */
import { probeDkim } from "../channels/dkim-key.ts";
import { probeSlack, probeSlackSocket } from "../channels/slack-workspace.ts";
import { probeSmtp } from "../channels/smtp.ts";
import type { Config } from "../config.ts";
import type { Db } from "../db/open.ts";
import { listInstallations } from "../db/slack-installations.ts";
import { listSources } from "../db/sources.ts";
import type { Look, Probe } from "../reading/doctor.ts";
import { BOT_SCOPES } from "../slack/scopes.ts";
import { createLook } from "../sources/http/look.ts";
import { findAddress } from "../sources/open.ts";
import { listMachineProbes } from "./machine.ts";
import { listDomainProbes } from "./mail-domain.ts";
import { listWebProbes } from "./web.ts";

export interface ProbesOrder {
  config: Config;
  db: Db;
  /** The machine's clock, whatever the program's is set to. */
  now: () => Temporal.Instant;
  userAgent: string;
}

export async function listProbes({ config, db, now, userAgent }: ProbesOrder): Promise<Probe[]> {
  const { huggingFaceUrl, arxivUrl, biorxivUrl } = config.sources;
  const own = [huggingFaceUrl, arxivUrl, biorxivUrl, config.publicUrl].filter((url) => url !== null);
  const look = createLook({ userAgent, privateHosts: config.privateHosts, own });
  const sources = (await listSources(db)).filter(({ active }) => active);
  const addresses = sources.flatMap((source) => {
    const url = findAddress(source, config.sources);
    return url === null ? [] : [{ name: source.name, url }];
  });
  return [
    ...listMachineProbes(config.dataFolder),
    ...listWebProbes(config, addresses, now, look),
    ...listMailProbes(config),
    ...listSlackProbes(config, db),
  ];
}

function listMailProbes(config: Config): Probe[] {
  const { smtpUrl, dkim } = config.mail;
  if (smtpUrl === null)
    return [{ what: "mail", look: async () => "no SMTP_URL: mails go to the outbox", nextStep: "" }];
  const nextStep = "Check SMTP_URL, and that the relay runs and lets this machine in";
  return [
    { what: "mail", look: () => probeSmtp(smtpUrl), nextStep },
    ...(dkim ? [{ what: "dkim", look: () => probeDkim(dkim), nextStep: "Check MAIL_DKIM_KEY_FILE and the DNS" }] : []),
    ...listDomainProbes(config),
  ];
}

function listSlackProbes(config: Config, db: Db): Probe[] {
  const { door, apiUrl } = config.slack;
  return [
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
  return { what: "slack", look: () => lookAtToken(botToken, apiUrl), nextStep };
}

/** A missing scope costs what needs it; without chat:write nothing is posted. */
async function lookAtToken(botToken: string, apiUrl: string): Promise<Look> {
  const { says, scopes } = await probeSlack(botToken, apiUrl);
  const missing = scopes === null ? [] : BOT_SCOPES.filter((scope) => !scopes.includes(scope));
  if (missing.includes("chat:write")) throw new Error(`${says}, without the scope chat:write: nothing can be posted`);
  return missing.length === 0
    ? says
    : { warn: `${says}, without ${missing.join(", ")}: take slack-manifest.yml into the app and install it again` };
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
