import { defineConfig } from "vitest/config";

const long = process.env.PAPERBOY_TEST_LONG === "1";
/** `turn`: projects of a later turn wait until those before are done, and so have the machine to themselves. */
const project = (name: string, include: string[], exclude: string[] = [], timeout = 30_000, turn = 0) => ({
  test: {
    name,
    globalSetup: name === "browser" ? [] : ["test/support/postgres-server.ts"],
    include,
    exclude: ["node_modules/**", ...exclude],
    testTimeout: long ? 30 * 60_000 : timeout,
    hookTimeout: 60_000,
    maxWorkers: 2,
    sequence: { groupOrder: turn },
  },
});

/** Whole stories, through the real program or all steps of the service: minutes, so not in `npm test`. */
const JOURNEYS = [
  "test/{journey,scenario}/**/*.test.ts",
  "test/pipeline/{service,sending,resend,backfill,refit,split}.test.ts",
  "test/web/{api-fuzz,hooks,letters}.test.ts",
  "test/web/desk-*.test.ts",
  "test/keeping/*.test.ts",
  "test/slack/{installing,service}.test.ts",
  "test/db/processes.test.ts",
  "test/membership/bounces.test.ts",
];

/** Many days of the service, which tell how fast they were lived through and what memory they left. */
const SOAK = ["test/soak/**/*.test.ts"];

/**
 * The longest stories, whose parts are tested by themselves in `test/{keeping,slack,membership,web,reading}`: in
 * `npm run test:long` alone, so that `.ci/run` takes less than a quarter of an hour.
 */
const LONG_STORIES = [
  "test/journey/{restore,exchange,installation-files,move,moving-far,slack-faults,topic-try,bounces}.test.ts",
  "test/{pipeline/refit,web/api-fuzz}.test.ts",
];

/** Outages that play against the wall clock, on a machine of their own: not in `.ci/run`, but in `npm run test:long`. */
const OUTAGES = ["test/crash/{chaos,outages,clock}.test.ts"];

/** `unit` is `npm test`; the others need recorded input, time or a browser and run in `.ci/run`. */
export default defineConfig({
  test: {
    projects: [
      project("unit", ["test/**/*.test.ts"], ["test/{recorded,crash,browser}/**", ...JOURNEYS, ...SOAK]),
      project("journey", long ? JOURNEYS : [...JOURNEYS, ...SOAK], long ? [] : LONG_STORIES, 120_000),
      project("recorded", ["test/recorded/**/*.test.ts"], [], 300_000),
      project("crash", ["test/crash/**/*.test.ts"], OUTAGES, 300_000),
      project("browser", ["test/browser/**/*.test.ts"], [], 120_000),
      project("chaos", OUTAGES, [], 300_000, 1),
      ...(long ? [project("soak", SOAK, [], 0, 2)] : []),
    ],
  },
});
