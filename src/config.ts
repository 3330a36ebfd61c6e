/** Configuration from the environment: read once, every problem reported together with what was found and an example. */
import { join, resolve } from "node:path";
import { z } from "zod";
import { OperatorError } from "./errors.ts";
import { findNearestWord } from "./nearest.ts";

const httpUrl = z
  .string()
  .regex(/^https?:\/\/[^\s]+$/, "must be an http(s) address")
  .transform((url) => url.replace(/\/+$/, ""));

const positive = z.coerce.number({ error: "must be a number above 0" }).positive("must be a number above 0");

const variables = {
  DATABASE_URL: {
    example: "postgres://paperboy:secret@127.0.0.1:5432/paperboy",
    schema: z
      .string()
      .regex(/^(postgres(ql)?:\/\/.+|pglite:memory)$/, "must begin with postgres:// or be pglite:memory")
      .optional(),
  },
  PAPERBOY_DATA: { example: "./data", schema: z.string().min(1).default("./data") },
  PAPERBOY_NAME: { example: "Paperboy at the Vision Lab", schema: z.string().min(1).max(60).default("Paperboy") },
  PAPERBOY_OPERATOR: { example: "Ada Lovelace, papers@lab.example.org", schema: z.string().min(1).max(200).optional() },
  PAPERBOY_HUGGINGFACE_URL: { example: "https://huggingface.co", schema: httpUrl.default("https://huggingface.co") },
  PAPERBOY_LISTEN: {
    example: "127.0.0.1:8080",
    schema: z
      .string()
      .regex(/^((\[[0-9a-f:]+\]|[\w.-]+):)?\d{1,5}$/i, "must be a host and port")
      .default("127.0.0.1:8080"),
  },
  PAPERBOY_ARXIV_URL: { example: "https://arxiv-mirror.example.org", schema: httpUrl.optional() },
  PAPERBOY_BIORXIV_URL: { example: "https://api.biorxiv.org", schema: httpUrl.default("https://api.biorxiv.org") },
  PAPERBOY_CONTACT: {
    example: "papers@lab.example.org",
    schema: z
      .string()
      .min(3)
      .max(200)
      .regex(/^[\x20-\x7e]+$/, "must be in plain ASCII, for an HTTP header")
      .optional(),
  },
  PAPERBOY_PRIVATE_HOSTS: {
    example: "feeds.lab.example.org,10.0.0.7:8080",
    schema: z
      .string()
      .default("")
      .transform((list) =>
        list
          .split(",")
          .map((part) => part.trim().toLowerCase())
          .filter(Boolean),
      ),
  },
  SMTP_URL: {
    example: "smtp://127.0.0.1:1025",
    schema: z
      .string()
      .regex(/^smtps?:\/\/[^\s]+$/, "must begin with smtp:// or smtps://")
      .optional(),
  },
  MAIL_FROM: {
    example: "Paperboy <papers@lab.example.org>",
    schema: z
      .string()
      .regex(/@[^\s@]+>?$/, "must be a mail address")
      .default("Paperboy <paperboy@localhost.localdomain>"),
  },
  MAIL_REPLY_TO: {
    example: "papers@lab.example.org",
    schema: z.string().regex(/@/, "must be a mail address").optional(),
  },
  MAIL_ALLOW: {
    example: "*@lab.example.org,ada@example.org",
    schema: z
      .string()
      .default("")
      .transform((list) =>
        list
          .split(",")
          .map((part) => part.trim())
          .filter(Boolean),
      ),
  },
  MAIL_PER_SECOND: { example: "14", schema: positive.optional() },
  MAIL_PER_HOUR: { example: "1000", schema: positive.optional() },
  MAIL_DKIM_SELECTOR: {
    example: "paperboy",
    schema: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i, "must be a DNS name")
      .optional(),
  },
  MAIL_DKIM_KEY_FILE: { example: "./data/dkim.pem", schema: z.string().min(1).optional() },
  MAIL_DKIM_DOMAIN: {
    example: "lab.example.org",
    schema: z
      .string()
      .regex(/^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u, "must be a domain")
      .optional(),
  },
  SLACK_BOT_TOKEN: {
    example: "xoxb-…",
    schema: z
      .string()
      .regex(/^xox[bp]-/, "must begin with xoxb-")
      .optional(),
  },
  SLACK_API_URL: {
    example: "https://slack.com/api/",
    schema: httpUrl.transform((url) => `${url}/`).default("https://slack.com/api/"),
  },
  LOG_LEVEL: { example: "info", schema: z.enum(["silent", "debug", "info", "warn", "error"]).default("warn") },
} as const;

