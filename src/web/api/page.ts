/** Draws `/api`: the operations with an example each, made from the document. */
import { html } from "hono/html";
import type { Page, Place } from "../pages/layout.ts";
import { KEY_EXAMPLE, listOperations, type Operation } from "./operations.ts";

export function drawApi(document: Parameters<typeof listOperations>[0], { name, base }: Place): Page {
  return {
    title: "API",
    body: html`<h1>The API</h1>
<p>What ${name} knows of papers and topics as JSON, for anybody; and your own digests, by a key from your <a href="/preferences">preferences</a>. It only reads: nothing is changed by it.</p>
<p><a href="/api/v1/openapi.json">OpenAPI 3.1 document</a></p>
${document.info.description?.split("\n\n").map((each) => html`<p class="muted">${drawText(each)}</p>`) ?? ""}
${listOperations(document).map((each) => drawOperation(each, base ?? ""))}`,
  };
}

function drawOperation({ path, example, operation }: Operation, base: string) {
  const key = operation.security === undefined ? "" : ` -H 'Authorization: Bearer ${KEY_EXAMPLE}'`;
  const parameters = operation.parameters ?? [];
  return html`<h2>${operation.summary ?? path}</h2>
<p><code>GET ${path}</code></p>
${operation.description === undefined ? "" : html`<p>${drawText(operation.description)}</p>`}
${parameters.length === 0 ? "" : html`<ul>${parameters.map((each) => ("name" in each ? html`<li><code>${each.name}</code>: ${drawText(each.description ?? "")}</li>` : ""))}</ul>`}
<pre><code>curl${key} '${base}${example.replaceAll("'", "%27")}'</code></pre>`;
}

/** What stands between backticks as code. */
const drawText = (text: string) =>
  text.split("`").map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
