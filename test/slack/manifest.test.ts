/** The manifest that operators make their Slack app from: its shape and limits, and that it asks for what the door uses. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { PATHS } from "../../src/slack/door/gate.ts";
import { COMMAND, readIncoming, SEARCH_FORM } from "../../src/slack/door/incoming.ts";
import { BOT_SCOPES } from "../../src/slack/scopes.ts";
import { readPlainYaml } from "../support/plain-yaml.ts";
import { eventOf } from "../support/slack-requests.ts";

const text = (most: number) => z.string().min(1).max(most);
const url = z.url({ protocol: /^https$/ });

/** https://docs.slack.dev/reference/app-manifest: fields that are not known, or too long, are refused. */
const MANIFEST = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(1), minor_version: z.literal(1) }),
  display_information: z.strictObject({
    name: text(35),
    description: text(140),
    long_description: z.string().min(174).max(4_000).optional(),
    background_color: z.string().regex(/^#([0-9a-f]{3}|[0-9a-f]{6})$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: z.string().regex(/^[\w .-]{1,80}$/), always_online: z.boolean() }),
    unfurl_domains: z.array(z.hostname()).max(5),
    shortcuts: z
      .array(
        z.strictObject({
          name: text(24),
          type: z.enum(["global", "message"]),
          callback_id: text(255),
          description: text(150),
        }),
      )
      .max(10),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
          url,
          description: text(2_000),
          usage_hint: text(1_000),
          should_escape: z.boolean(),
        }),
      )
      .max(50),
  }),
  oauth_config: z.strictObject({
    redirect_urls: z.array(url).max(1_000),
    scopes: z.strictObject({ bot: z.array(z.string().regex(/^[a-z_]+(:[a-z.]+)?$/)).max(255) }),
  }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({
      request_url: url,
      bot_events: z.array(z.string().regex(/^[a-z_.]+$/)).max(100),
    }),
    interactivity: z.strictObject({ is_enabled: z.boolean(), request_url: url }),
    org_deploy_enabled: z.literal(false),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.literal(false), // a token from the environment cannot be exchanged
  }),
});

/** The scopes without which Slack does not send an event; one of them is enough. */
const SCOPES: Record<string, string[]> = {
  app_home_opened: [],
  app_mention: ["app_mentions:read"],
  app_uninstalled: [],
  link_shared: ["links:read"],
  tokens_revoked: [],
  "message.im": ["im:history"],
  user_change: ["users:read"],
  ...Object.fromEntries(
    ["archive", "deleted", "id_changed", "left", "unarchive"].map((each) => [`channel_${each}`, ["channels:read"]]),
  ),
  ...Object.fromEntries(["archive", "deleted", "left", "unarchive"].map((each) => [`group_${each}`, ["groups:read"]])),
  member_joined_channel: ["channels:read", "groups:read"],
  member_left_channel: ["channels:read", "groups:read"],
};

const source = readFileSync(join(import.meta.dirname, "../../slack-manifest.yml"), "utf8");

describe("the manifest", () => {
  const manifest = MANIFEST.parse(readPlainYaml(source));
  const events = manifest.settings.event_subscriptions.bot_events;
  const scopes = manifest.oauth_config.scopes.bot;

  it("names every event once, with a scope for it, and no scope for nothing", () => {
    expect(new Set(events).size).toBe(events.length);
    expect(events.filter((event) => !(event in SCOPES))).toEqual([]);
    for (const event of events) {
      const needed = SCOPES[event] as string[];
      expect(needed.length === 0 || needed.some((scope) => scopes.includes(scope)), event).toBe(true);
    }
    const used = new Set([
      ...events.flatMap((event) => SCOPES[event] as string[]),
      "commands",
      "chat:write",
      "chat:write.public",
      "im:write",
      "links:write",
    ]);
    expect(scopes.filter((scope) => !used.has(scope))).toEqual([]);
    expect([...BOT_SCOPES].sort(), "what an installation by OAuth asks for").toEqual([...scopes].sort());
  });

  it("asks for no event that the door does nothing with", () => {
    const idle = events.filter((name) => {
      const [type, channelType] = name === "message.im" ? ["message", "im"] : [name, undefined];
      const user = name === "user_change" ? { id: "U1", tz: "UTC" } : name.startsWith("member_") ? "U0BOT" : "U1";
      const links = [{ url: "https://papers.example.com/papers" }];
      const more = {
        links,
        message_ts: "1.0",
        text: "list",
        tab: "home",
        old_channel_id: "C1",
        new_channel_id: "C2",
        channel: "C1",
        user,
      };
      return readIncoming(eventOf({ type, channel_type: channelType, ...more }), "U0BOT").kind === "nothing";
    });
    expect(idle).toEqual([]);
  });

  it("leads to the door, with the command and the shortcuts that it knows", () => {
    const { slash_commands: commands, shortcuts } = manifest.features;
    expect(commands.map(({ command, should_escape: escapes }) => [command, escapes])).toEqual([[COMMAND, true]]);
    expect(shortcuts.map(({ type, callback_id: id }) => `${type} ${id}`)).toEqual([
      `global ${SEARCH_FORM.callback}`,
      "message similar_papers",
    ]);
    const { event_subscriptions: subscribed, interactivity } = manifest.settings;
    for (const each of [commands[0]?.url ?? "", subscribed.request_url, interactivity.request_url])
      expect(PATHS).toContain(new URL(each).pathname);
    const [redirect = "", ...others] = manifest.oauth_config.redirect_urls;
    expect([new URL(redirect).pathname, others]).toEqual(["/slack/oauth_redirect", []]);
    expect(manifest.features.unfurl_domains).toEqual([new URL(redirect).hostname]);
    expect(interactivity.is_enabled && !manifest.settings.socket_mode_enabled).toBe(true);
  });
});
