/** What the API asks of the program beside the archive: who asks, how much one may, and what a reader's own programs may read. */
import type { Context } from "hono";
import type { Reader } from "../../reading/reader.ts";
import type { ReaderDigest, WholeDigest } from "../../reading/reader-digests.ts";

export interface ApiDoor {
  /** Requests a minute, of each client or key: of lists and the like, and of what searches. */
  limits: { lists: number; searches: number };
  /** A keyed hash of who is at the other end: 32 hexadecimal digits. */
  nameClient(c: Context): string;
  /** The number of a key by its signature alone; null for what this installation never made. */
  readKey(text: string): number | null;
  /** Null for a key that was revoked, or whose reader was forgotten. */
  findKeyReader(keyId: number): Promise<Reader | null>;
  /** The latest local date first. */
  listDigests(subscriberId: number, page: { before: string | null; limit: number }): Promise<ReaderDigest[]>;
  findDigest(subscriberId: number, on: string): Promise<WholeDigest | null>;
}
