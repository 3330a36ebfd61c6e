/** What search engines may keep: the archive of a Paperboy that says where it is, and nothing of one that does not. */
import type { Hono } from "hono";
import type { Place } from "./pages/layout.ts";

/** Behind links of readers' own, for programs, or without an end. */
const CLOSED = [
  "/api/",
  "/export/",
  "/search",
  "/own/",
  "/?invite=",
  "/preferences",
  "/digest/",
  "/leave/",
  "/leave-topic/",
  "/confirm/",
  "/move/",
  "/back/",
  "/hooks/",
  "/operator",
  "/outbox",
  "/slack/",
  "/metrics",
  "/healthz",
  "/readyz",
];

export function addRobots(web: Hono, { base }: Place): void {
  const rules = base === null ? ["Disallow: /"] : CLOSED.map((path) => `Disallow: ${path}`);
  web.get("/robots.txt", (c) => {
    c.header("Cache-Control", "public, max-age=3600");
    return c.text(`${["User-agent: *", ...rules].join("\n")}\n`);
  });
}
