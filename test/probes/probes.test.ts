/** Doctor's looks outside: the domain by its records, sources and our pages by the web, the machine by itself, Slack by its token. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.ts";
import { judgeClock, judgeRoom } from "../../src/probes/machine.ts";
import { listDomainProbes, type Names, openNames } from "../../src/probes/mail-domain.ts";
import { listWebProbes } from "../../src/probes/web.ts";
import type { Probe } from "../../src/reading/doctor.ts";
import { createLook } from "../../src/sources/http/look.ts";
import { openPages } from "../support/pages.ts";
import { openSlackApi } from "../support/slack-api.ts";

const found = async (probes: Probe[]) =>
  Object.fromEntries(
    await Promise.all(
      probes.map(async ({ what, look }) => [
        what,
        await look().then(
          (said) => (typeof said === "string" ? `ok: ${said}` : `warn: ${said.warn}`),
          (error: Error) => `fail: ${error.message}`,
        ),
      ]),
    ),
  ) as Record<string, string>;

describe("the sending domain", () => {
  const nothing = () => Promise.reject(Object.assign(new Error("none"), { code: "ENOTFOUND" }));
  const names = (records: Record<string, unknown>): Names => {
    const of = (kind: string) => (name: string) =>
      `${kind} ${name}` in records ? Promise.resolve(records[`${kind} ${name}`]) : nothing();
    return {
      resolveTxt: of("TXT"),
      resolveMx: of("MX"),
      reverse: of("PTR"),
      resolve4: of("A"),
      resolve6: of("AAAA"),
      lookup: of("HOSTS"),
    } as unknown as Names;
  };
  const away = () => Promise.reject(Object.assign(new Error("timeout"), { code: "ETIMEOUT" }));
  const ENV = { SMTP_URL: "smtp://relay.example:587", MAIL_FROM: "Lab <papers@bücher.example>" };

  it("is looked up by all that receivers look at", async () => {
    const domain = "xn--bcher-kva.example";
    const records = {
      "TXT bounces.example": [["v=spf1 ", "mx -all"]],
      [`TXT _dmarc.${domain}`]: [["v=DMARC1; p=none"]],
      [`MX ${domain}`]: [
        { priority: 20, exchange: "late.example" },
        { priority: 10, exchange: "mx.example" },
      ],
      "MX bounces.example": [{ priority: 0, exchange: "" }],
      "HOSTS relay.example": ["192.0.2.7"],
      "PTR 192.0.2.7": ["out.relay.example"],
      "A out.relay.example": ["192.0.2.7"],
    };
    const config = readConfig({ ...ENV, MAIL_RETURN_PATH: "bounces@bounces.example" });
    expect(await found(listDomainProbes(config, names(records)))).toEqual({
      spf: "ok: v=spf1 mx -all",
      dmarc: "ok: p=none",
      replies: "ok: replies reach mx.example",
      bounces: expect.stringMatching(/^fail: bounces\.example takes no mail/),
      "relay name": "ok: 192.0.2.7 is out.relay.example, and back",
    });
  });

  it("without records fails with what to publish, and where it cannot be asked says only that", async () => {
    const bare = await found(listDomainProbes(readConfig(ENV), names({})));
    expect(bare.spf).toMatch(/^fail: .*Publish a TXT record/);
    expect(bare.dmarc).toMatch(/^fail: /);
    expect(bare["relay name"]).toMatch(/^fail: relay\.example is not known/);
    const mute = { resolveTxt: away, resolveMx: away, reverse: away, resolve4: away, resolve6: away, lookup: away };
    for (const lookup of [away, async () => ["192.0.2.7"]])
      for (const said of Object.values(await found(listDomainProbes(readConfig(ENV), { ...mute, lookup }))))
        expect(said).toMatch(/^warn: .*could not be looked up/);
  });

  it("has a relay that /etc/hosts or a bare address names, and one of whose names only a part could be asked", async () => {
    const relayOf = async (smtpUrl: string, all: Names) =>
      (await found(listDomainProbes(readConfig({ ...ENV, SMTP_URL: smtpUrl }), all)))["relay name"];
    const hosts = {
      "HOSTS relay": ["192.0.2.7"],
      "PTR 192.0.2.7": ["relay.example"],
      "A relay.example": ["192.0.2.7"],
    };
    expect(await relayOf("smtp://relay", names(hosts))).toBe("ok: 192.0.2.7 is relay.example, and back");
    const six = { "PTR 2001:db8::1": ["six.example"], "AAAA six.example": ["2001:db8::1"] };
    expect(await relayOf("smtp://[2001:db8::1]:587", names(six))).toBe("ok: 2001:db8::1 is six.example, and back");
    const half = { ...names({ ...six, "A six.example": ["192.0.2.9"] }), resolve6: away } as Names;
    expect(await relayOf("smtp://[2001:db8::1]:587", half)).toMatch(
      /^warn: .*six\.example, whose address could not be/,
    );
  });

  it("has a policy of its parent, and an address where it has no MX", async () => {
    const records = {
      "TXT _dmarc.example.org": [["v=DMARC1; p=none"]],
      "AAAA lab.example.org": ["2001:db8::2"],
    };
    const said = await found(
      listDomainProbes(readConfig({ ...ENV, MAIL_FROM: "papers@lab.example.org" }), names(records)),
    );
    expect(said.dmarc).toBe("ok: p=none, of example.org");
    expect(said.replies).toMatch(
      /^warn: lab\.example\.org has no MX record: replies go to its own address, 2001:db8::2/,
    );
  });

  it("has relays named as the system names what it connects to", async () => {
    expect((await openNames().lookup("localhost")).join()).toMatch(/127\.0\.0\.1|::1/);
  });

  it("is none of anybody's business with a catcher on this machine, or an outbox", () => {
    expect(listDomainProbes(readConfig({ SMTP_URL: "smtp://127.0.0.1:1025" }))).toEqual([]);
    expect(listDomainProbes(readConfig({}))).toEqual([]);
  });
});

describe("the web", () => {
  let server: ReturnType<typeof createServer>;
  let url = "";
  let answer: { status: number; date?: string; age?: string; text?: string } = { status: 200 };
  beforeEach(async () => {
    answer = { status: 200 };
    server = createServer((_, response) => {
      response.sendDate = answer.date === undefined;
      const { date, age } = answer;
      response.writeHead(answer.status, { ...(date && { date }), ...(age && { age }) }).end(answer.text ?? "hello");
    }).listen(0, "127.0.0.1");
    await new Promise((done) => server.once("listening", done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const NOW = Temporal.Instant.from("2026-05-14T12:00:00Z");
  const look = (own = [url]) => createLook({ userAgent: "test", privateHosts: [], own });
  const probes = (env = {}, own?: string[]) =>
    listWebProbes(readConfig(env), [{ name: "huggingface", url }], () => NOW, look(own));
  /** One after the other, as doctor does. */
  const each = async (list: Probe[]) => {
    const all: Record<string, string> = {};
    for (const probe of list) Object.assign(all, await found([probe]));
    return all;
  };

  it("has each source, and by their clocks ours is judged", async () => {
    answer.date = "Thu, 14 May 2026 12:00:01 GMT";
    expect(await each(probes())).toEqual({ source: `ok: ${url} (huggingface)`, clock: `ok: agrees with ${url}` });
    answer.date = "Thu, 14 May 2026 11:58:00 GMT";
    expect((await each(probes())).clock).toBe(
      `warn: it is 120 s ahead of ${url}. Let the system keep time (chrony, systemd-timesyncd)`,
    );
    answer.date = "Thu, 14 May 2026 13:00:00 GMT";
    expect((await each(probes())).clock).toBe(`fail: it is 3600 s behind ${url}`);
    answer = { status: 503 };
    expect((await each(probes())).source).toMatch(/^warn: .* answers 503/);
  });

  it("has no clock in what lay in a cache", async () => {
    for (const age of ["3600", "an hour"]) {
      answer = { status: 200, date: "Thu, 14 May 2026 11:00:00 GMT", age };
      expect(await each(probes())).toEqual({
        source: `ok: ${url} (huggingface)`,
        clock: expect.stringMatching(/^warn: no other clock could be asked \(no source told the time\)/),
      });
    }
    answer = { status: 200, date: "Thu, 14 May 2026 12:00:00 GMT", age: "1" };
    expect((await each(probes())).clock).toBe(`ok: agrees with ${url}`);
  });

  it("is not asked for a private address that nobody configured", async () => {
    expect((await each(probes({}, []))).source).toMatch(/^fail: .*private/);
  });

  it("leads to our pages, or to another's, or nowhere", async () => {
    const pages = await openPages();
    answer = { status: 404, text: await (await pages.get("/leave/looked-at-by-doctor")).text() };
    await pages.close();
    expect((await each(probes({ PAPERBOY_URL: url })))["one click"]).toMatch(/^warn: .* want https/);
    answer = { status: 200, text: "Welcome to nginx" };
    expect((await each(probes({ PAPERBOY_URL: url })))["one click"]).toMatch(
      /^fail: .* answers 200, and not by Paperboy/,
    );
    const closed = "http://127.0.0.1:9";
    expect((await each(probes({ PAPERBOY_URL: closed }, [url, closed])))["one click"]).toMatch(
      /^fail: .*not reached from here/,
    );
  });
});

