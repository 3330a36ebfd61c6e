/** `paperboy subscriber move`, `export` and `erase`: where a digest goes, and all that is stored of its reader. */
import type { Command } from "commander";
import { OperatorError } from "../errors.ts";
import { moveByOperator } from "../membership/move.ts";
import { eraseReader, exportReader, hashAddress } from "../membership/personal-data.ts";
import { openSharedSecret } from "../pipeline/installation.ts";
import { withApp } from "./context.ts";
import { plain } from "./output.ts";
import { session } from "./session.ts";
import { readAddress } from "./subscription.ts";

export function addReaderData(subscriber: Command): void {
  subscriber
    .command("move")
    .argument("<address>", "ada@example.org")
    .argument("<new-address>", "ada@lab.example.org: nobody asks there, so be sure whose it is")
    .description("Send a reader's digest to another address, with all topics and what the reader has had")
    .action((from: string, to: string, _options: object, command: Command) => {
      const [old, next] = [readAddress(from), readAddress(to)];
      return withApp(command, async ({ app, out }) => {
        const secret = openSharedSecret(app.config);
        const moved = await moveByOperator(app.database.db, { from: old, to: next }, (each) =>
          hashAddress(secret, each),
        );
        if (!moved.ok) throw new OperatorError(`Nothing was changed: ${plain(moved.message)}.`, { exitCode: 2 });
        out.give({ address: next.address });
        out.say(`The digest of ${plain(from)} goes to ${plain(next.address)} from now on.`);
        return 0;
      });
    });
  subscriber
    .command("export")
    .argument("<address>", "ada@example.org or slack:C0123ABCD")
    .description("Give out all that is stored of a reader, as JSON")
    .action((text: string, _options: object, command: Command) => {
      const address = readAddress(text);
      return withApp(command, async ({ app }) => {
        const data = await exportReader(app.database.db, address);
        if (!data) throw new OperatorError(`${plain(text)} is not subscribed.`);
        session().out(`${JSON.stringify(data, null, 2)}\n`);
        return 0;
      });
    });
  subscriber
    .command("erase")
    .argument("<address>", "ada@example.org or slack:C0123ABCD")
    .requiredOption("--yes", "it cannot be taken back")
    .description(
      "Forget a reader: the books keep what was sent, not to whom; only the reader can come back, by signing up",
    )
    .action((text: string, _options: object, command: Command) => {
      const address = readAddress(text);
      return withApp(command, async ({ app, out }) => {
        const secret = openSharedSecret(app.config);
        if (!(await eraseReader(app.database.db, address, secret, app.clock.now())))
          throw new OperatorError(`${plain(text)} is not subscribed.`);
        out.give({ erased: true });
        out.say("Forgotten. What lies in the outbox and in the mail server's logs is not Paperboy's to erase.");
        return 0;
      });
    });
}
