/** Configuration from the environment: read once, every problem reported together with what was found and an example. */
import { join, resolve } from "node:path";
import type { z } from "zod";
import { variables } from "./config-variables.ts";
import { OperatorError } from "./errors.ts";
import { findNearestWord } from "./nearest.ts";

type Variables = { [K in keyof typeof variables]: z.infer<(typeof variables)[K]["schema"]> };
const SECRETS = new Set([
  "DATABASE_URL",
  "SMTP_URL",
  "SLACK_BOT_TOKEN",
  "SLACK_SIGNING_SECRET",
  "SLACK_APP_TOKEN",
  "SLACK_CLIENT_SECRET",
  "PAPERBOY_SECRET",
  "MAIL_HOOK_SECRET",
]);
const PREFIX = /^(PAPERBOY|SMTP|MAIL|SLACK)_|^SIGNUP/;

export interface Config {
  database: { kind: "postgres"; url: string } | { kind: "folder"; path: string } | { kind: "memory" };
  /** Absolute path of the data folder: embedded database and outbox. */
  dataFolder: string;
  /** How many days of history and of votes by day are kept; null: all. */
  keep: { history: number | null; signals: number | null };
  name: string;
  operator: string | null;
  /** Where its pages are reached from outside; null: mails have no links to them. */
  publicUrl: string | null;
  /** What links and return paths are signed with; null: one of its own, in the data folder. */
  secret: string | null;
  /** Who may sign up on the web. */
  signup: { kind: "open" } | { kind: "domains"; domains: string[] } | { kind: "invite" } | { kind: "closed" };
  /** The operator's postal address, for the foot of mails. */
  postalAddress: string | null;
  /** Where sources are read from; null stands for arXiv's own hosts. */
  sources: { huggingFaceUrl: string; arxivUrl: string | null; biorxivUrl: string };
  /** How Paperboy introduces itself to sources: who to write to when it is a nuisance. */
  contact: string | null;
  /** `host` or `host:port` of feeds that may be read though on a private network. */
  privateHosts: string[];
  /** Where `serve` answers over HTTP: `127.0.0.1:8080`. */
  listen: string;
  /** Addresses and networks (`10.0.0.0/8`) of proxies that are believed who their visitors are. */
  trustedProxies: string[];
  /** Requests to the API a minute, of each client or key: of lists and the like, and of what searches. */
  apiLimits: { lists: number; searches: number };
  mail: {
    smtpUrl: string | null;
    from: string;
    replyTo: string | null;
    /** Where bounces come: a token is put before the @, `bounces+TOKEN@…`; null: to the sender. */
    returnPath: string | null;
    /** What events at `/hooks/mail` are signed with, and the SNS topic that `/hooks/ses` takes; null: there is no such hook. */
    hookSecret: string | null;
    snsTopic: string | null;
    allow: string[];
    /** Mails a second and an hour through the relay, all processes together; null: as many as it takes. */
    rates: { perSecond: number | null; perHour: number | null };
    dkim: { domain: string; selector: string; keyFile: string } | null;
  };
  slack: {
    /** Of the one workspace; null: there is none, or many by OAuth. */
    botToken: string | null;
    /** Workspaces install the app themselves, at `/slack/install`. */
    oauth: { clientId: string; clientSecret: string } | null;
    apiUrl: string;
    /** The way that Slack comes with what people say; null: it does not, and digests are all there is. */
    door: { kind: "http"; signingSecret: string } | { kind: "socket"; appToken: string } | null;
  };
  logLevel: string;
}

/** @throws OperatorError naming every variable that is wrong, with what was found and an example. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const problems = findUnknown(environment);
  const values: Record<string, unknown> = {};
  for (const [name, { schema, example }] of Object.entries(variables)) {
    const raw = environment[name] === "" ? undefined : environment[name];
    const parsed = schema.safeParse(raw);
    if (parsed.success) values[name] = parsed.data;
    else
      problems.push(
        `${name} ${parsed.error.issues[0]?.message ?? "is wrong"}; found ${shown(name, raw)}. Example: ${name}=${example}`,
      );
  }
  if (Boolean(values.MAIL_DKIM_SELECTOR) !== Boolean(values.MAIL_DKIM_KEY_FILE))
    problems.push("MAIL_DKIM_SELECTOR and MAIL_DKIM_KEY_FILE must be set together: one names the key, one holds it");
  problems.push(...findSlackProblems(values as Variables));
  if (problems.length > 0)
    throw new OperatorError(`The configuration needs a change:\n${problems.map((line) => `  ${line}`).join("\n")}`);
  return arrange(values as Variables);
}

/** One workspace by its token, or many by OAuth: never both. */
function findSlackProblems(v: Variables): string[] {
  const problems: string[] = [];
  const many = Boolean(v.SLACK_CLIENT_ID || v.SLACK_CLIENT_SECRET);
  for (const name of ["SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"] as const)
    if (v[name] && !v.SLACK_BOT_TOKEN && !many)
      problems.push(`${name} needs SLACK_BOT_TOKEN, or SLACK_CLIENT_ID for many workspaces: answers are posted by it`);
  if (!many) return problems;
  if (!v.SLACK_CLIENT_ID || !v.SLACK_CLIENT_SECRET)
    problems.push("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET must be set together: both are of the app");
  if (v.SLACK_BOT_TOKEN)
    problems.push(
      "SLACK_CLIENT_ID goes without SLACK_BOT_TOKEN: that workspace too installs the app, at /slack/install",
    );
  if (!v.SLACK_SIGNING_SECRET && !v.SLACK_APP_TOKEN)
    problems.push("SLACK_CLIENT_ID needs SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN for Socket Mode");
  if (!v.PAPERBOY_URL) problems.push("SLACK_CLIENT_ID needs PAPERBOY_URL: Slack sends people back to it");
  return problems;
}

