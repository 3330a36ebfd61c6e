/** The environment variables of the configuration: what each may be, with an example to show when it is not. */
import { z } from "zod";

const httpUrl = z
  .string()
  .regex(/^https?:\/\/[^\s]+$/, "must be an http(s) address")
  .refine((url) => URL.canParse(url), "must be an http(s) address")
  .transform((url) => url.replace(/\/+$/, ""));

const positive = z.coerce.number({ error: "must be a number above 0" }).positive("must be a number above 0");

const WHOLE = "must be a whole number from 1 to 1000000";
const perMinute = z.coerce.number({ error: WHOLE }).int(WHOLE).min(1, WHOLE).max(1_000_000, WHOLE);

/** Parts between commas, without blanks around them. */
const listed = z
  .string()
  .default("")
  .transform((list) =>
    list
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean),
  );

export const variables = {
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
  PAPERBOY_API_PER_MINUTE: { example: "60", schema: perMinute.default(60) },
  PAPERBOY_API_SEARCHES_PER_MINUTE: { example: "20", schema: perMinute.default(20) },
  PAPERBOY_URL: { example: "https://papers.lab.example.org", schema: httpUrl.optional() },
  PAPERBOY_SECRET: {
    example: "(32 characters or more: openssl rand -hex 32)",
    schema: z.string().min(32, "must have 32 characters or more").optional(),
  },
  SIGNUP: {
    example: "domains:lab.example.org,example.org",
    schema: z
      .string()
      .regex(
        /^(open|closed|invite|domains:[\p{L}\p{N}.-]+(,[\p{L}\p{N}.-]+)*)$/u,
        "must be open, closed, invite, or domains: with domains and commas between",
      )
      .optional(),
  },
  PAPERBOY_ADDRESS: {
    example: "Vision Lab, 1 Example Street, 12345 Exampleton",
    schema: z.string().min(5).max(200).optional(),
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
    schema: listed.transform((list) => list.map((part) => part.toLowerCase())),
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
  MAIL_RETURN_PATH: {
    example: "bounces@lab.example.org",
    schema: z
      .string()
      .regex(/^[\w.-]+@[^\s@]+$/, "must be a bare mail address")
      .optional(),
  },
  MAIL_ALLOW: {
    example: "*@lab.example.org,ada@example.org",
    schema: listed,
  },
  MAIL_HOOK_SECRET: {
    example: "(32 characters or more: openssl rand -hex 32)",
    schema: z.string().min(32, "must have 32 characters or more").optional(),
  },
  MAIL_SNS_TOPIC: {
    example: "arn:aws:sns:eu-west-1:123456789012:paperboy-bounces",
    schema: z
      .string()
      .regex(/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, "must be the ARN of a topic")
      .optional(),
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
  SLACK_SIGNING_SECRET: {
    example: "(32 characters, from the app's “Basic Information”)",
    schema: z
      .string()
      .regex(/^\S{8,}$/, "must be the app's signing secret, without blanks")
      .optional(),
  },
  SLACK_APP_TOKEN: {
    example: "xapp-…",
    schema: z
      .string()
      .regex(/^xapp-\S+$/, "must begin with xapp-")
      .optional(),
  },
  SLACK_CLIENT_ID: {
    example: "1234567890.1234567890",
    schema: z
      .string()
      .regex(/^\d+\.\d+$/, "must be the app's client id: two numbers with a dot between")
      .optional(),
  },
  SLACK_CLIENT_SECRET: {
    example: "(32 characters, from the app's “Basic Information”)",
    schema: z
      .string()
      .regex(/^\S{8,}$/, "must be the app's client secret, without blanks")
      .optional(),
  },
  SLACK_API_URL: {
    example: "https://slack.com/api/",
    schema: httpUrl.transform((url) => `${url}/`).default("https://slack.com/api/"),
  },
  LOG_LEVEL: { example: "info", schema: z.enum(["silent", "debug", "info", "warn", "error"]).default("warn") },
} as const;