it("room on the disk and a clock's distance have three states", () => {
  expect(judgeRoom(50e9)).toBe("50.0 GB free");
  expect(judgeRoom(1e9)).toEqual({ warn: expect.stringContaining("1.0 GB free") });
  expect(() => judgeRoom(1e8)).toThrow("only 0.1 GB free");
  expect(judgeClock(null, "no source told the time")).toHaveProperty("warn");
  expect(judgeClock(-1.4, "a")).toBe("agrees with a");
});

it("Slack's token is told with the scopes that it lacks", async () => {
  const api = await openSlackApi();
  const pages = await openPages({ SLACK_BOT_TOKEN: "xoxb-1", SLACK_API_URL: api.url });
  const look = async () => (await found((await pages.app.probes()).filter(({ what }) => what === "slack"))).slack;
  expect(await look()).toMatch(/^ok: the token is paperboy's/);
  api.scopes = "chat:write,commands,users:read";
  expect(await look()).toMatch(/^warn: .*without app_mentions:read, .*links:write/);
  api.scopes = "commands";
  expect(await look()).toMatch(/^fail: .*chat:write: nothing can be posted/);
  api.errors.set("auth.test", "invalid_auth");
  expect(await look()).toMatch(/^fail: .*invalid_auth/);
  await pages.close();
  await api.close();
});
