/** The clock of the service: ticks in UTC and only wakes steps; who is due is a question to the database. */
import { schedule } from "node-cron";
import type { StepName } from "./pipeline/steps.ts";

/** UTC, because node-cron skips local times that a change of clocks skips. Intake twice an hour, a little after the hour. */
const TICKS: { cron: string; steps: StepName[] }[] = [
  { cron: "* * * * *", steps: ["recover", "compile", "email", "slack"] },
  { cron: "4,34 * * * *", steps: ["intake"] },
  { cron: "17 3 * * *", steps: ["forget"] },
  { cron: "41 3 * * *", steps: ["refit"] }, // asked each night, done once a week
];

/** `wake` gets the step and the minute, so that the same tick of several processes is one job. */
export function startScheduler(wake: (step: StepName, slot: string) => void): { stop(): void } {
  const tasks = TICKS.map(({ cron, steps }) =>
    schedule(
      cron,
      ({ date }) => {
        const slot = date.toISOString().slice(0, 16);
        for (const step of steps) wake(step, slot);
      },
      { timezone: "UTC", noOverlap: true },
    ),
  );
  return {
    stop: () => {
      for (const task of tasks) task.destroy();
    },
  };
}
