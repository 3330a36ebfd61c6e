/** A channel that pages somebody: it says a digest's subject over a line printer, and takes its word for it. */
import type { Channel, MailContent } from "../../src/domain/delivery/channel.ts";

/** Prints a line. Rejects when the printer does not answer. */
export type Printer = (line: string) => Promise<"printed" | "out of paper">;

export function createPrinterChannel(print: Printer): Channel<MailContent> {
  return {
    via: "outbox", // a new way gets a name of its own in domain/delivery/channel.ts
    concurrency: 1,
    async send({ key, address, content }, mark) {
      // The last moment: false when the reader has left, or another process took this over.
      if (!(await mark())) return { state: "deferred", reason: "withdrawn before it was handed over" };
      try {
        const answer = await print(`${address}: ${content.subject}`);
        return answer === "printed"
          ? { state: "accepted", receipt: key }
          : { state: "deferred", reason: "the printer is out of paper", retryAfterSeconds: 600 };
      } catch (error) {
        // It may have printed: nobody knows, so nothing prints it again by itself.
        return { state: "unknown", reason: `the printer did not answer: ${String(error)}` };
      }
    },
    close: async () => {},
  };
}
