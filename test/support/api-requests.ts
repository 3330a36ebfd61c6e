/** Requests to the API by the parameters of its document: each nasty value alone, and mixtures of good, borderline and nasty ones. */
import fc from "fast-check";
import type { Operation } from "../../src/web/api/operations.ts";
import { EXAMPLES } from "../../src/web/api/parameters.ts";

interface Parameter {
  name: string;
  in: "query" | "path";
  required?: boolean;
  schema: { type?: string; enum?: string[]; format?: string; minimum?: number; maximum?: number; example?: unknown };
}

/** Values that tend to break something: of numbers, encodings, SQL, dates, names, the language of topics. */
const NASTY = [
  ..."0 -1 1 100 101 1e2 1.5 NaN Infinity 0x10 999999999999999 9999999999999999".split(" "),
  ...["", " ", "\0", "a\0b", "\u007f", "\ud800", "\u202E", "😀".repeat(40), "x".repeat(5_000)],
  ..."é % %00 %ff .. ../me / // \\ ? # &limit=5 $1 null undefined __proto__ constructor {{x}} <script>".split(" "),
  ...["' or 1=1 --", "');drop table paper;--"],
  ..."1991-01-01 1990-12-31 2999-12-31 3000-01-01 0000-00-00 2026-02-29 2024-02-29 2026-13-01 2026-5-1".split(" "),
  ..."1.1 -1.1 1. .1 999999999999999.999999999999999 -999999999999999.1".split(" "),
  ..."p0 p1 p999999999999999 2605.12500v2 hep-th/9901001".split(" "),
  ...'" "open -a ((((((((( ti: au:x cat:cs.* like:abc * ** a* upvotes:99999999999999999999 source:nowhere'.split(" "),
  ...["a OR", "NOT NOT a", "a ".repeat(300), '"mixture of experts"~99', "mixture of experts OR quagga -cs"],
];
const TOKENS = 'mixture of experts " ( ) OR AND NOT - ti: abs: au:ada cat:cs.CL ~2 * org:x 😀'.split(" ");
const NASTIER = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: "binary", maxLength: 60 }));

const exampleOf = ({ schema, name }: Parameter): string => String(schema.example ?? EXAMPLES[name]);

function makeTypical(parameter: Parameter): fc.Arbitrary<string> {
  const { schema, name } = parameter;
  const typical = [fc.constant(exampleOf(parameter))];
  if (schema.enum) typical.push(fc.constantFrom(...schema.enum));
  if (schema.type === "integer")
    typical.push(fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 100 }).map(String));
  if (schema.format === "date")
    typical.push(
      fc.integer({ min: -40, max: 40 }).map((days) => Temporal.PlainDate.from("2026-05-14").add({ days }).toString()),
    );
  if (name === "q") typical.push(fc.array(fc.constantFrom(...TOKENS), { maxLength: 12 }).map((each) => each.join(" ")));
  if (name === "cursor")
    typical.push(
      fc.tuple(fc.nat(60), fc.nat(60)).map((key) => key.join(".")),
      fc.nat(100).map(String),
      fc.constantFrom("2026-05-14", "2026-05-15", "2026-05-16"),
    );
  return fc.oneof(...typical);
}

/** `values` by the parameters' order; undefined: left out. */
function write({ path, operation }: Operation, values: (string | undefined)[], more?: [string, string] | null): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const [i, { name, in: where }] of parametersOf({ operation }).entries()) {
    const value = values[i];
    if (where === "path")
      filled = filled.replace(`{${name}}`, () => encodeURIComponent((value ?? "").toWellFormed()) || "%20");
    else if (value !== undefined) query.append(name, value);
  }
  if (more) query.append(...more);
  return `${filled}?${query}`;
}

const parametersOf = ({ operation }: Pick<Operation, "operation">) => (operation.parameters ?? []) as Parameter[];

/** Each nasty value for each parameter, the others good or, where they may be, left out. */
export function listNastyRequests(operation: Operation): string[] {
  const parameters = parametersOf(operation);
  const good = parameters.map((each) => (each.in === "path" || each.required ? exampleOf(each) : undefined));
  return parameters.flatMap((_, i) => NASTY.map((nasty) => write(operation, good.with(i, nasty))));
}

/** Mixtures: half with one nasty value, now and then with a parameter that is none, seldom nasty throughout. */
export function makeRequest(operation: Operation): fc.Arbitrary<string> {
  const parameters = parametersOf(operation);
  const typical = parameters.map((each) => {
    const value = makeTypical(each);
    return each.in === "path" || each.required ? value : fc.option(value, { nil: undefined, freq: 2 });
  });
  const stray = fc.tuple(fc.string({ minLength: 1, maxLength: 12 }), NASTIER);
  return fc
    .record({
      values: fc.tuple(...typical),
      nasty: fc.tuple(...parameters.map(() => NASTIER)),
      which: fc.integer({ min: -1 - parameters.length, max: parameters.length }),
      more: fc.oneof({ arbitrary: fc.constant(null), weight: 15 }, { arbitrary: stray, weight: 1 }),
    })
    .map(({ values, nasty, which, more }) => {
      const all = which === parameters.length;
      return write(
        operation,
        values.map((value, i) => (all || i === which ? nasty[i] : value)),
        more,
      );
    });
}
