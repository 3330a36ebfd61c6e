/** The worked examples of the documents are built and run. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPrinterChannel } from "../../docs/examples/channel.ts";
import { createLabList, parseLabList } from "../../docs/examples/source.ts";
import { createPostcardRenderer } from "../../docs/examples/template.ts";
import type { Parcel } from "../../src/domain/delivery/channel.ts";
import { createHttpClient } from "../../src/sources/http/client.ts";
import type { ReadOptions, SourceDay } from "../../src/sources/source.ts";
import { createManualTiming } from "../support/manual-timing.ts";
import { openWebStandIn, type WebStandIn } from "../support/web-stand-in.ts";

describe("the source", () => {
  let web: WebStandIn;
  const LIST = [
    { id: "a1", title: "  Zebras\nin motion ", authors: ["Ada Lovelace"] },
    { id: "", title: "no id" },
  ];
  beforeEach(async () => {
    web = await openWebStandIn((request, response) => {
      const found = request.url === "/2026-05-14.json";
      response
        .writeHead(found ? 200 : 404, { "content-type": "application/json" })
        .end(found ? JSON.stringify(LIST) : "{}");
    });
  });
  afterEach(() => web.close());

  it("reads a day, names what it cannot read, and fails a day that is not there with its cause", async () => {
    const http = createHttpClient({
      userAgent: "test",
      timing: createManualTiming(),
      privateHosts: [new URL(web.url).host],
    });
    const days: SourceDay[] = [];
    for await (const day of createLabList(http, web.url).read(["2026-05-14", "2026-05-15"], {} as ReadOptions))
      days.push(day);
    expect(days[0]?.parsed.listings.map(({ title, sourceKey }) => [sourceKey, title])).toEqual([
      ["a1", "Zebras in motion"],
    ]);
    expect(days[0]?.parsed.unread).toEqual([{ at: "item 2", name: null, reason: expect.stringContaining("id") }]);
    expect(days[1]?.answer).toMatchObject({ kind: "failed", cause: expect.stringContaining("404") });
  });

  it("never throws for what a text may be", () => {
    for (const text of ["", "{", "{}", "[null]", "[[]]"]) expect(() => parseLabList(text, "2026-05-14")).not.toThrow();
  });
});

describe("the channel", () => {
  const parcel = { key: "digest-1", address: "ada@example.org", content: { subject: "7 papers", html: [], text: [] } };
  const send = (print: Parameters<typeof createPrinterChannel>[0], marked = true) =>
    createPrinterChannel(print).send(parcel as unknown as Parcel<never>, async () => marked);

  it("hands over after the mark, and ends in the state that is true", async () => {
    const lines: string[] = [];
    const print = async (line: string) => {
      lines.push(line);
      return "printed" as const;
    };
    expect(await send(print)).toEqual({ state: "accepted", receipt: "digest-1" });
    expect(lines).toEqual(["ada@example.org: 7 papers"]);
    expect(await send(print, false)).toMatchObject({ state: "deferred" });
    expect(lines).toHaveLength(1);
    expect(await send(async () => "out of paper")).toMatchObject({ state: "deferred", retryAfterSeconds: 600 });
    expect(await send(() => Promise.reject(new Error("silence")))).toMatchObject({ state: "unknown" });
  });
});

it("the template escapes what strangers wrote", async () => {
  const render = await createPostcardRenderer();
  const html = render({ heading: "<script>", line: "a & b", url: "https://a.example/?x=1&y=2" });
  expect(html).toContain("&lt;script&gt;");
  expect(html).not.toContain("<script>");
  expect(html).toContain("a &amp; b");
});
