/** `paperboy subscriber set`: a reader's hour, zone, pause, waiting and quiet notes. */
import { Command, Option } from "commander";
import { isPaused, WITHOUT_END } from "../domain/calendar/pause.ts";
import { showDay } from "../domain/digest/quiet.ts";
import { parseAddress } from "../domain/subscription/address.ts";
import { OperatorError } from "../errors.ts";
import { type Changed, changeSettings, type SettingsOrder } from "../membership/change-settings.ts";
import { addApiKeys } from "./api-keys.ts";
import { parseDay, withApp } from "./context.ts";
import { count, plain } from "./output.ts";
import { addReaderData } from "./reader-data.ts";

interface SetOptions extends Omit<SettingsOrder, "waits"> {
  waits?: "yes" | "no";
}

export function subscriberCommand(): Command {
  const subscriber = new Command("subscriber").description("Change what a reader has set");
  subscriber
    .command("set")
    .argument("<address>", "ada@example.org or slack:C0123ABCD")
    .option("--at <hour>", "when the digest is due, such as 08:00: moves all topics of this reader")
    .option("--zone <zone>", "the zone of that hour, such as Europe/Berlin")
    .option("--pause-until <date>", "the first date that gets a digest again; one catch-up digest comes after a pause")
    .addOption(new Option("--resume", "end the pause today").conflicts("pauseUntil"))
    .addOption(
      new Option("--waits <choice>", "rather up to 3 hours late than without a source that is late").choices([
        "yes",
        "no",
      ]),
    )
    .addOption(
      new Option(
        "--quiet <choice>",
        "notes on quiet days: some (the first and every seventh), never or always",
      ).choices(["some", "never", "always"]),
    )
    .description("Set the hour, zone, pause, waiting for sources and quiet notes; without an option: show them")
    .action((text: string, options: SetOptions, command: Command) => {
      const parsed = parseAddress(text);
      if (!parsed.ok) throw new OperatorError(parsed.message, { exitCode: 2 });
      const pauseUntil = options.pauseUntil && parseDay("--pause-until", options.pauseUntil);
      return withApp(command, async ({ app, out }) => {
        const { waits, ...rest } = options;
        const order = { ...rest, pauseUntil, waits: waits === undefined ? undefined : waits === "yes" };
        const changed = await changeSettings(app.database.db, parsed.address, order, app.clock.now());
        if (!changed.ok) throw new OperatorError(`${plain(changed.message)}.`, { exitCode: 2 });
        const { after, topics, next } = changed;
        const today = app.clock.now().toZonedDateTimeISO(after.zone).toPlainDate().toString();
        const pausedUntil = isPaused(after.paused_until, today) ? after.paused_until : null;
        out.give({
          address: text,
          topics,
          at: after.hour,
          zone: after.zone,
          pausedUntil,
          waits: after.waits,
          quiet: after.quiet_notes,
          // Null in a pause, which ends on a date: the first one then is reckoned when it has ended.
          next: next && (pausedUntil ?? "") <= next.on ? { on: next.on, dueAt: next.dueAt.toString() } : null,
        });
        for (const line of linesOf(changed, pausedUntil)) out.say(line);
        return 0;
      });
    });
  addReaderData(subscriber);
  addApiKeys(subscriber);
  return subscriber;
}

const QUIET = {
  some: "A note on the first quiet day of a stretch and on every seventh.",
  never: "No notes on quiet days.",
  always: "A note on every quiet day.",
};

function linesOf({ before, after, topics, next }: Changed & { ok: true }, pausedUntil: string | null): string[] {
  const was = (old: string, now: string) => (old === now ? "" : ` (was ${old})`);
  const place = (each: { hour: string; zone: string }) => `${each.hour} ${each.zone}`;
  const dueDay = next && showDay(pausedUntil !== null && pausedUntil > next.on ? pausedUntil : next.on);
  return [
    topics === 1
      ? `The one topic ${before.hour === after.hour && before.zone === after.zone ? "comes" : "now comes"} at ${place(after)}${was(place(before), place(after))}.`
      : `All ${count(topics, "topic")} ${before.hour === after.hour && before.zone === after.zone ? "come" : "now come"} at ${place(after)}${was(place(before), place(after))}.`,
    pausedUntil === null
      ? `Not paused${dueDay ? `: the next date is ${dueDay}` : ""}.`
      : pausedUntil === WITHOUT_END
        ? "Paused until the reader resumes; --resume ends it."
        : `Paused: the first digest again is that of ${showDay(pausedUntil)} or the next date that is due.`,
    after.waits ? "Waits up to 3 hours for a source that is late." : "Does not wait for a source that is late.",
    QUIET[after.quiet_notes],
  ];
}
