/** `paperboy subscription set|end`: one topic of a reader. */
import { Command, Option } from "commander";
import { type Address, parseAddress } from "../domain/subscription/address.ts";
import { nameThreshold, THRESHOLDS, type Threshold } from "../domain/subscription/feedback.ts";
import { OperatorError } from "../errors.ts";
import { CAP_MOST, changeTopic, type SubscriptionOrder } from "../membership/change-subscription.ts";
import { parseCount, withApp } from "./context.ts";
import { count, plain } from "./output.ts";

interface SetOptions {
  cap?: string;
  threshold?: Threshold;
  votes?: "yes" | "no";
  cadence?: string;
  name?: string;
}

const NUMBERS_MOST = 1_000_000;
const SAYS: Record<Threshold, string> = {
  any: "any mention",
  clear: "in the title, or twice in the abstract",
  strong: "in the title, or three times in the abstract",
};

export function subscriptionCommand(): Command {
  const subscription = new Command("subscription").description("Change or end one topic of a reader");
  subscription
    .command("set")
    .argument("<address>", "ada@example.org or slack:C0123ABCD")
    .argument("<number>", "the topic's number, as `subscribers` shows it")
    .option("--cap <number>", `papers of this topic in a digest at most, 1 to ${CAP_MOST}; the rest is counted`)
    .addOption(
      new Option(
        "--threshold <strength>",
        `how strongly a paper must be about it: ${(Object.keys(SAYS) as Threshold[]).map((name) => `${name} (${SAYS[name]})`).join(", ")}`,
      ).choices(Object.keys(THRESHOLDS)),
    )
    .addOption(
      new Option("--votes <choice>", "whether votes, comments and code decide among like matches").choices([
        "yes",
        "no",
      ]),
    )
    .option("--cadence <cadence>", "daily, weekdays, weekly, weekly:fri, monthly or monthly:15")
    .option("--name <name>", "what its section is called")
    .description("Set how many papers, how strong a match, votes, cadence and name; without an option: show them")
    .action((text: string, number: string, options: SetOptions, command: Command) => {
      const { votes, cap, ...rest } = options;
      const order: SubscriptionOrder = {
        ...rest,
        cap: cap === undefined ? undefined : parseCount("--cap", cap, CAP_MOST),
        votes: votes === undefined ? undefined : votes === "yes",
      };
      return change(command, readAddress(text), parseCount("number", number, NUMBERS_MOST), order);
    });
  subscription
    .command("end")
    .argument("<address>", "ada@example.org or slack:C0123ABCD")
    .argument("<number>", "the topic's number")
    .description("End this topic and leave the reader's others")
    .action((text: string, number: string, _options: object, command: Command) =>
      change(command, readAddress(text), parseCount("number", number, NUMBERS_MOST), { end: true }),
    );
  return subscription;
}

export function readAddress(text: string): Address {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new OperatorError(parsed.message, { exitCode: 2 });
  return parsed.address;
}

function change(command: Command, address: Address, number: number, order: SubscriptionOrder): Promise<void> {
  return withApp(command, async ({ app, out }) => {
    const changed = await changeTopic(app.database.db, address, number, order, app.clock.now());
    if (!changed.ok) throw new OperatorError(`${plain(changed.message)}. See: paperboy subscribers`, { exitCode: 2 });
    const { signal, threshold, ...facts } = changed.facts;
    const strength = nameThreshold(threshold);
    out.give({ ...facts, votes: signal, threshold: strength });
    out.say(`${facts.number}  ${plain(facts.name)}${facts.ended ? ": ended" : ""}`);
    if (facts.ended) return 0;
    out.say(`   ${plain(facts.reading)}`);
    out.say(
      `   ${facts.cadence}, at most ${count(facts.cap, "paper")}; ${SAYS[strength]}; votes ${signal ? "decide among like matches" : "do not count"}`,
    );
    return 0;
  });
}
