/** The OpenAPI document, made from the schemas that answer; what all operations share is added here, once. */
import type { Place } from "../pages/layout.ts";
import { type Api, ROOT } from "./guard.ts";
import { WINDOW_SECONDS } from "./limits.ts";

type Document = ReturnType<Api["getOpenAPI31Document"]>;
type Operation = NonNullable<NonNullable<Document["paths"]>[string]["get"]>;

const shared = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
});
const SHARED = {
  401: shared("The key is none that stands"),
  429: { ...shared("Too much was asked: `Retry-After` says when to come again"), headers: headers("Retry-After") },
};

function headers(...names: (keyof typeof TOLD)[]) {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

const text = (description: string, example: string) => ({ description, schema: { type: "string" as const }, example });
const TOLD = {
  "RateLimit-Policy": text("What may be asked in how many seconds", `"lists";q=60;w=${WINDOW_SECONDS}`),
  RateLimit: text("What is left, and the seconds until all of it is there again", '"lists";r=59;t=60'),
  "Retry-After": text("Seconds", "12"),
  Link: text('The next page: rel="next"', '</api/v1/topics?limit=20&cursor=20>; rel="next"'),
  ETag: text("Ask again with it in If-None-Match", '"6b86b273"'),
};

export function makeDocument(api: Api, { name, base }: Place, limits: { lists: number; searches: number }): Document {
  const document = api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: name,
      version: "1",
      description: [
        "New research papers and topics to read them by, as JSON; and, by a key, a reader's own digests. Nothing here changes anything.",
        "Lists go on at `next`. Problems are RFC 9457's. Text is a source's: escape it where you show it.",
        `A minute has ${limits.lists} requests for each client or key, and beside them ${limits.searches} of what searches: search, similar papers, back-tests, a list with a topic.`,
      ].join("\n\n"),
      license: { name: "MIT" },
    },
    servers: [{ url: base ?? "/" }],
    security: [],
    tags: [],
  });
  for (const item of Object.values(document.paths ?? {})) if (item.get) share(item.get);
  return {
    ...document,
    components: {
      ...document.components,
      headers: TOLD,
      securitySchemes: {
        key: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "pbk_…",
          description: `For ${ROOT}/me; elsewhere it only has a limit of its own. Made on a reader's preferences page.`,
        },
      },
    },
  };
}

function share(operation: Operation): void {
  const personal = operation.security !== undefined;
  const limits = headers("RateLimit-Policy", "RateLimit");
  const known = operation.responses as Record<string, { description: string; headers?: object }>;
  const ok = known[200] as { description: string; headers?: object };
  ok.headers = { ...limits, ...(personal ? {} : headers("ETag")), ...headers("Link") };
  operation.responses = {
    ...known,
    ...(personal ? {} : { 304: { description: "As it was when you asked before" } }),
    ...SHARED,
  };
}
