/** `paperboy topic help`: the topic language by example, and what the program answers to mistakes. */
import type { Command } from "commander";
import { repairTopic } from "../domain/topic/errors.ts";
import { type Example, GUIDE, MISTAKES, printSample } from "../domain/topic/guide.ts";
import { LIMITS } from "../domain/topic/language.ts";
import { parseTopic } from "../domain/topic/parse.ts";
import type { SharedOptions } from "./context.ts";
import { createOutput, faint, heading } from "./output.ts";

export function addTopicHelp(topic: Command): void {
  topic
    .helpCommand(false)
    .command("help")
    .description("Show the topic language by example")
    .action((_options: object, command: Command) => {
      const out = createOutput(command.optsWithGlobals<SharedOptions>().json === true);
      const mistakes = MISTAKES.map(describeMistake);
      out.give({ chapters: GUIDE, mistakes, limits: LIMITS });
      for (const { heading: title, examples } of GUIDE) {
        out.say(heading(title));
        for (const line of examples.flatMap(linesOf)) out.say(line);
        out.say();
      }
      out.say(heading("Mistakes are answered with their column and a repair"));
      for (const { query, message, repaired } of mistakes) {
        out.say(`  ${query}`);
        out.say(`      ${message}${repaired === null ? "" : faint(`  Try: ${repaired}`)}`);
      }
      out.say();
      out.say(`At most ${LIMITS.characters} characters, ${LIMITS.terms} terms, ${LIMITS.depth} parentheses deep.`);
      out.say("Try one on what is stored: paperboy topic try '\"mixture of experts\" OR MoE'");
    });
}

const QUERY_WIDTH = 30;

function linesOf({ query, says, finds, misses }: Example): string[] {
  const samples = [
    finds.length > 0 ? `finds ${finds.map(printSample).join(" | ")}` : "",
    misses.length > 0 ? `not ${misses.map(printSample).join(" | ")}` : "",
  ].filter((part) => part !== "");
  return [`  ${query.padEnd(QUERY_WIDTH)}${says}`, `  ${"".padEnd(QUERY_WIDTH)}${faint(samples.join("; "))}`];
}

function describeMistake(query: string): { query: string; message: string; repaired: string | null } {
  const parsed = parseTopic(query);
  if (parsed.ok) throw new Error(`${query} is no mistake`);
  return { query, message: parsed.error.message, repaired: repairTopic(query, parsed.error)?.trim() ?? null };
}
