/** The outbox in a browser: shown on this machine alone, and what strangers wrote does nothing there. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drawMrkdwn } from "../../src/web/pages/slack-look.ts";
import { openPages, type Pages } from "../support/pages.ts";

const HERE = { host: "localhost:8080" };
let pages: Pages;
beforeEach(async () => {
  pages = await openPages();
});
afterEach(() => pages.close());

async function put(kind: string, name: string, content: string): Promise<void> {
  await mkdir(join(pages.folder, "outbox", kind), { recursive: true });
  await writeFile(join(pages.folder, "outbox", kind, name), content);
}

describe("the outbox", () => {
  it("says how to fill it while it is empty, and lists mails and Slack messages", async () => {
    expect(await (await pages.get("/outbox", HERE)).text()).toContain("It is empty");
    await put("email", "2026-05-14-ada@example.org.html", "<html><body>Hello</body></html>");
    await put("email", "2026-05-14-ada@example.org.eml", "Subject: Hello");
    const block = { type: "section", text: { type: "mrkdwn", text: "*<https://arxiv.org/abs/1|A &lt;paper&gt;>*" } };
    const thread = { conversation: "T1/C1", on: "2026-05-14", parts: [{ text: "x", blocks: [block] }] };
    await put("slack", "2026-05-14-T1_C1.json", JSON.stringify(thread));
    const list = await (await pages.get("/outbox", HERE)).text();
    expect(list).toContain("2 messages");
    expect(list).toContain('href="/outbox/mail/2026-05-14-ada%40example.org"');
    const mail = await pages.get("/outbox/mail/2026-05-14-ada%40example.org", HERE);
    expect(await mail.text()).toContain("Hello");
    expect(mail.headers.get("content-security-policy")).toMatch(/^sandbox/);
    const slack = await (await pages.get("/outbox/slack/2026-05-14-T1_C1", HERE)).text();
    expect(slack).toContain('<strong><a href="https://arxiv.org/abs/1">A &lt;paper&gt;</a></strong>');
  });

  it.each([
    ["by another name, as a site that points its name here would ask", { host: "evil.example" }],
    ["without a name", {}],
    ["through a proxy", { ...HERE, "x-forwarded-for": "203.0.113.9" }],
    ["through another proxy", { ...HERE, forwarded: "for=203.0.113.9" }],
  ])("is not shown to who asks %s", async (_, headers) => {
    for (const path of ["/outbox", "/outbox/mail/x", "/outbox/slack/x"])
      expect((await pages.get(path, headers as Record<string, string>)).status).toBe(404);
  });

  it("opens nothing but its own files", async () => {
    await writeFile(join(pages.folder, "outside.html"), "secret");
    for (const name of ["..%2Foutside", "..%2F..%2Foutside", "%2e%2e%2foutside", "none"])
      expect((await pages.get(`/outbox/mail/${name}`, HERE)).status, name).toBe(404);
  });

  it("is there only while something may go to it", async () => {
    const sending = await openPages({ SMTP_URL: "smtp://127.0.0.1:2525", SLACK_BOT_TOKEN: "xoxb-1" });
    expect((await sending.get("/outbox", HERE)).status).toBe(404);
    expect(await (await sending.get("/outbox", HERE)).text()).toContain("The address may have been cut off");
    await sending.close();
  });
});

describe("a Slack text", () => {
  const drawn = async (text: string) => String(await drawMrkdwn(text));

  it("is shown with its links, bold and code, and no markup of a stranger's", async () => {
    expect(await drawn("a *bold* `x < y` b")).toBe(
      "a <strong>bold</strong> <code>x &lt; y</code> b".replace("x &lt; y", "x &lt; y"),
    );
    expect(await drawn("<javascript:alert(1)|x>")).not.toContain("href");
    expect(await drawn("<script>alert(1)</script>")).not.toContain("<script");
    expect(await drawn('<https://a.example/"onmouseover=x|l>')).not.toMatch(/"onmouseover/);
    expect(await drawn("&lt;b&gt;")).toBe("&lt;b&gt;");
    expect(await drawn("one\ntwo")).toBe("one<br>two");
  });
});
