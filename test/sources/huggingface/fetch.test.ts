/** Hugging Face is asked for a day, and for the next page of a full one. */
import { expect, it } from "vitest";
import type { HttpRequest } from "../../../src/sources/http/client.ts";
import { fetchHuggingFaceDay } from "../../../src/sources/huggingface/fetch.ts";

it("asks for the day at the address of the configuration, with a slash at its end or without", async () => {
  const asked: HttpRequest[] = [];
  const http = {
    get: async (request: HttpRequest) => {
      asked.push(request);
      return { kind: "unchanged" } as const;
    },
  };
  await fetchHuggingFaceDay(http, { baseUrl: "https://huggingface.co", day: "2026-05-13" });
  await fetchHuggingFaceDay(http, { baseUrl: "https://mirror.example.org/", day: "2026-05-13", page: 1 });
  expect(asked).toEqual([
    {
      url: "https://huggingface.co/api/daily_papers?date=2026-05-13",
      lane: "huggingface",
      expect: "JSON",
      configured: true,
    },
    {
      url: "https://mirror.example.org/api/daily_papers?date=2026-05-13&p=1",
      lane: "huggingface",
      expect: "JSON",
      configured: true,
    },
  ]);
});
