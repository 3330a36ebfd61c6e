/** `paperboy webhook add|list|remove`: web addresses that get a topic's new papers as they match. */
import { Command } from "commander";
import { showWebhookKey } from "../domain/delivery/webhook-signature.ts";
import { OperatorError } from "../errors.ts";
import { addWebhook, listReaderWebhooks, removeWebhook } from "../membership/webhooks.ts";
import { openSharedSecret } from "../pipeline/installation.ts";
import { withApp } from "./context.ts";
import { plain, table } from "./output.ts";
import { readAddress } from "./subscription.ts";

export function webhookCommand(): Command {
  const webhook = new Command("webhook").description("Post a topic's new papers to a web address as they match");
  webhook
    .command("add")
    .argument("<address>", "whose topic: ada@example.org or slack:C0123ABCD")
    .argument("<number>", "of the topic, as `paperboy subscribers` shows it")
    .argument("<url>", "https://lab.example.org/papers")
    .description("Add one, and show the key that its receiver verifies with")
    .addHelpText(
      "after",
      `
Each match batch is posted once as JSON, signed as Standard Webhooks has it (webhook-id, webhook-timestamp,
webhook-signature). A post that fails is tried again for 20 hours under the same webhook-id; a receiver that answers
410 Gone gets nothing more until the webhook is added again. Hosts on private networks need PAPERBOY_PRIVATE_HOSTS.`,
    )
    .action((address: string, number: string, url: string, _options: object, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const secret = openSharedSecret(app.config);
        const order = { address: readAddress(address), number: readNumber(number), url };
        const added = await addWebhook(app.database.db, order, app.clock.now());
        if (!added.ok) throw new OperatorError(`${plain(added.message)}.`, { exitCode: 2 });
        const key = showWebhookKey(secret, added.id);
        out.give({ id: added.id, key });
        out.say(`Webhook ${added.id} posts from the next match on. Its receiver verifies with the key`);
        out.say(`  ${key}`);
        return 0;
      }),
    );
  webhook
    .command("list")
    .argument("<address>", "ada@example.org or slack:C0123ABCD")
    .description("List those of a reader's topics")
    .action((address: string, _options: object, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const rows = await listReaderWebhooks(app.database.db, readAddress(address));
        if (!rows) throw new OperatorError(`${plain(address)} is not subscribed.`);
        out.give({ webhooks: rows });
        const lines = rows.map((row) => [
          row.id,
          row.number,
          plain(row.name),
          plain(row.url),
          row.ended_at ? "removed" : (row.suppressed ?? "on"),
        ]);
        for (const line of table(["id", "no", "topic", "address", "state"], lines)) out.say(line);
        return 0;
      }),
    );
  webhook
    .command("remove")
    .argument("<id>", "as `webhook list` shows it")
    .description("Remove one; what waits is not posted")
    .action((id: string, _options: object, command: Command) =>
      withApp(command, async ({ app, out }) => {
        if (!(await removeWebhook(app.database.db, readNumber(id), app.clock.now())))
          throw new OperatorError(`There is no webhook ${id}, or it was removed before.`, { exitCode: 2 });
        out.give({ removed: Number(id) });
        out.say(`Webhook ${id} posts nothing more.`);
        return 0;
      }),
    );
  return webhook;
}

function readNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new OperatorError(`"${text}" is no number.`, { exitCode: 2 });
  return Number(text);
}
