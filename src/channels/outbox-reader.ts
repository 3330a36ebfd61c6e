/** What the outbox holds, for whoever looks at it: messages by the latest, and one of them. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { SlackContent } from "../domain/delivery/channel.ts";

export interface OutboxMessage {
  kind: "mail" | "slack";
  /** Of its file, without the ending: `2026-05-14-ada@example.org`. */
  name: string;
  writtenAt: Temporal.Instant;
}

export interface OutboxReader {
  list(limit: number): Promise<{ messages: OutboxMessage[]; count: number }>;
  /** HTML, as the reader would see it; null: there is none of that name. */
  readMail(name: string): Promise<string | null>;
  readSlack(name: string): Promise<{ conversation: string; on: string; parts: SlackContent[] } | null>;
}

const FOLDERS = { mail: { folder: "email", ending: ".html" }, slack: { folder: "slack", ending: ".json" } } as const;

export function createOutboxReader(outbox: string): OutboxReader {
  const namesOf = async (kind: OutboxMessage["kind"]): Promise<string[]> => {
    const { folder, ending } = FOLDERS[kind];
    const files = await readdir(join(outbox, folder)).catch(() => []); // nothing was written yet
    return files.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));
  };
  const listOf = async (kind: OutboxMessage["kind"]): Promise<OutboxMessage[]> => {
    const { folder, ending } = FOLDERS[kind];
    const listed = (await namesOf(kind)).map(async (name): Promise<OutboxMessage[]> => {
      const found = await stat(join(outbox, folder, `${name}${ending}`)).catch(() => null);
      return found ? [{ kind, name, writtenAt: found.mtime.toTemporalInstant() }] : [];
    });
    return (await Promise.all(listed)).flat();
  };
  /** Only what the folder lists is opened, so that no name leads out of it. */
  const read = async (kind: OutboxMessage["kind"], name: string): Promise<string | null> => {
    if (!(await namesOf(kind)).includes(name)) return null;
    const { folder, ending } = FOLDERS[kind];
    return readFile(join(outbox, folder, `${name}${ending}`), "utf8").catch(() => null);
  };
  return {
    async list(limit) {
      const all = [...(await listOf("mail")), ...(await listOf("slack"))];
      all.sort((a, b) => Temporal.Instant.compare(b.writtenAt, a.writtenAt) || (a.name < b.name ? -1 : 1));
      return { messages: all.slice(0, limit), count: all.length };
    },
    readMail: (name) => read("mail", name),
    async readSlack(name) {
      const text = await read("slack", name);
      return text === null ? null : (JSON.parse(text) as { conversation: string; on: string; parts: SlackContent[] });
    },
  };
}
