/** `paperboy feedback give|list|undo`: what a reader says of the papers of a topic. */
import { Argument, Command } from "commander";
import type { FeedbackKind } from "../domain/subscription/feedback.ts";
import { OF_PAPERS } from "../domain/subscription/feedback.ts";
import { OperatorError } from "../errors.ts";
import { giveFeedback, listFeedbackOf, takeBackFeedback } from "../membership/feedback.ts";
import { findPaper } from "../pipeline/merge.ts";
import { type Context, parseCount, withApp } from "./context.ts";
import { cut, plain, table } from "./output.ts";
import { readAddress } from "./subscription.ts";

const NUMBERS_MOST = 1_000_000_000;

export function feedbackCommand(): Command {
  const feedback = new Command("feedback").description(
    "Say for a reader what a topic should bring more of, less of, or never; list it, take it back",
  );
  feedback
    .command("give")
    .argument("<address>", "ada@example.org or slack:C0123ABCD")
    .argument("<number>", "the topic's number, as `subscribers` shows it")
    .addArgument(
      new Argument("<what>", "about a paper, or what is to be hidden").choices([
        "more",
        "less",
        "save",
        "hide-author",
        "hide-term",
      ]),
    )
    .argument("<of>", "a paper (our number, an arXiv id or a DOI), an author's name, or a term of the topic language")
    .description(
      "It acts on that topic of that reader alone: liked papers re-order it, hidden ones are counted in the digest",
    )
    .action((text: string, number: string, kind: FeedbackKind, of: string, _options: object, command: Command) => {
      const [address, topic] = [readAddress(text), parseCount("number", number, NUMBERS_MOST)];
      return withApp(command, async (context) => {
        const { app, out } = context;
        const about = OF_PAPERS.includes(kind) ? { paperId: await getPaperId(context, of) } : { hide: of };
        const given = await giveFeedback(app.database.db, { address, number: topic, kind, ...about }, app.clock.now());
        if (!given.ok) throw new OperatorError(`${given.message}`, { exitCode: 2 });
        out.give({ id: given.id, topic: given.topic });
        out.say(
          given.id === null
            ? "That stands already."
            : `Noted for ${plain(given.topic)}. Take it back: paperboy feedback undo ${plain(text)} ${given.id}`,
        );
        return 0;
      });
    });
  feedback
    .command("list")
    .argument("<address>", "ada@example.org or slack:C0123ABCD")
    .description("List what stands, the latest first")
    .action((text: string, _options: object, command: Command) => {
      const address = readAddress(text);
      return withApp(command, async ({ app, out }) => {
        const standing = await listFeedbackOf(app.database.db, address);
        if (standing === null)
          throw new OperatorError(`${plain(text)} is not subscribed. See who is: paperboy subscribers`);
        out.give({ count: standing.length, feedback: standing });
        if (standing.length === 0) out.say("Nothing was said yet.");
        const rows = standing.map((each) => [
          each.id,
          cut(each.name, 30),
          each.kind,
          cut(each.paper ? `${each.paper.arxivId ?? each.paper.id}  ${each.paper.title}` : (each.query ?? ""), 70),
        ]);
        for (const line of rows.length > 0 ? table(["id", "topic", "what", "of"], rows) : []) out.say(line);
        return 0;
      });
    });
  feedback
    .command("undo")
    .argument("<address>", "ada@example.org or slack:C0123ABCD")
    .argument("<id>", "as `feedback list` shows it")
    .description("Take one back: the topic is from the next digest on as if it had not been said")
    .action((text: string, id: string, _options: object, command: Command) => {
      const [address, number] = [readAddress(text), parseCount("id", id, NUMBERS_MOST)];
      return withApp(command, async ({ app, out }) => {
        const undone = await takeBackFeedback(app.database.db, address, number, app.clock.now());
        if (!undone)
          throw new OperatorError(`No feedback ${number} of ${plain(text)} stands. See: paperboy feedback list`);
        out.give({ undone: number });
        out.say("Taken back.");
        return 0;
      });
    });
  return feedback;
}

async function getPaperId({ app }: Context, name: string): Promise<number> {
  const paper = await findPaper(app.database.db, name);
  if (!paper) throw new OperatorError(`No paper goes by "${plain(name)}". See: paperboy papers --search`);
  return paper.survivor;
}