/** A value as it may be shown: secrets as dots. */
function shown(name: string, value: string | undefined): string {
  return SECRETS.has(name) ? "••••" : JSON.stringify(value);
}

/** Names with our prefix that are none of ours, and others that look like a slip: SMTP_ and MAIL_ belong to many programs. */
function findUnknown(environment: Record<string, string | undefined>): string[] {
  const known = Object.keys(variables);
  const named = Object.keys(environment).filter(
    (name) => PREFIX.test(name) && !known.includes(name) && !name.startsWith("PAPERBOY_TEST_"),
  );
  return named.flatMap((name) => {
    const close = findNearestWord(name, known, name.startsWith("PAPERBOY_") ? Math.floor(name.length / 3) : 2);
    if (close) return [`${name} is not a variable of Paperboy: did you mean ${close}?`];
    return name.startsWith("PAPERBOY_")
      ? [`${name} is not a variable of Paperboy: see .env.example for those there are`]
      : [];
  });
}

function arrange(v: Variables): Config {
  const dataFolder = resolve(v.PAPERBOY_DATA);
  const embedded =
    v.DATABASE_URL === "pglite:memory"
      ? { kind: "memory" as const }
      : { kind: "folder" as const, path: join(dataFolder, "db") };
  return {
    database: v.DATABASE_URL?.startsWith("postgres") ? { kind: "postgres", url: v.DATABASE_URL } : embedded,
    dataFolder,
    keep: { history: v.PAPERBOY_KEEP_HISTORY, signals: v.PAPERBOY_KEEP_SIGNALS },
    name: v.PAPERBOY_NAME,
    operator: v.PAPERBOY_OPERATOR ?? v.MAIL_REPLY_TO ?? null,
    publicUrl: v.PAPERBOY_URL ?? null,
    secret: v.PAPERBOY_SECRET ?? null,
    signup: arrangeSignup(v),
    postalAddress: v.PAPERBOY_ADDRESS ?? null,
    sources: {
      huggingFaceUrl: v.PAPERBOY_HUGGINGFACE_URL,
      arxivUrl: v.PAPERBOY_ARXIV_URL ?? null,
      biorxivUrl: v.PAPERBOY_BIORXIV_URL,
    },
    contact: v.PAPERBOY_CONTACT ?? v.PAPERBOY_OPERATOR ?? null,
    privateHosts: v.PAPERBOY_PRIVATE_HOSTS,
    listen: v.PAPERBOY_LISTEN,
    trustedProxies: v.PAPERBOY_TRUSTED_PROXIES,
    apiLimits: { lists: v.PAPERBOY_API_PER_MINUTE, searches: v.PAPERBOY_API_SEARCHES_PER_MINUTE },
    mail: {
      smtpUrl: v.SMTP_URL ?? null,
      from: v.MAIL_FROM,
      replyTo: v.MAIL_REPLY_TO ?? null,
      returnPath: v.MAIL_RETURN_PATH ?? null,
      hookSecret: v.MAIL_HOOK_SECRET ?? null,
      snsTopic: v.MAIL_SNS_TOPIC ?? null,
      allow: v.MAIL_ALLOW,
      rates: { perSecond: v.MAIL_PER_SECOND ?? null, perHour: v.MAIL_PER_HOUR ?? null },
      dkim: arrangeDkim(v),
    },
    slack: {
      botToken: v.SLACK_BOT_TOKEN ?? null,
      oauth:
        v.SLACK_CLIENT_ID && v.SLACK_CLIENT_SECRET
          ? { clientId: v.SLACK_CLIENT_ID, clientSecret: v.SLACK_CLIENT_SECRET }
          : null,
      apiUrl: v.SLACK_API_URL,
      door: arrangeSlackDoor(v),
    },
    logLevel: v.LOG_LEVEL,
  };
}

const LOOPBACK = /^(\[::1\]|127\.\d+\.\d+\.\d+|localhost):/;

/** Open by itself only where nobody else can reach it. */
function arrangeSignup({ SIGNUP, PAPERBOY_LISTEN }: Variables): Config["signup"] {
  if (SIGNUP?.startsWith("domains:"))
    return { kind: "domains", domains: SIGNUP.slice("domains:".length).toLowerCase().split(",") };
  if (SIGNUP === "open" || SIGNUP === "invite" || SIGNUP === "closed") return { kind: SIGNUP };
  return { kind: LOOPBACK.test(PAPERBOY_LISTEN) ? "open" : "closed" };
}

/** A socket where there is a token for it: it also works where Slack cannot reach us. */
function arrangeSlackDoor({ SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }: Variables): Config["slack"]["door"] {
  if (SLACK_APP_TOKEN) return { kind: "socket", appToken: SLACK_APP_TOKEN };
  return SLACK_SIGNING_SECRET ? { kind: "http", signingSecret: SLACK_SIGNING_SECRET } : null;
}

function arrangeDkim(v: Variables): Config["mail"]["dkim"] {
  if (!v.MAIL_DKIM_SELECTOR || !v.MAIL_DKIM_KEY_FILE) return null;
  const domain = v.MAIL_DKIM_DOMAIN ?? v.MAIL_FROM.replace(/^.*@|>\s*$/g, "");
  return { domain, selector: v.MAIL_DKIM_SELECTOR, keyFile: resolve(v.MAIL_DKIM_KEY_FILE) };
}
