/** Sources that make their papers up: one with arXiv ids that fills during its day, and one without that comes whole. */
import type { Listing } from "../../src/domain/paper/listing.ts";
import { notRead, readDay, type Source } from "../../src/sources/source.ts";
import { makeListing } from "../support/listings.ts";
import { TAGS } from "./cast.ts";
import { isWithin, type Plan } from "./plan.ts";

export const JOURNAL = "journal";
const HUGGING_FACE_PAPERS = 24;
const JOURNAL_PAPERS = 10;
const LATE_HOUR = 17;

const dayNumber = (plan: Plan, day: string): number =>
  Temporal.PlainDate.from(plan.from).until(Temporal.PlainDate.from(day), { largestUnit: "days" }).days;

/** The paper of that number on a day of the soak; days before the first have papers too. */
export const arxivIdOf = (day: number, i: number): string => `2610.${String(10_000 + day * 100 + i).padStart(5, "0")}`;
export const journalTitleOf = (day: number, i: number): string =>
  `${TAGS[(day + i) % TAGS.length]} in the journal ${(day + 50) * 100 + i}`;

export function openNews(plan: Plan): (row: { name: string }) => Source | null {
  const read = (name: string, papersOf: (day: number, at: Temporal.Instant, on: string) => Listing[]): Source => ({
    lane: name,
    async *read(days, { at }) {
      if (isWithin(plan, plan.throwing, at.epochMilliseconds)) throw new Error("nobody foresaw this");
      for (const on of days) {
        const day = dayNumber(plan, on);
        const { hour } = at.toZonedDateTimeISO("UTC");
        const today = at.toString().slice(0, 10) === on;
        if (isWithin(plan, plan.broken, at.epochMilliseconds)) yield notRead(on, "failed", "503 Service Unavailable");
        else if (plan.late.includes(day) && today && hour < LATE_HOUR) yield notRead(on, "waiting", "nothing yet");
        else {
          const listings = papersOf(day, at, on);
          yield readDay(on, { listings, unread: [] }, { declared: listings.length });
        }
      }
    },
  });
  const sources: Record<string, Source> = {
    huggingface: read("huggingface", (day, at, on) => {
      if (Temporal.PlainDate.from(on).dayOfWeek >= 6) return [];
      const whole = at.toString().slice(0, 10) > on || at.toZonedDateTimeISO("UTC").hour >= 10;
      return Array.from({ length: whole ? HUGGING_FACE_PAPERS : HUGGING_FACE_PAPERS / 2 }, (_, i) => {
        const listing = makeListing({ arxiv: arxivIdOf(day, i), listedOn: on });
        return { ...listing, title: `${TAGS[i % TAGS.length]} ${listing.title}`, upvotes: (i * 7) % 40 };
      });
    }),
    [JOURNAL]: read(JOURNAL, (day, _at, on) =>
      Array.from({ length: JOURNAL_PAPERS }, (_, i) => {
        const title = journalTitleOf(day, i);
        return makeListing({ source: JOURNAL, sourceKey: title, listedOn: on, ids: [], title });
      }),
    ),
  };
  return ({ name }) => sources[name] ?? null;
}
