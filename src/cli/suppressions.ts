/** `paperboy suppressions list|release`: who is not written to and why, and taking that back. */
import { Command } from "commander";
import { hashesOf } from "../app.ts";
import { listSuppressions } from "../db/suppressions.ts";
import { showAddress } from "../domain/subscription/address.ts";
import { OperatorError } from "../errors.ts";
import { release } from "../membership/suppressions.ts";
import { parseCount, withApp } from "./context.ts";
import { cut, plain, table } from "./output.ts";
import { readAddress } from "./subscription.ts";

const LIMIT = { usual: "50", most: 100_000 };

export function suppressionsCommand(): Command {
  const suppressions = new Command("suppressions").description(
    "Addresses that are not written to, because they bounced or their reader complained",
  );
  suppressions
    .command("list")
    .option("--limit <n>", "how many at most, the latest first", LIMIT.usual)
    .description("List them with the reason and since when")
    .action((options: { limit: string }, command: Command) => {
      const limit = parseCount("--limit", options.limit, LIMIT.most);
      return withApp(command, async ({ app, out }) => {
        const standing = (await listSuppressions(app.database.db, limit)).map((each) => ({
          address: showAddress(each.channel, each.address_key),
          since: each.created_at.toISOString(),
          reason: each.reason,
        }));
        out.give({ count: standing.length, suppressions: standing });
        if (standing.length === 0) out.say("Nobody is suppressed.");
        const rows = standing.map(({ address, since, reason }) => [
          plain(address),
          since.slice(0, 16),
          cut(reason, 90),
        ]);
        for (const line of rows.length > 0 ? table(["address", "since (UTC)", "reason"], rows) : []) out.say(line);
        return 0;
      });
    });
  suppressions
    .command("release")
    .argument("<address>", "ada@example.org or slack:C0123ABCD")
    .option("--reason <text>", "why it may be written to again; after a complaint it must be said")
    .description("Write to an address again, from its next digest on; why it was suppressed stays written down")
    .action((text: string, options: { reason?: string }, command: Command) => {
      const address = readAddress(text);
      return withApp(command, async ({ app, out }) => {
        const order = { note: options.reason ?? null, who: "command line", hashOf: hashesOf(app) };
        const released = await release(app.database.db, address, order, app.clock.now());
        if (!released.ok)
          throw new OperatorError(
            released.problem === "complaint"
              ? `${plain(text)} complained about our mail. Release it only if its reader asked for that: --reason "…"`
              : released.problem === "forgotten"
                ? `${plain(text)} asked to be forgotten: only they can come back, by signing up.`
                : `${plain(text)} is not suppressed. See who is: paperboy suppressions list`,
          );
        out.give({ released: text, was: released.was.reason });
        out.say(`Released. It was suppressed for: ${plain(released.was.reason)}`);
        return 0;
      });
    });
  return suppressions;
}
