/** Fetches Hugging Face's daily papers of one day over HTTP. */
import type { HttpAnswer, HttpClient } from "../http/client.ts";

export interface HuggingFaceRequest {
  /** Without path: `https://huggingface.co`. */
  baseUrl: string;
  /** `YYYY-MM-DD`, Hugging Face's day. */
  day: string;
  /** From 0: a full page may have a next one. */
  page?: number;
}

export function fetchHuggingFaceDay(
  http: HttpClient,
  { baseUrl, day, page = 0 }: HuggingFaceRequest,
): Promise<HttpAnswer> {
  const query = new URLSearchParams({ date: day, ...(page > 0 ? { p: String(page) } : {}) });
  const url = `${baseUrl.replace(/\/+$/, "")}/api/daily_papers?${query}`;
  return http.get({ url, lane: "huggingface", expect: "JSON", configured: true });
}
