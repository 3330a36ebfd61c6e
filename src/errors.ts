/** The one error that is the operator's to mend: its message says what happened and what to do next, without a stack. */

/** Thrown for input, configuration or surroundings that a person must change. `exitCode` 2: what was typed; 75: who pipes into us shall try later (sysexits, EX_TEMPFAIL); 1: the rest. */
export class OperatorError extends Error {
  readonly exitCode: 1 | 2 | 75;

  constructor(message: string, options: { exitCode?: 1 | 2 | 75; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "OperatorError";
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(messageOf).join("; ");
  if (error instanceof Error) return error.message || error.name;
  const message = (error as { message?: unknown } | null)?.message; // pg-boss tells of copies that are no Error
  return typeof message === "string" ? message : String(error);
}
