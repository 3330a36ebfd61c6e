/** Which errors of a database pass by themselves: it restarts, it is out of room, two transactions met. */

/** SQLSTATE classes and codes of PostgreSQL, Appendix A; and what sockets say. */
const PASSING = /^(08...|53...|57P0[1-3]|40001|40P01|25P03|57014|ECONN\w*|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
const BROKEN =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/i;

export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (typeof code === "string" && PASSING.test(code)) || BROKEN.test(error.message);
}
