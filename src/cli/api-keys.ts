/** `paperboy subscriber key`: makes a key by which a reader's programs read the API, lists them, or revokes one. */
import { type Command, Option } from "commander";
import { writeApiKey } from "../domain/consent/api-key.ts";
import { OperatorError } from "../errors.ts";
import { makeApiKey, revokeApiKey } from "../membership/api-keys.ts";
import { openSharedSecret } from "../pipeline/installation.ts";
import { findReaderAt } from "../reading/reader.ts";
import { parseCount, withApp } from "./context.ts";
import { plain } from "./output.ts";
import { readAddress } from "./subscription.ts";

const NUMBERS_MOST = 1_000_000_000;

export function addApiKeys(subscriber: Command): void {
  subscriber
    .command("key")
    .argument("<address>", "ada@example.org or slack:C0123ABCD")
    .option("--list", "the keys that stand, by number and day; a key itself is shown only when it is made")
    .addOption(new Option("--revoke <number>", "end a key").conflicts("list"))
    .description("Make a key of the API: whoever has it reads this reader's topics and digests, and changes nothing")
    .action((text: string, options: { list?: true; revoke?: string }, command: Command) => {
      const address = readAddress(text);
      const revoked = options.revoke === undefined ? null : parseCount("--revoke", options.revoke, NUMBERS_MOST);
      return withApp(command, async ({ app, out }) => {
        const { db } = app.database;
        const reader = await findReaderAt(db, address);
        if (!reader) throw new OperatorError(`${plain(text)} is not subscribed.`);
        if (options.list) {
          out.give({ keys: reader.keys.map(({ id, made_on }) => ({ id, madeOn: made_on })) });
          for (const key of reader.keys) out.say(`Key ${key.id}, made ${key.made_on}.`);
          if (reader.keys.length === 0) out.say("There is no key.");
        } else if (revoked !== null) {
          if (!(await revokeApiKey(db, reader.id, revoked, app.clock.now())))
            throw new OperatorError(
              `${plain(text)} has no key ${revoked}. See: paperboy subscriber key ADDRESS --list`,
            );
          out.give({ revoked });
          out.say(`Key ${revoked} is revoked.`);
        } else {
          const made = await makeApiKey(db, reader.id, app.clock.now());
          if (!made.ok) throw new OperatorError(`Nothing was changed: ${made.message}.`);
          const key = writeApiKey(openSharedSecret(app.config), made.id);
          out.give({ id: made.id, key });
          out.say(`Key ${made.id}, shown this once: ${key}`);
        }
        return 0;
      });
    });
}
