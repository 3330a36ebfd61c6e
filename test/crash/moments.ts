/** The moments at which a process is killed: each named step of a delivery, and any moment at all. */
import type { Hold, Sink } from "./sink.ts";
import { ASLEEP, type Story } from "./story.ts";

export const MOMENTS = ["compile", "claim", "data", "dot", "settle", "recover", "random"] as const;
export type Moment = (typeof MOMENTS)[number];

export interface Armed {
  /** Resolves when a process stands at the step. */
  reached: Promise<void>;
  /** After the kill: what the step waited for goes on, or with the server's session dies too. */
  disarm(): Promise<void>;
}

export const RELAY_MOMENTS = ["claim", "data", "dot", "random"] as const;

/** The steps that the relay alone sees. */
export function armAtRelay(sink: Sink, moment: (typeof RELAY_MOMENTS)[number], random: () => number): Armed {
  const some = Math.floor(random() * 30);
  switch (moment) {
    case "claim": // connected to the relay with a batch claimed, and not greeted
      return heldAt(sink.hold("greeting"));
    case "data": // a part of the body is with the relay
      return heldAt(sink.hold("data", some));
    case "dot": // the relay has it and does not say so
      return heldAt(sink.hold("dot", some));
    case "random":
      return { reached: whenever(sink, random), disarm: async () => {} };
  }
}

/** Sets what stops a process at the step; to be done before the process is started. */
export async function arm(story: Story, moment: Moment, random: () => number): Promise<Armed> {
  switch (moment) {
    case "compile": // in the transaction that plans
    case "settle": // the relay's answer is there, not written
    case "recover": // what an earlier one left is being taken up
      await story.shut(moment);
      return { reached: story.whenAtGate(), disarm: () => openGate(story, random() < 0.5) };
    default:
      return armAtRelay(story.sink, moment, random);
  }
}

const heldAt = ({ reached, release }: Hold): Armed => ({
  reached,
  disarm: async () => release(),
});

/** A moment in time, or some moments after a mail was taken: anything may be under way. */
async function whenever(sink: Sink, random: () => number): Promise<void> {
  const [delay, more] = [Math.floor(random() * 4_000), 1 + Math.floor(random() * 40)];
  if (random() < 0.5) await sink.whenTaken(sink.taken.length + more);
  else await new Promise((over) => setTimeout(over, delay));
}

/** A statement outlives the client that was killed and is committed; one whose session ends too is not. */
async function openGate(story: Story, commits: boolean): Promise<void> {
  if (!commits) await story.query(`select pg_terminate_backend(pid) from (${ASLEEP}) as waiting`);
  await story.open();
}
