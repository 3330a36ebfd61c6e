/** Reads a response's body as text without holding more of it than allowed, before and after decompression. */
import type { IncomingMessage } from "node:http";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

export type Body =
  | { ok: true; text: string }
  | { ok: false; why: "large" }
  /** An encoding that was not asked for: as bombs have it, packed more than once. */
  | { ok: false; why: "encoding"; found: string };

const UNPACK: Record<string, () => Transform> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
export const ACCEPTED_ENCODINGS = "gzip, deflate, br";

class TooLargeError extends Error {}

/** Stops at the first byte over `maxBytes` and drops the connection. Rejects when the body breaks off; `afterBytes` then says where. */
export async function readBody(response: IncomingMessage, maxBytes: number): Promise<Body> {
  const encoding = (response.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  const unpack = UNPACK[encoding];
  if (!unpack && encoding !== "identity" && encoding !== "") {
    response.destroy();
    return { ok: false, why: "encoding", found: encoding };
  }
  if (Number(response.headers["content-length"] ?? 0) > maxBytes) {
    response.destroy();
    return { ok: false, why: "large" };
  }
  const chunks: Buffer[] = [];
  try {
    await pass(response, unpack ? unpack() : null, maxBytes, chunks);
  } catch (error) {
    if (error instanceof TooLargeError) return { ok: false, why: "large" };
    throw Object.assign(error as Error, { afterBytes: chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0) });
  }
  return { ok: true, text: decode(Buffer.concat(chunks), response.headers["content-type"] ?? "") };
}

async function pass(from: Readable, unpack: Transform | null, maxBytes: number, into: Buffer[]): Promise<void> {
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) into.push(chunk);
  };
  if (unpack) await pipeline(from, limit(maxBytes), unpack, limit(maxBytes), collect);
  else await pipeline(from, limit(maxBytes), collect);
}

function limit(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) done(new TooLargeError());
      else done(null, chunk);
    },
  });
}

/** By the header's charset, else the one that XML or HTML names at its beginning, else UTF-8. */
function decode(bytes: Buffer, contentType: string): string {
  const start = bytes.subarray(0, 1_024).toString("latin1");
  const named =
    /charset\s*=\s*["']?([\w.:-]+)/i.exec(contentType) ??
    /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)/i.exec(start) ??
    /<meta[^>]*\bcharset\s*=\s*["']?([\w.:-]+)/i.exec(start);
  return new TextDecoder(labelOf(named?.[1])).decode(bytes);
}

function labelOf(name: string | undefined): string {
  if (name === undefined) return "utf-8";
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return "utf-8";
  }
}
