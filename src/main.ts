/** The command line: one command, its options, and errors that say what to do. */
import { CommanderError } from "commander";
import { createOutput, harmless } from "./cli/output.ts";
import { buildProgram } from "./cli/program.ts";
import { messageOf, OperatorError } from "./errors.ts";

/** Exit codes: 0 all went well; 1 it did not; 2 what was typed cannot be understood; 75 try later (`bounces -`). */
async function main(): Promise<void> {
  try {
    await buildProgram().parseAsync();
  } catch (error) {
    const out = createOutput(process.argv.includes("--json"));
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) out.give({ error: error.message.replace(/^error: /, "") });
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else {
      out.give({ error: messageOf(error) });
      if (!(error instanceof OperatorError)) throw error;
      process.stderr.write(`${harmless(error.message)}\n`);
      process.exitCode = error.exitCode;
    }
  }
}

/** A reader of our output that went away (`| head`) does not stop the work. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

await main();
