/** The variables of mail: the relay, who mails are from, what comes back, and their signature. */
import { z } from "zod";
import { listed, positive } from "./config-shapes.ts";

export const mailVariables = {
  SMTP_URL: {
    says: "`smtp://` or `smtps://` with user and password; `?tls=off` at the end lets a relay elsewhere go without TLS; `?connections=10` allows it so many at once (5)",
    unset: "outbox",
    example: "smtp://127.0.0.1:1025",
    schema: z
      .string()
      .regex(/^smtps?:\/\/[^\s]+$/, "must begin with smtp:// or smtps://")
      .optional(),
  },
  MAIL_FROM: {
    says: "sender",
    example: "Paperboy <papers@lab.example.org>",
    schema: z
      .string()
      .regex(/@[^\s@]+>?$/, "must be a mail address")
      .default("Paperboy <paperboy@localhost.localdomain>"),
  },
  MAIL_REPLY_TO: {
    says: "where answers go",
    unset: "the sender",
    example: "papers@lab.example.org",
    schema: z.string().regex(/@/, "must be a mail address").optional(),
  },
  MAIL_RETURN_PATH: {
    says: "where bounces go, each to an address that names its delivery: `bounces@…` becomes `bounces+TOKEN@…`",
    unset: "the sender",
    example: "bounces@lab.example.org",
    schema: z
      .string()
      .regex(/^[\w.-]+@[^\s@]+$/, "must be a bare mail address")
      .optional(),
  },
  MAIL_ALLOW: {
    says: "who is written to through a relay that is not on this machine",
    unset: "nobody",
    example: "*@lab.example.org,ada@example.org",
    schema: listed,
  },
  MAIL_HOOK_SECRET: {
    says: "signs a provider's events at `POST /hooks/mail`",
    unset: "no such hook",
    example: "(32 characters or more: openssl rand -hex 32)",
    schema: z.string().min(32, "must have 32 characters or more").optional(),
  },
  MAIL_SNS_TOPIC: {
    says: "the ARN of the Amazon SNS topic whose SES events `POST /hooks/ses` takes",
    unset: "no such hook",
    example: "arn:aws:sns:eu-west-1:123456789012:paperboy-bounces",
    schema: z
      .string()
      .regex(/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, "must be the ARN of a topic")
      .optional(),
  },
  MAIL_PER_SECOND: {
    says: "mails through the relay a second, all processes together",
    unset: "as many as the relay takes",
    example: "14",
    schema: positive.optional(),
  },
  MAIL_PER_HOUR: {
    says: "the same in an hour",
    unset: "as many as the relay takes",
    example: "1000",
    schema: positive.optional(),
  },
  MAIL_DKIM_SELECTOR: {
    says: "signs mails with DKIM, together with the next",
    unset: "the relay signs",
    example: "paperboy",
    schema: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i, "must be a DNS name")
      .optional(),
  },
  MAIL_DKIM_KEY_FILE: {
    says: "an RSA key of 2,048 bits or more in PEM; proven at the start, never sent unsigned",
    unset: "the relay signs",
    example: "./data/dkim.pem",
    schema: z.string().min(1).optional(),
  },
  MAIL_DKIM_DOMAIN: {
    says: "the domain that signs",
    unset: "that of `MAIL_FROM`",
    example: "lab.example.org",
    schema: z
      .string()
      .regex(/^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u, "must be a domain")
      .optional(),
  },
} as const;
