/**
 * The environment variables of the configuration: what each is for, what holds while it is unset (a default of its schema
 * where it has none here), what it may be, and an example to show when it is not. The table of the README is made of it.
 */
import { z } from "zod";
import { httpUrl, listed, networks } from "./config-shapes.ts";
import { mailVariables } from "./config-variables-mail.ts";
import { slackVariables } from "./config-variables-slack.ts";

const WHOLE = "must be a whole number from 1 to 1000000";
const perMinute = z.coerce.number({ error: WHOLE }).int(WHOLE).min(1, WHOLE).max(1_000_000, WHOLE);

const KEPT = "must be forever, or a whole number of days from 60 to 36500";
const kept = z
  .string()
  .default("forever")
  .transform((text) => (text === "forever" ? null : Number(/^\d+$/.test(text) ? text : Number.NaN)))
  .refine((days) => days === null || (days >= 60 && days <= 36_500), KEPT);

export const variables = {
  DATABASE_URL: {
    says: "`postgres://…` for a server; `pglite:memory` for nothing kept; unset: embedded in the data folder, one process at a time",
    unset: "embedded",
    example: "postgres://paperboy:secret@127.0.0.1:5432/paperboy",
    schema: z
      .string()
      .regex(/^(postgres(ql)?:\/\/.+|pglite:memory)$/, "must begin with postgres:// or be pglite:memory")
      .optional(),
  },
  PAPERBOY_DATA: {
    says: "folder of the embedded database and the outbox",
    example: "./data",
    schema: z.string().min(1).default("./data"),
  },
  PAPERBOY_KEEP_HISTORY: {
    says: 'days that digests are kept, with their deliveries and runs, letters, and sign-ups that nobody confirmed; what "never twice" needs is kept for ever (60 or more)',
    unset: "`forever`",
    example: "365",
    schema: kept,
  },
  PAPERBOY_KEEP_SIGNALS: {
    says: "days that votes by day are kept, for trending and charts; papers keep the votes they have (60 or more)",
    unset: "`forever`",
    example: "400",
    schema: kept,
  },
  PAPERBOY_NAME: {
    says: "what the installation is called in mails and on its pages",
    example: "Paperboy at the Vision Lab",
    schema: z.string().min(1).max(60).default("Paperboy"),
  },
  PAPERBOY_OPERATOR: {
    says: "who runs it and how to reach them, for the footer",
    unset: "",
    example: "Ada Lovelace, papers@lab.example.org",
    schema: z.string().min(1).max(200).optional(),
  },
  PAPERBOY_HUGGINGFACE_URL: {
    says: "where Daily Papers are read",
    example: "https://huggingface.co",
    schema: httpUrl.default("https://huggingface.co"),
  },
  PAPERBOY_LISTEN: {
    says: "where `serve` answers: pages, API, health, metrics",
    example: "127.0.0.1:8080",
    schema: z
      .string()
      .regex(/^((\[[0-9a-f:]+\]|[\w.-]+):)?\d{1,5}$/i, "must be a host and port")
      .default("127.0.0.1:8080"),
  },
  PAPERBOY_TRUSTED_PROXIES: {
    says: "addresses or networks of the reverse proxies before it, whose `X-Forwarded-For` is believed when visitors are counted for limits",
    unset: "this machine",
    example: "10.0.0.7,2001:db8:1::/48",
    schema: networks.transform((list) => (list.length === 0 ? ["127.0.0.0/8", "::1"] : list)),
  },
  PAPERBOY_API_PER_MINUTE: {
    says: "requests to the [API](#api) a minute, of each client or key: of lists and papers",
    example: "60",
    schema: perMinute.default(60),
  },
  PAPERBOY_API_SEARCHES_PER_MINUTE: {
    says: "the same, of what searches",
    example: "20",
    schema: perMinute.default(20),
  },
  PAPERBOY_URL: {
    says: "where readers reach its pages: with it mails can be changed, paused and left by a link, with HTTPS also by the mail program's own button",
    unset: "no links",
    example: "https://papers.lab.example.org",
    schema: httpUrl.optional(),
  },
  PAPERBOY_SECRET: {
    says: "signs links and return paths, seals tokens of Slack, and stands for forgotten addresses: another one ends all three; 32 characters or more, the same for all processes",
    unset: "one of its own, in the data folder",
    example: "(32 characters or more: openssl rand -hex 32)",
    schema: z.string().min(32, "must have 32 characters or more").optional(),
  },
  SIGNUP: {
    says: "who may sign up on the web: `open`, `domains:example.org,…`, `invite` (whoever has a link of `paperboy invite`), `closed`",
    unset: "`open` where only this machine reaches the pages, else `closed`",
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
    says: "the operator's postal address, for the foot of mails",
    unset: "",
    example: "Vision Lab, 1 Example Street, 12345 Exampleton",
    schema: z.string().min(5).max(200).optional(),
  },
  PAPERBOY_ARXIV_URL: {
    says: "a mirror; it stands for arXiv's feeds, list pages, API and OAI-PMH",
    unset: "its own",
    example: "https://arxiv-mirror.example.org",
    schema: httpUrl.optional(),
  },
  PAPERBOY_BIORXIV_URL: {
    says: "a mirror of bioRxiv's and medRxiv's API",
    example: "https://api.biorxiv.org",
    schema: httpUrl.default("https://api.biorxiv.org"),
  },
  PAPERBOY_CONTACT: {
    says: "who sources may write to when Paperboy is a nuisance; part of the user agent",
    unset: "`PAPERBOY_OPERATOR`",
    example: "papers@lab.example.org",
    schema: z
      .string()
      .min(3)
      .max(200)
      .regex(/^[\x20-\x7e]+$/, "must be in plain ASCII, for an HTTP header")
      .optional(),
  },
  PAPERBOY_PRIVATE_HOSTS: {
    says: "hosts of feeds that may be read though on a private network",
    unset: "none",
    example: "feeds.lab.example.org,10.0.0.7:8080",
    schema: listed.transform((list) => list.map((part) => part.toLowerCase())),
  },
  ...mailVariables,
  ...slackVariables,
  LOG_LEVEL: {
    says: "`silent`, `error`, `warn`, `info`, `debug`; JSON lines on stderr",
    example: "info",
    schema: z.enum(["silent", "debug", "info", "warn", "error"]).default("warn"),
  },
} as const;
