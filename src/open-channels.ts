/** Opens the channels that the configuration names, and says which addresses a relay may write to. */
import { openDkim } from "./channels/dkim-key.ts";
import { createMailComposer } from "./channels/mail-message.ts";
import { createMailOutbox, createSlackOutbox } from "./channels/outbox.ts";
import { createSlackChannel, type SlackChannelOrder } from "./channels/slack.ts";
import { createSmtpChannel } from "./channels/smtp.ts";
import { isLoopbackRelay } from "./channels/smtp-settings.ts";
import { createWebhookChannel, type Post } from "./channels/webhook.ts";
import type { Config } from "./config.ts";
import type { Workspaces } from "./domain/workspace/workspace.ts";
import type { Channels } from "./pipeline/deliver-order.ts";
import { type Installation, openSharedSecret } from "./pipeline/installation.ts";
import { renderSlack } from "./render/slack.ts";

export interface OpenChannels {
  channels: Channels;
  close(): Promise<void>;
}

export async function openChannels(
  config: Config,
  installation: Installation,
  {
    outboxFolder,
    workspaces,
    book,
    post,
    now,
  }: {
    outboxFolder: string;
    workspaces: Workspaces | null;
    book: SlackChannelOrder["book"];
    post: Post;
    now: () => Temporal.Instant;
  },
): Promise<OpenChannels> {
  const { from, replyTo } = config.mail;
  const { name, links, returnPath } = installation;
  const identity = { from, replyTo, name, home: links?.home ?? null, returnPath, machine: config.mail.returnPath };
  const composer = createMailComposer(identity);
  const outbox = createMailOutbox(outboxFolder, composer);
  const { smtpUrl, dkim } = config.mail;
  const sign = smtpUrl && dkim ? await openDkim(dkim) : null;
  const smtp = smtpUrl ? createSmtpChannel(smtpUrl, { identity, composer, sign }) : null;
  const everyone = smtpUrl !== null && (isLoopbackRelay(smtpUrl) || mayWriteToAll(config));
  const slack = workspaces
    ? createSlackChannel(workspaces, { apiUrl: config.slack.apiUrl, alone: config.slack.oauth === null, book })
    : createSlackOutbox(outboxFolder);
  // Loading MJML costs 0.7 s, as much as the rest of a command: only those that render wait for it.
  const { createMailRenderer } = await import("./render/mail.ts");
  const { createLetterRenderer } = await import("./render/letter.ts");
  const [mail, renderLetter] = await Promise.all([createMailRenderer(), createLetterRenderer()]);
  return {
    channels: {
      mailWays: smtp ? (everyone ? [smtp] : [smtp, outbox]) : [outbox],
      mailFor: (address) => (smtp && (everyone || isAllowed(address, config.mail.allow)) ? smtp : outbox),
      slack,
      renderMail: (view) => mail.renderMail(view),
      renderLetter,
      webhook: createWebhookChannel(post, () => openSharedSecret(config), now),
      renderSlack: (view) => renderSlack(view, { buttons: config.slack.door !== null }),
    },
    close: async () => {
      await smtp?.close();
      await slack.close();
    },
  };
}

/**
 * Through a relay elsewhere, strangers are written to only by an installation that they can leave and reach (semantics
 * 29): with pages, a secret of its own for the links, and a postal address. `MAIL_ALLOW` narrows it to some.
 */
function mayWriteToAll({ publicUrl, secret, postalAddress, mail }: Config): boolean {
  return publicUrl !== null && secret !== null && postalAddress !== null && mail.allow.length === 0;
}

/** `MAIL_ALLOW` holds addresses and patterns with `*`. */
export function isAllowed(address: string, patterns: string[]): boolean {
  return patterns.some((pattern) => {
    const source = pattern
      .toLowerCase()
      .split("*")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*");
    return new RegExp(`^${source}$`).test(address.toLowerCase());
  });
}
