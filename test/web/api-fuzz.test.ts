/** Whatever is asked of the API, by the parameters of its own document: never a failure of ours, always its content type, never more than asked for. */
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listOperations, type Operation } from "../../src/web/api/operations.ts";
import { type ApiRoom, openApi } from "../support/api.ts";
import { listNastyRequests, makeRequest } from "../support/api-requests.ts";

const LONG = process.env.PAPERBOY_TEST_LONG === "1";
const RUNS = LONG ? 2_000 : 80;
/** Of a paper's JSON, in characters; what an answer says beside its papers fits in one more. */
const PAPER_MOST = 50_000;
const OPERATIONS = [
  ...["listPapers", "listDays", "getPaper", "listSimilarPapers", "searchPapers", "tryTopic"],
  ...["listTopics", "getTopic", "listTopicPapers", "getReader", "listDigests", "getDigest"],
];

describe("the API, asked anything", { timeout: LONG ? 30 * 60_000 : 120_000 }, () => {
  let room: ApiRoom;
  let operations: Operation[];
  beforeAll(async () => {
    room = await openApi();
    const validator = new Validator();
    await validator.validate(structuredClone(room.document) as object as Parameters<Validator["validate"]>[0]);
    operations = listOperations(validator.resolveRefs() as unknown as ApiRoom["document"]);
    expect(operations.map(({ operation }) => operation.operationId)).toEqual(OPERATIONS);
  }, 120_000);
  afterAll(() => room.pages.close());

  /** Asks, checks the answer, and gives its status. */
  function openCheck(operation: Operation): (path: string) => Promise<number> {
    const checks = new Map<string, ValidateFunction>();
    for (const [status, { content }] of Object.entries(operation.operation.responses ?? {}))
      for (const [type, { schema }] of Object.entries((content ?? {}) as Record<string, { schema: object }>))
        checks.set(`${status} ${type}`, new Ajv2020({ strict: false, validateFormats: false }).compile(schema));
    return async (path) => {
      const response = await room.get(path);
      const text = await response.text();
      const told = `${path.slice(0, 300)}: ${response.status} ${text.slice(0, 300)}`;
      if (response.status === 301) {
        expect(text, told).toBe("");
        return 301;
      }
      const check = checks.get(`${response.status} ${response.headers.get("content-type")}`);
      const body = JSON.parse(text);
      expect([check?.(body), check?.errors], told).toEqual([true, null]);
      const limit = Number(new URL(path, "http://x").searchParams.get("limit") ?? 20);
      if (operation.operation.operationId !== "getReader")
        for (const list of ["papers", "topics", "digests"])
          if (Array.isArray(body[list])) expect(body[list].length, told).toBeLessThanOrEqual(limit);
      expect(text.length, told).toBeLessThan(PAPER_MOST * (1 + (body.papers?.length ?? 2)));
      return response.status;
    };
  }
  const find = (name: string) => operations.find((each) => each.operation.operationId === name) as Operation;

  it.each(OPERATIONS)("%s takes each nasty value in each parameter", async (name) => {
    const ask = openCheck(find(name));
    for (const path of listNastyRequests(find(name))) await ask(path);
  });

  it.each(OPERATIONS)("%s answers in a shape and size that its document gives", async (name) => {
    const ask = openCheck(find(name));
    const answers: Record<number, number> = {};
    await fc.assert(
      fc.asyncProperty(makeRequest(find(name)), async (path) => {
        const status = await ask(path);
        answers[status] = (answers[status] ?? 0) + 1;
      }),
      { numRuns: RUNS },
    );
    expect(answers[200]).toBeGreaterThan(RUNS / 6); // else it is the doorman that is tried, not the house
    if (LONG) console.log(name, JSON.stringify(answers));
  });
});
