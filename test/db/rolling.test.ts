/** Migrations that an old process beside the new schema survives: first expand, contract a release later (docs/upgrading.md). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listMigrations } from "../support/databases.ts";

/** Earlier ones were never beside a released program. */
const FROM = "0033";

/** What a process of the release before would stumble over, by the words of a statement. */
const HARMS: [what: string, pattern: RegExp][] = [
  [
    "drops a column",
    /alter\s+table[^;`"]*?\bdrop\s+(column\b|(?!column|constraint|default|not\s+null|expression|identity)\w)/i,
  ],
  ["drops a table or view", /\bdrop\s+(table|view|schema|type|sequence)\b/i],
  ["renames", /\brename\s+(to|column|constraint|\w+\s+to)\b/i],
  ["changes a type", /\balter\s+(column\s+)?\w+\s+(set\s+data\s+)?type\b/i],
  ["asks what was not asked", /\balter\s+(column\s+)?\w+\s+set\s+not\s+null\b/i],
  [
    "adds a column that must be given",
    /\badd\s+(column\s+)?(?!constraint)(?:(?!\badd\b|\bdefault\b)[^,])*\bnot\s+null\b(?!(?:(?!\badd\b)[^,])*\bdefault\b)/i,
  ],
  [
    "adds a check that old rows or writers may fail",
    /\badd\s+(constraint\s+\w+\s+)?(check|unique|foreign\s+key|primary\s+key)\b(?![^`"]*\bnot\s+valid\b)/i,
  ],
  ["takes a default away", /\balter\s+(column\s+)?\w+\s+drop\s+default\b/i],
];

/** A contraction, once no program of the release before may be at work: its file says so in its first line. */
const CONTRACTS = /^\/\*\* Contracts /;

const findHarms = (text: string): string[] => HARMS.filter(([, pattern]) => pattern.test(text)).map(([what]) => what);

describe("migrations under a rolling restart", () => {
  const names = listMigrations().filter((name) => name >= FROM);

  it("there are some to look at", () => expect(names.length).toBeGreaterThan(0));

  it.each(names)("%s leaves what a process of the release before reads and writes", (name) => {
    const text = readFileSync(join(import.meta.dirname, `../../migrations/${name}.ts`), "utf8");
    if (!CONTRACTS.test(text)) expect(findHarms(text)).toEqual([]);
  });

  it.each([
    "alter table paper drop column note",
    "alter table paper drop note",
    "alter table paper add column a text, drop column b",
    "drop table item",
    "alter table paper rename column a to b",
    "alter table paper rename to article",
    "alter table paper alter column a type bigint",
    "alter table paper alter a set not null",
    "alter table paper add column a text not null",
    "alter table paper add column a text default 'x', add column b text not null",
    "alter table paper add column b text not null, add column a text default 'x'",
    "alter table paper add constraint c check (a > 0)",
    "alter table paper add unique (a)",
    "alter table paper alter column a drop default",
  ])("sees the harm of: %s", (statement) => expect(findHarms(statement)).not.toEqual([]));

  it.each([
    "create table x (a text not null, b bigint not null references y)",
    "alter table paper add column a text",
    "alter table paper add column a boolean not null default false",
    "alter table paper add column a integer not null default 1, add column b text",
    "alter table paper alter column a drop not null",
    "alter table paper drop constraint c, add constraint c check (a in ('x', 'y')) not valid",
    "drop index listing_day",
    "create index x on paper (a) where a is not null",
  ])("sees none in: %s", (statement) => expect(findHarms(statement)).toEqual([]));
});
