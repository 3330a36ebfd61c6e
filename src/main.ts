/** The command line: what was typed, in this process. */
import { runCommand } from "./cli/run-command.ts";

/** A reader of our output that went away (`| head`) does not stop the work. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

await runCommand(process.argv.slice(2));
