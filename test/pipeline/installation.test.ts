/** What an installation shares: it signs with one secret for all its processes, and makes none where nothing is signed. */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readConfig } from "../../src/config.ts";
import { openInstallation } from "../../src/pipeline/installation.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperboy-installation-"));
});
afterAll(() => rm(folder, { recursive: true }));

const open = (env: Record<string, string>) => openInstallation(readConfig({ PAPERBOY_DATA: folder, ...env }));
const POSTGRES = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" };
const PAGES = { PAPERBOY_URL: "https://papers.example.org/" };

it("has no links, no return path and no secret unless told", () => {
  expect(open(POSTGRES)).toEqual({
    name: "Paperboy",
    operator: null,
    postalAddress: null,
    links: null,
    returnPath: null,
  });
  expect(existsSync(join(folder, "secret"))).toBe(false);
});

it("makes the same links after a restart", () => {
  const leave = open(PAGES).links?.leave(7);
  expect(leave).toMatch(/^https:\/\/papers\.example\.org\/leave\/[a-z2-7]{36}$/);
  expect(open(PAGES).links?.leave(7)).toBe(leave);
  expect(open({ MAIL_RETURN_PATH: "bounces@example.org" }).returnPath?.(1)).toMatch(
    /^bounces\+[a-z2-7]{36}@example\.org$/,
  );
});

it("on Postgres asks for the secret that all processes share", () => {
  expect(() => open({ ...POSTGRES, ...PAGES })).toThrow(/need PAPERBOY_SECRET, the same for all processes/);
  expect(open({ ...POSTGRES, ...PAGES, PAPERBOY_SECRET: "x".repeat(32) }).links).not.toBeNull();
});
