/** Whatever is asked of the API, by the parameters of its own document: never a failure of ours, always its content type, never more than asked for. */
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listOperations, type Operation } from "../../src/web/api/operations.ts";
import { EXAMPLES } from "../../src/web/api/parameters.ts";
import { type ApiRoom, openApi } from "../support/api.ts";

const LONG = process.env.PAPERBOY_TEST_LONG === "1";
const RUNS = LONG ? 2_000 : 150;
/** Of a paper's JSON, in characters; what an answer says beside its papers fits in one more. */
const PAPER_MOST = 50_000;
const OPERATIONS = [
  ...["listPapers", "listDays", "getPaper", "listSimilarPapers", "searchPapers", "tryTopic"],
  ...["listTopics", "getTopic", "listTopicPapers", "getReader", "listDigests", "getDigest"],
];

interface Parameter {
  name: string;
  in: "query" | "path";
  schema: { type?: string; enum?: string[]; format?: string; minimum?: number; maximum?: number; example?: unknown };
}

/** Values that tend to break something: of SQL, dates, numbers, encodings, patterns, the language of topics. */
const NASTY = [
  ...["", " ", "0", "-1", "1", "100", "101", "1e2", "1.5", "NaN", "Infinity", "9".repeat(15), "9".repeat(16), "0x10"],
  ...[
    "\0",
    "a\0b",
    "\u007f",
    "\ud800",
    "\u202E",
    "é",
    "😀".repeat(50),
    "%",
    "%00",
    "%ff",
    "..",
    "../me",
    "/",
    "//",
    "\\",
    "?",
    "#",
    "&limit=5",
  ],
  ...[
    "' or 1=1 --",
    "');drop table paper;--",
    "$1",
    "null",
    "undefined",
    "__proto__",
    "constructor",
    "{{x}}",
    "<script>",
  ],
  ...[
    "1991-01-01",
    "1990-12-31",
    "2999-12-31",
    "3000-01-01",
    "0000-00-00",
    "2026-02-29",
    "2024-02-29",
    "2026-13-01",
    "2026-5-1",
    "today",
  ],
  ...[
    "1.1",
    "-1.1",
    "1.",
    ".1",
    "999999999999999.999999999999999",
    "-999999999999999.1",
    "p0",
    "p1",
    "p999999999999999",
    "2605.12500v2",
    "hep-th/9901001",
  ],
  ...[
    '"',
    '"open',
    "a OR",
    "-a",
    "(((((((((a",
    "ti:",
    "au:x",
    "cat:cs.*",
    "like:abc",
    "*",
    "**",
    "a*",
    "upvotes:99999999999999999999",
    "a ".repeat(300),
    "x".repeat(5_000),
  ],
  ...["id:2605.12500", "source:nowhere", "NOT NOT a", 'ti:"mixture of experts"~99', "mixture of experts OR quagga -cs"],
];

function makeValue({ schema, name }: Parameter): fc.Arbitrary<string> {
  const nasty = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: "binary", maxLength: 60 }));
  const typical = [fc.constant(String(schema.example ?? EXAMPLES[name]))];
  if (schema.enum) typical.push(fc.constantFrom(...schema.enum));
  if (schema.type === "integer") {
    const { minimum = 0, maximum = 100 } = schema;
    typical.push(fc.integer({ min: minimum - 2, max: maximum + 2 }).map(String));
  }
  if (schema.format === "date")
    typical.push(
      fc.integer({ min: -40, max: 40 }).map((days) => Temporal.PlainDate.from("2026-05-14").add({ days }).toString()),
    );
  if (name === "q")
    typical.push(fc.array(fc.constantFrom(...TOKENS), { maxLength: 12 }).map((words) => words.join(" ")));
  if (name === "cursor")
    typical.push(
      fc.tuple(fc.nat(60), fc.nat(60)).map(([value, id]) => `${value}.${id}`),
      fc.nat(100).map(String),
    );
  return fc.oneof({ arbitrary: nasty, weight: 1 }, { arbitrary: fc.oneof(...typical), weight: 3 });
}
const TOKENS = [
  "mixture",
  "of",
  "experts",
  '"',
  "(",
  ")",
  "OR",
  "AND",
  "NOT",
  "-",
  "ti:",
  "abs:",
  "au:ada",
  "cat:cs.CL",
  "~2",
  "*",
  "org:x",
  "😀",
];

const requestOf = ({ path, operation }: Operation): fc.Arbitrary<string> => {
  const parameters = (operation.parameters ?? []) as Parameter[];
  const asked = parameters.map((parameter) => {
    const value = makeValue(parameter);
    return parameter.in === "path" ? value : fc.option(value, { nil: undefined, freq: 2 });
  });
  const stray = fc.tuple(fc.string({ minLength: 1, maxLength: 12 }), fc.constantFrom(...NASTY));
  const mostlyNone = fc.oneof({ arbitrary: fc.constant(null), weight: 15 }, { arbitrary: stray, weight: 1 });
  return fc.tuple(fc.tuple(...asked), mostlyNone).map(([values, more]) => {
    const query = new URLSearchParams();
    let filled = path;
    for (const [i, { name, in: where }] of parameters.entries()) {
      const value = values[i];
      if (where === "path")
        filled = filled.replace(`{${name}}`, () => encodeURIComponent((value ?? "").toWellFormed()) || "%20");
      else if (value !== undefined) query.append(name, value);
    }
    if (more) query.append(...more);
    return `${filled}?${query}`;
  });
};

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

  it.each(OPERATIONS)("%s answers in a shape and size that its document gives", async (name) => {
    const operation = operations.find((each) => each.operation.operationId === name) as Operation;
    const checks = new Map<string, ValidateFunction>();
    for (const [status, { content }] of Object.entries(operation.operation.responses ?? {}))
      for (const [type, { schema }] of Object.entries((content ?? {}) as Record<string, { schema: object }>))
        checks.set(`${status} ${type}`, new Ajv2020({ strict: false, validateFormats: false }).compile(schema));
    const answers: Record<number, number> = {};
    await fc.assert(
      fc.asyncProperty(requestOf(operation), async (path) => {
        const response = await room.get(path);
        const text = await response.text();
        answers[response.status] = (answers[response.status] ?? 0) + 1;
        if (response.status === 301) {
          expect(text).toBe("");
          return;
        }
        const check = checks.get(`${response.status} ${response.headers.get("content-type")}`);
        const body = JSON.parse(text);
        expect([check?.(body), check?.errors], `${response.status} ${text.slice(0, 300)}`).toEqual([true, null]);
        const limit = Number(new URL(path, "http://x").searchParams.get("limit") ?? 20);
        for (const list of ["papers", "topics", "digests"])
          if (Array.isArray(body[list]) && name !== "getReader") expect(body[list].length).toBeLessThanOrEqual(limit);
        expect(text.length).toBeLessThan(PAPER_MOST * (1 + (body.papers?.length ?? 2)));
      }),
      { numRuns: RUNS, ...(process.env.PAPERBOY_TEST_SEED ? { seed: Number(process.env.PAPERBOY_TEST_SEED) } : {}) },
    );
    expect(answers[200]).toBeGreaterThan(RUNS / 20); // else it is the doorman that is tried, not the house
    if (LONG) console.log(name, JSON.stringify(answers));
  });
});
