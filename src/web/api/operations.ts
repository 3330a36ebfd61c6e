/** The operations of the document, each with the request that its parameters' examples make. */
import type { makeDocument } from "./document.ts";

type Document = ReturnType<typeof makeDocument>;

export interface Operation {
  /** `/api/v1/papers/{name}`. */
  path: string;
  operation: NonNullable<NonNullable<Document["paths"]>[string]["get"]>;
  /** `/api/v1/papers/2605.12500`. */
  example: string;
}

/** Stands where a key goes. */
export const KEY_EXAMPLE = "pbk_…";

export const listOperations = (document: Document): Operation[] =>
  Object.entries(document.paths ?? {}).flatMap(([path, { get }]) =>
    get === undefined ? [] : [{ path, operation: get, example: fill(path, get) }],
  );

function fill(path: string, { parameters = [] }: Operation["operation"]): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const parameter of parameters) {
    const example = "schema" in parameter ? exampleOf(parameter.schema) : undefined;
    if (!("name" in parameter) || example === undefined) continue;
    if (parameter.in === "path") filled = filled.replace(`{${parameter.name}}`, encodeURIComponent(example));
    else query.set(parameter.name, example);
  }
  return query.size > 0 ? `${filled}?${query}` : filled;
}

const exampleOf = (schema: object | undefined): string | undefined =>
  schema !== undefined && "example" in schema ? String(schema.example) : undefined;
