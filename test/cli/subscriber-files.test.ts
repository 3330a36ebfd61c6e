/** Files of subscribers: the dialects of CSV, the other programs' columns, and what is refused in words. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FileOrder, readSubscribers } from "../../src/cli/subscriber-files.ts";
import { parseMapping } from "../../src/domain/exchange/foreign.ts";
import type { Incoming } from "../../src/domain/exchange/record.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperboy-files-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, content: string | Buffer, order: Partial<FileOrder> = {}): Promise<Incoming[]> {
  const file = join(folder, name);
  await writeFile(file, content);
  const whole: FileOrder = { encoding: "utf-8", topics: [], mappings: [], ...order };
  const read: Incoming[] = [];
  for await (const each of readSubscribers(file, whole)) read.push(each);
  return read;
}
const mappings = (...texts: string[]) => texts.map((text) => parseMapping(text) ?? expect.fail(text));
const LISTMONK = "uuid,email,name,attributes,status,created_at,updated_at";
const topicsOf = (all: Incoming[]) => all.map(({ record }) => record?.topics.map(({ topic }) => topic));

describe("CSV", () => {
  const rows = (separator: string, end: string) =>
    [
      ["address", "topic", "cap"],
      ["ada@example.org", '"say ""moe"", or""\nnot"', "5"],
      ["bob@example.org", "*", ""],
    ]
      .map((cells) => cells.join(separator))
      .join(end);

  it.each([
    ["commas", ",", "\n"],
    ["semicolons", ";", "\n"],
    ["tabs", "\t", "\r\n"],
    ["CRLF", ",", "\r\n"],
  ])("with %s, a mark of UTF-8, quotes and a line end in a cell is read alike", async (_, separator, end) => {
    const [ada, bob] = await read("a.csv", `\uFEFF${rows(separator, end)}${end}${end}`);
    expect(ada).toMatchObject({
      address: "ada@example.org",
      problem: null,
      record: { topics: [{ topic: 'say "moe", or"\nnot', cap: 5 }] },
    });
    expect(bob).toMatchObject({ line: 4, address: "bob@example.org", record: { topics: [{ topic: "*" }] } });
  });

  it("in Latin-1 is refused with what to say, and read when it is said", async () => {
    const latin = Buffer.from("address,topic,name\nada@example.org,*,M\u00fcller\n", "latin1");
    await expect(read("l.csv", latin)).rejects.toThrow(/not UTF-8.*--encoding latin1/);
    expect((await read("l.csv", latin, { encoding: "windows-1252" }))[0]?.record?.topics[0]?.name).toBe("Müller");
    await expect(read("u.csv", Buffer.from("\uFEFFaddress,topic\n", "utf16le"))).rejects.toThrow(/UTF-16/);
  });

  it("of unknown columns, empty, or with a quote that never ends is refused with the place", async () => {
    await expect(read("c.csv", "mail,what\na@b.org,c\n")).rejects.toThrow(/mail, what.*listmonk/);
    await expect(read("c.csv", "")).rejects.toThrow(/empty/);
    await expect(read("c.csv", 'address,topic\na@b.org,*\nb@b.org,"open\nc\n')).rejects.toThrow(/line \d+.*[Qq]uote/);
    await expect(read("c.txt", "x")).rejects.toThrow(/must end in/);
  });

  it("a line with a cell too many is a bad line, not a bad file", async () => {
    const all = await read("c.csv", "address,topic\na@b.org,*,more\nb@b.org,*\n");
    expect(all.map(({ problem }) => problem)).toEqual(["it has 3 cells, and the header has 2", null]);
    // Of somebody who left, it still says so.
    const left = await read("unsubscribed.csv", "Email Address,First Name\na@b.org,A,more\n");
    expect(left).toMatchObject([{ address: "a@b.org", standing: "unsubscribed" }]);
  });

  it("of ours joins a subscriber's lines, and takes the apostrophe off that keeps a spreadsheet from running a cell", async () => {
    const text = "address,at,confirmed,topic,votes\n'+a@b.org,07:00,no,'-survey moe,yes\n'+a@b.org,07:00,no,*,no\n";
    const [only, ...none] = await read("o.csv", text);
    expect(none).toEqual([]);
    expect(only).toMatchObject({
      address: "+a@b.org",
      record: {
        at: "07:00",
        confirmed: false,
        topics: [
          { topic: "-survey moe", votes: true },
          { topic: "*", votes: false },
        ],
      },
    });
  });
});

describe("listmonk", () => {
  const attributes = '"{""team"": [""Vision"", ""nlp""], ""city"": ""Oslo""}"';
  it("says who is enabled; others never count as subscribed", async () => {
    const text = `${LISTMONK}\nu1,a@b.org,A,{},enabled,t,t\nu2,b@b.org,B,{},disabled,t,t\nu3,c@b.org,C,{},blocklisted,t,t\nu4,d@b.org,D,{},,t,t\n`;
    const all = await read("l.csv", text, { topics: ["*"] });
    expect(all.map(({ standing }) => standing)).toEqual(["subscribed", "unsubscribed", "blocked", "unsubscribed"]);
    expect(topicsOf(all.slice(0, 1))).toEqual([["*"]]);
  });

  it("gives topics by its attributes, to all or to whoever has a value", async () => {
    const text = `${LISTMONK}\nu1,a@b.org,A,${attributes},enabled,t,t\nu2,b@b.org,B,{},enabled,t,t\nu3,c@b.org,C,no json,enabled,t,t\n`;
    const order = {
      topics: ["*"],
      mappings: mappings("attributes.team:vision=#vision", "attributes.city:OSLO=oslo", "attributes.team:x=y"),
    };
    expect(topicsOf(await read("l.csv", text, order))).toEqual([["*", "#vision", "oslo"], ["*"], ["*"]]);
    const [, without] = await read("l.csv", text, { mappings: mappings("attributes.city:oslo=x") });
    expect(without?.problem).toMatch(/no topic/);
  });
});

describe("Mailchimp", () => {
  const columns = "Email Address,First Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,LAST_CHANGED,LEID,EUID,NOTES,TAGS";
  const row = (address: string, tags: string) => `${address},Ada,2,t,t,t,1,e,,${tags}`;
  it("gives topics by tags, however they are quoted", async () => {
    const text = [columns, row("a@b.org", '"""vlm"",""Two words"""'), row("b@b.org", "vlm"), row("c@b.org", "")].join(
      "\n",
    );
    const order = { mappings: mappings("TAGS:vlm=#multimodal", "TAGS:two words=words") };
    const all = await read("subscribed_members_export.csv", text, order);
    expect(topicsOf(all)).toEqual([["#multimodal", "words"], ["#multimodal"], []]);
    expect(all[2]?.problem).toMatch(/no topic/);
  });

  it.each([
    ["by a column", "audience.csv", `${columns},UNSUB_TIME,UNSUB_REASON`, "unsubscribed"],
    ["by a column", "audience.csv", `${columns},CLEAN_TIME`, "cleaned"],
    ["by the file's name", "cleaned_members_export_1.csv", columns, "cleaned"],
    ["by the file's name", "unsubscribed_members_export_1.csv", columns, "unsubscribed"],
    ["by the file's name", "nonsubscribed_members_export_1.csv", columns, "unsubscribed"],
  ])("tells %s (%s) who left or bounced", async (_, name, header, standing) => {
    const cells = header.split(",").map((column) => (column === "Email Address" ? "a@b.org" : ""));
    const [only] = await read(name, `${header}\n${cells.join(",")}\n`, { topics: ["*"] });
    expect(only).toMatchObject({ address: "a@b.org", standing });
  });
});

describe("YAML and JSON", () => {
  it("YAML is read entry by entry, with comments, block texts and anchors' bombs refused", async () => {
    const text = `# ours\n---\n- address: ada@example.org\n  at: "07:00"\n  topics:\n    - topic: "*"\n      cap: 5\n    # more\n    - topic: >-\n        a OR\n        b\n\n- address: bob@example.org\n  topics: [moe, '#agents']\n- {address: c@b.org, topics: [*x]}\n- address: [\n`;
    const [ada, bob, ...bad] = await read("y.yaml", text);
    expect(ada).toMatchObject({
      line: 3,
      record: { at: "07:00", topics: [{ topic: "*", cap: 5 }, { topic: "a OR b" }] },
    });
    expect(bob).toMatchObject({ line: 13, record: { topics: [{ topic: "moe" }, { topic: "#agents" }] } });
    expect(bad.map(({ problem }) => problem?.slice(0, 8))).toEqual(["no YAML:", "no YAML:"]);
    await expect(read("y.yaml", "subscribers:\n  - address: a@b.org\n")).rejects.toThrow(/line 1: a list/);
  });

  it("a field that is not known, or out of bounds, costs the entry and is named", async () => {
    const all = await read(
      "y.yaml",
      "- address: a@b.org\n  topic: x\n- address: b@b.org\n  topics: [{topic: x, cap: 51}]\n- 7\n",
    );
    expect(all.map(({ problem }) => problem)).toEqual([
      expect.stringMatching(/topics/),
      expect.stringMatching(/topics/),
      expect.stringMatching(/object/),
    ]);
  });

  it("JSON is an object a line, in a list or bare", async () => {
    const entry = '{"address":"a@b.org","topics":["*"]}';
    for (const text of [`[\n${entry},\n${entry}\n]\n`, `${entry}\n${entry}`])
      expect(await read("j.json", text)).toHaveLength(2);
    await expect(read("j.json", `[${entry},${entry}]`)).rejects.toThrow(/one JSON object a line/);
    expect((await read("j.jsonl", "{broken}"))[0]?.problem).toMatch(/no JSON/);
  });
});
