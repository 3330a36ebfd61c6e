/** `/api/v1`: the archive for programs, a reader's digests by key, the document of both, and a page that explains it. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Hono } from "hono";
import type { Archive } from "../../reading/archive.ts";
import { givePublic, type Place } from "../pages/layout.ts";
import { makeDocument } from "./document.ts";
import type { ApiDoor } from "./door.ts";
import { ALLOWED, type ApiEnv, addGuard, ROOT } from "./guard.ts";
import { addLists } from "./lists.ts";
import { addMe } from "./me.ts";
import { drawApi } from "./page.ts";
import { addPapers } from "./papers.ts";
import { giveProblem, tellWrong } from "./problem.ts";
import { addSearch } from "./search.ts";
import { addTopicsOf } from "./topics.ts";

export function addApi(web: Hono, place: Place, { api: door, archive }: { api: ApiDoor; archive: Archive }): void {
  const api = new OpenAPIHono<ApiEnv>({ defaultHook: tellWrong });
  addGuard(api, door);
  addLists(api, place, archive);
  addPapers(api, place, archive);
  addSearch(api, place, archive); // before topics: /topics/try is none of the catalogue
  addTopicsOf(api, place, archive);
  addMe(api, place, door);
  const document = makeDocument(api, place, door.limits);
  api.get(`${ROOT}/openapi.json`, (c) => c.json(document));
  const paths = Object.keys(document.paths ?? {}).map((path) => path.replaceAll(/\{(\w+)\}/g, ":$1"));
  for (const path of [...paths, `${ROOT}/openapi.json`])
    api.all(path, (c) => {
      c.header("Allow", ALLOWED);
      return giveProblem(c, 405, "The API only reads: ask with GET.");
    });
  api.all(`${ROOT}/*`, (c) =>
    giveProblem(c, 404, `There is nothing here. All that there is: /api, ${ROOT}/openapi.json.`),
  );
  api.onError((error, c) => {
    console.error(error);
    return giveProblem(c, 500, "This did not work; the log of the server says why.");
  });
  web.route("/", api);
  web.get("/api", (c) => givePublic(c, place, drawApi(document, place), { path: "/api", feeds: [] }));
}
