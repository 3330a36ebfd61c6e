/** The variables of Slack: one workspace by a token, or many by OAuth, and the way that Slack comes. */
import { z } from "zod";
import { httpUrl } from "./config-shapes.ts";

export const slackVariables = {
  SLACK_BOT_TOKEN: {
    says: "the bot's token of the one workspace",
    unset: "outbox",
    example: "xoxb-…",
    schema: z
      .string()
      .regex(/^xox[bp]-/, "must begin with xoxb-")
      .optional(),
  },
  SLACK_SIGNING_SECRET: {
    says: "signs what Slack sends to `POST /slack/events` (or `/slack/commands`, `/slack/interactive`): commands, buttons, events",
    unset: "digests only",
    example: "(32 characters, from the app's “Basic Information”)",
    schema: z
      .string()
      .regex(/^\S{8,}$/, "must be the app's signing secret, without blanks")
      .optional(),
  },
  SLACK_APP_TOKEN: {
    says: "the same by Socket Mode instead, where Slack cannot reach this machine: with the scope `connections:write`",
    unset: "",
    example: "xapp-…",
    schema: z
      .string()
      .regex(/^xapp-\S+$/, "must begin with xapp-")
      .optional(),
  },
  SLACK_CLIENT_ID: {
    says: "instead of the bot's token: workspaces install the app themselves, at `/slack/install`",
    unset: "one workspace",
    example: "1234567890.1234567890",
    schema: z
      .string()
      .regex(/^\d+\.\d+$/, "must be the app's client id: two numbers with a dot between")
      .optional(),
  },
  SLACK_CLIENT_SECRET: {
    says: "the same",
    unset: "one workspace",
    example: "(32 characters, from the app's “Basic Information”)",
    schema: z
      .string()
      .regex(/^\S{8,}$/, "must be the app's client secret, without blanks")
      .optional(),
  },
  SLACK_API_URL: {
    says: "Slack's API, or a stand-in for it",
    example: "https://slack.com/api/",
    schema: httpUrl.transform((url) => `${url}/`).default("https://slack.com/api/"),
  },
} as const;
