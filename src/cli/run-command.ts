/** Runs what was typed: the command, and errors that say what to do. */
import { CommanderError } from "commander";
import { FolderInUse } from "../db/folder-lock.ts";
import { messageOf, OperatorError } from "../errors.ts";
import { askService } from "./command-client.ts";
import { createOutput, harmless, type Output } from "./output.ts";
import { explainRefusal } from "./places.ts";
import { buildProgram } from "./program.ts";
import { session } from "./session.ts";

/** Exit codes: 0 all went well; 1 it did not; 2 what was typed cannot be understood; 75 try later (`bounces -`). */
export async function runCommand(typed: readonly string[]): Promise<void> {
  try {
    await buildProgram().parseAsync(typed, { from: "user" });
  } catch (error) {
    if (error instanceof FolderInUse && session().host === null && (await askService(error.folder, [...typed]))) return;
    const out = createOutput(typed.includes("--json"));
    const { host, places } = session();
    const refusal = host && places && explainRefusal(error, places, host.config.dataFolder);
    if (refusal) tell(refusal, out);
    else if (error instanceof CommanderError) {
      if (error.exitCode !== 0) out.give({ error: error.message.replace(/^error: /, "") });
      session().exitCode = error.exitCode === 0 ? 0 : 2;
    } else if (error instanceof OperatorError) tell(error, out);
    else {
      out.give({ error: messageOf(error) });
      throw error;
    }
  }
}

function tell({ message, exitCode }: OperatorError, out: Output): void {
  out.give({ error: message });
  session().err(`${harmless(message)}\n`);
  session().exitCode = exitCode;
}
