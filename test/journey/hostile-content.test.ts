/** Papers that try to break out of where they are shown: every way out to a reader leaves them as plain words. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import PostalMime, { type Email } from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openProgram, type Program } from "../support/program.ts";
import { openSlackApi, type SlackApi } from "../support/slack-api.ts";
import { textOf } from "../support/slack-blocks.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

const NOW = ["--now", "2026-05-14T05:00:00Z"];
/** By the word that finds each, so that each has a reader of its own and leads a subject. */
const TITLES: Record<string, string> = {
  alphaword: "<script>alert(1)</script><img src=x onerror=alert(2)> alphaword",
  betaword: "betaword <!channel> <!here> <@U123ABC> <http://evil.example|click> & *bold* `code`",
  gammaword: "gammaword {{x}} {{{y}}} {{#each z}} {{/each}} <%= y %>",
  deltaword: `=cmd|' /C calc'!A0 deltaword`,
  epsilonword: "epsilonword\r\nBcc: victim@example.org\r\n\r\n<b>body</b>\r\n.\r\nMAIL FROM:<x>",
  zetaword: "zetaword \u202Egpj.exe\u202C \u2066left\u2069 \u200Fright",
  etaword: `etaword ${"very long title ".repeat(200)}`.slice(0, 3_000),
  thetaword: "thetaword \u001b[31mred\u001b]0;owned\u0007 \u009b31m \u0000 \u007f",
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const GARBLING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
/** Marks of direction belong to Arabic and Hebrew text, where they reach no further than their neighbours. */
const MARKS = /[\u061c\u200e\u200f]/;

const record = ([word, title]: [string, string], i: number) => ({
  paper: {
    id: `2605.9900${i}`,
    title,
    summary: `${title} in the abstract`,
    authors: Array.from({ length: i === 0 ? 573 : 1 }, (_, n) => ({
      name: n === 0 ? "<b>Eve</b>\r\nX-Evil: 1" : `Author ${n}`,
    })),
    publishedAt: "2026-05-12T10:00:00.000Z",
    upvotes: 10 + i,
    ai_summary: `${title} in short`,
    ai_keywords: [word, "<script>"],
    githubRepo: "javascript:alert(3)",
    projectPage: `https://example.org/"><script>alert(4)</script>?a=<!channel>|x`,
    organization: { name: "<i>org</i>", fullname: "<script>org</script> <!channel>" },
  },
  numComments: 1,
});

describe("hostile papers", { timeout: 120_000 }, () => {
  let program: Program;
  let sink: SmtpSink;
  let slack: SlackApi;
  const mails = new Map<string, Email>();
  const terminal: string[] = [];
  beforeAll(async () => {
    sink = await openSmtpSink();
    slack = await openSlackApi();
    program = await openProgram({ SMTP_URL: sink.url, SLACK_BOT_TOKEN: "xoxb-1", SLACK_API_URL: slack.url });
    const run = async (...args: string[]) => {
      const answer = await program.run([...args, ...NOW]);
      expect(answer, args.join(" ")).toMatchObject({ code: 0, stderr: "" });
      terminal.push(answer.stdout);
    };
    const words = Object.keys(TITLES);
    const orders = [
      ...words.map((word) => ({ address: `${word}@example.org`, topics: [word] })),
      { address: "all@example.org", topics: ["*", 'alphaword OR "<script> <!channel> {{x}}"'] },
      { address: "slack:C0ALL", topics: words },
    ];
    await run(
      "subscribe",
      "--file",
      await program.write("orders.jsonl", orders.map((each) => JSON.stringify(each)).join("\n")),
    );
    await mkdir(join(program.folder, "days"));
    await program.write("days/2026-05-13.json", JSON.stringify(Object.entries(TITLES).map(record)));
    await run("intake", "recorded", "days");
    await run("papers", "--limit", "50");
    await run("papers", "--limit", "50", "--json");
    await run("run", "--on", "2026-05-14", "--dry-run");
    await run("run", "--on", "2026-05-14");
    await run("subscribers");
    for (const { to, raw } of sink.accepted) mails.set(to.split("@")[0] as string, await PostalMime.parse(raw));
  }, 120_000);
  afterAll(async () => {
    await program.remove();
    await slack.close();
    await sink.close();
  });

  it("arrive with every reader, once", () => {
    expect([...mails.keys()].sort()).toEqual([...Object.keys(TITLES), "all"].sort());
    expect(sink.accepted).toHaveLength(mails.size);
    expect(slack.posts.length).toBeGreaterThan(1);
    expect(slack.asked).toHaveLength(slack.posts.length);
  });

  it("bring no element, handler, address or template of their own into HTML", () => {
    for (const [word, { html = "" }] of mails) {
      const text = html.replace(/<style[\s\S]*?<\/style>/g, "");
      expect(text, word).not.toMatch(/<script|<img|<i>org|<b>|<[^>]*\sonerror\s*=/i);
      const links = [...text.matchAll(/\shref\s*=\s*"([^"]*)"/gi)].map((match) => match[1] as string);
      expect(links.length, word).toBeGreaterThan(0);
      for (const link of links) expect(link, word).toMatch(/^(https?:\/\/|mailto:)[^\s<>"|]*$/);
      expect(text, word).not.toMatch(GARBLING);
    }
    expect(mails.get("alphaword")?.html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(mails.get("gammaword")?.html).toContain("{{x}} {{{y}}} {{#each z}}");
    expect(mails.get("alphaword")?.html).toContain("and 570 more");
  });

  it("stay words in the text part, and in a subject on one short line", () => {
    for (const [word, { text = "", subject = "", headers }] of mails) {
      expect(text, word).not.toMatch(GARBLING);
      expect(subject, word).not.toMatch(GARBLING);
      expect(subject, word).not.toMatch(MARKS);
      expect([...subject].length, word).toBeLessThanOrEqual(78);
      const names = headers.map(({ key }) => key);
      expect(names, word).not.toContain("bcc");
      expect(names, word).not.toContain("x-evil");
      expect(new Set(names).size, word).toBe(names.length);
    }
    expect(mails.get("epsilonword")?.subject).toMatch(/^epsilonword Bcc: victim@example\.org/);
    expect(mails.get("gammaword")?.text).toContain("{{x}} {{{y}}}");
    expect(mails.get("deltaword")?.subject).toContain("=cmd|' /C calc'!A0 deltaword");
    for (const { raw } of sink.accepted)
      expect(Math.max(...raw.split("\r\n").map((line) => line.length))).toBeLessThan(999);
  });

  it("ping nobody and break no link in Slack", () => {
    for (const { text, blocks, body } of slack.posts) {
      const mrkdwn = [
        text,
        ...blocks
          .filter((each) => each.type !== "header")
          .flatMap((each) => [each.text?.text ?? "", ...(each.elements ?? []).map(textOf)]),
      ];
      for (const each of mrkdwn) {
        const rest = each.replace(/<https?:\/\/[^\s<>|]+\|[^<>|]+>/g, "");
        expect(rest).not.toMatch(/[<>]/);
        expect(rest).not.toMatch(GARBLING);
      }
      expect(body.blocks).not.toMatch(/javascript:/);
    }
    expect(slack.posts.map((post) => JSON.stringify(post.blocks)).join("")).toContain(
      "&lt;!channel&gt; &lt;!here&gt; &lt;@U123ABC&gt;",
    );
  });

  it("cannot move the cursor, colour or title of the operator's terminal", async () => {
    for (const stdout of terminal) expect(stdout).not.toMatch(GARBLING);
    for (const stdout of terminal) expect(stdout).not.toMatch(MARKS);
    expect(terminal.join("")).toContain("[31mred");
    const line = JSON.stringify({ address: "a@example.org", topics: ["x"], cadence: "\u001b[31mhourly\u202e\u009b" });
    const refused = await program.run(["subscribe", "--file", await program.write("bad.jsonl", line), ...NOW]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/\[31mhourly/);
    expect(refused.stderr).not.toMatch(GARBLING);
  });
});