type Variables = { [K in keyof typeof variables]: z.infer<(typeof variables)[K]["schema"]> };
const SECRETS = new Set(["DATABASE_URL", "SMTP_URL", "SLACK_BOT_TOKEN"]);
const PREFIX = /^(PAPERBOY|SMTP|MAIL|SLACK)_/;

export interface Config {
  database: { kind: "postgres"; url: string } | { kind: "folder"; path: string } | { kind: "memory" };
  /** Absolute path of the data folder: embedded database and outbox. */
  dataFolder: string;
  name: string;
  operator: string | null;
  /** Where sources are read from; null stands for arXiv's own hosts. */
  sources: { huggingFaceUrl: string; arxivUrl: string | null; biorxivUrl: string };
  /** How Paperboy introduces itself to sources: who to write to when it is a nuisance. */
  contact: string | null;
  /** `host` or `host:port` of feeds that may be read though on a private network. */
  privateHosts: string[];
  /** Where `serve` answers over HTTP: `127.0.0.1:8080`. */
  listen: string;
  mail: {
    smtpUrl: string | null;
    from: string;
    replyTo: string | null;
    allow: string[];
    /** Mails a second and an hour through the relay, all processes together; null: as many as it takes. */
    rates: { perSecond: number | null; perHour: number | null };
    dkim: { domain: string; selector: string; keyFile: string } | null;
  };
  slack: { botToken: string | null; apiUrl: string };
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
  if (problems.length > 0)
    throw new OperatorError(`The configuration needs a change:\n${problems.map((line) => `  ${line}`).join("\n")}`);
  return arrange(values as Variables);
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
    name: v.PAPERBOY_NAME,
    operator: v.PAPERBOY_OPERATOR ?? v.MAIL_REPLY_TO ?? null,
    sources: {
      huggingFaceUrl: v.PAPERBOY_HUGGINGFACE_URL,
      arxivUrl: v.PAPERBOY_ARXIV_URL ?? null,
      biorxivUrl: v.PAPERBOY_BIORXIV_URL,
    },
    contact: v.PAPERBOY_CONTACT ?? v.PAPERBOY_OPERATOR ?? null,
    privateHosts: v.PAPERBOY_PRIVATE_HOSTS,
    listen: v.PAPERBOY_LISTEN,
    mail: {
      smtpUrl: v.SMTP_URL ?? null,
      from: v.MAIL_FROM,
      replyTo: v.MAIL_REPLY_TO ?? null,
      allow: v.MAIL_ALLOW,
      rates: { perSecond: v.MAIL_PER_SECOND ?? null, perHour: v.MAIL_PER_HOUR ?? null },
      dkim: arrangeDkim(v),
    },
    slack: { botToken: v.SLACK_BOT_TOKEN ?? null, apiUrl: v.SLACK_API_URL },
    logLevel: v.LOG_LEVEL,
  };
}

function arrangeDkim(v: Variables): Config["mail"]["dkim"] {
  if (!v.MAIL_DKIM_SELECTOR || !v.MAIL_DKIM_KEY_FILE) return null;
  const domain = v.MAIL_DKIM_DOMAIN ?? v.MAIL_FROM.replace(/^.*@|>\s*$/g, "");
  return { domain, selector: v.MAIL_DKIM_SELECTOR, keyFile: resolve(v.MAIL_DKIM_KEY_FILE) };
}
