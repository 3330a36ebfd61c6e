/** Opens a source by its row: the one place that knows all kinds. */
import { type ArxivAddresses, createArxivAddresses } from "./arxiv/addresses.ts";
import { createArxiv } from "./arxiv/source.ts";
import { createBiorxiv } from "./biorxiv/source.ts";
import { createFeed } from "./feed/source.ts";
import type { HttpClient } from "./http/client.ts";
import { createHuggingFace } from "./huggingface/source.ts";
import type { Source } from "./source.ts";

/** Where the sources are; null stands for the public address. */
export interface SourceAddresses {
  huggingFaceUrl: string;
  arxivUrl: string | null;
  biorxivUrl: string;
}

export interface SourceName {
  name: string;
  kind: "huggingface" | "arxiv" | "biorxiv" | "medrxiv" | "feed" | "page";
  /** arXiv's category or the feed's address. */
  key: string | null;
}

export const openArxivAddresses = ({ arxivUrl }: SourceAddresses): ArxivAddresses => createArxivAddresses(arxivUrl);

/** Null for a saved page, which is brought and not read. */
export function openSource(
  { name, kind, key }: SourceName,
  http: HttpClient,
  addresses: SourceAddresses,
): Source | null {
  switch (kind) {
    case "huggingface":
      return createHuggingFace(http, addresses.huggingFaceUrl);
    case "arxiv":
      return createArxiv(http, openArxivAddresses(addresses), key ?? "");
    case "biorxiv":
    case "medrxiv":
      return createBiorxiv(http, addresses.biorxivUrl, kind);
    case "feed":
      return createFeed(http, name, key ?? "");
    case "page":
      return null;
  }
}

/** Where a source is read, to see whether somebody answers there; null for what is brought. */
export function findAddress({ kind, key }: SourceName, addresses: SourceAddresses): string | null {
  switch (kind) {
    case "huggingface":
      return addresses.huggingFaceUrl;
    case "arxiv":
      return openArxivAddresses(addresses).feed(key ?? "");
    case "biorxiv":
    case "medrxiv":
      return addresses.biorxivUrl;
    case "feed":
      return key;
    case "page":
      return null;
  }
}
