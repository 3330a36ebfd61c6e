/** Draws a back-test on the terminal: a bar for each day, what the terms bring, what else could be typed. */
import type { Backtest } from "../domain/backtest/backtest.ts";
import { DAYS } from "../domain/backtest/month.ts";
import type { Suggestion } from "../domain/backtest/suggest.ts";
import { drawDayChart } from "../render/day-chart.ts";
import { count, cut, faint, heading, plain, styled, table, width } from "./output.ts";

const LONGEST_QUERY = 40;

/** All of it but the papers. `columns` of the terminal, infinite where nobody looks at it. */
export function drawBacktest(tried: Backtest, columns: number): string[] {
  const lines = [`Found    ${tellFound(tried)}`, ...tellNotes(tried).map((note) => `Note     ${note}`)];
  if (tried.hits > 0) lines.push("", ...drawDayChart(tried.days, { columns: 2, indent: "  ", faint }));
  lines.push(...drawTerms(tried), ...drawSuggestions(tried, columns), ...drawOverlap(tried));
  return lines;
}

/** In a few lines, for beside a subscription. */
export function tellBriefly(tried: Backtest, columns: number): string[] {
  const few = { ...tried, suggestions: tried.suggestions.slice(0, 3) };
  const title = few.suggestions.length > 0 ? [`${nameSuggestions(tried)}:`] : [];
  return [tellFound(tried), ...tellNotes(tried), ...title, ...tellSuggestions(few, columns)];
}

/** `84 of 640 papers (13 %) in 30 days, 4.2 a day on 20 days with papers`. */
function tellFound({ hits, stored, share, perDay, daysWithPapers }: Backtest): string {
  if (stored === 0) return `nothing is stored of the last ${DAYS} days, so this cannot be tried`;
  if (hits === 0) return `nothing in ${DAYS} days, of ${count(stored, "paper")}`;
  return `${hits} of ${count(stored, "paper")} (${percent(share)}) in ${DAYS} days, ${tellRate(hits, perDay, daysWithPapers)}`;
}

function tellRate(hits: number, perDay: number | null, days: number): string {
  const rate = (perDay ?? 0) >= 10 ? Math.round(perDay ?? 0) : (perDay ?? 0).toFixed(1);
  return days === 1 ? `${count(hits, "paper")} on the one day stored` : `${rate} a day on ${days} days with papers`;
}

function percent(share: number): string {
  return share > 0 && share < 0.01 ? "under 1 %" : `${Math.round(share * 100)} %`;
}

/** That it is too broad, and that the store is younger than 30 days. */
function tellNotes({ tooBroad, share, storedSince, from, stored }: Backtest): string[] {
  const broad = styled("yellow", `too broad: matches ${percent(share)} of the last ${DAYS} days`);
  const young = storedSince !== null && storedSince > from && stored > 0;
  const gap = `papers are stored from ${storedSince} on, so not of all ${DAYS} days`;
  return [...(tooBroad ? [broad] : []), ...(young ? [gap] : [])];
}

/** What each brings; where all are needed, and so bring the same, what each stands in. */
function drawTerms({ terms, exclusions, hits }: Backtest): string[] {
  const lines: string[] = [];
  if (terms.length > 1) {
    const needed = terms.every(({ papers }) => papers === hits);
    const rows = terms.map(({ term, papers, alone, stored }) =>
      needed ? [cut(term, LONGEST_QUERY), stored] : [cut(term, LONGEST_QUERY), papers, alone],
    );
    const heads = needed ? ["term", "stands in"] : ["term", "brings", "alone"];
    lines.push("", ...table(heads, rows).map((line) => `  ${line}`));
  }
  const taking = exclusions.filter(({ takes }) => takes > 0);
  if (taking.length > 0) {
    if (lines.length === 0) lines.push("");
    for (const { term, takes } of taking)
      lines.push(`  ${cut(term, LONGEST_QUERY)} takes ${count(takes, "paper")} away`);
  }
  return lines;
}

function drawSuggestions(tried: Backtest, columns: number): string[] {
  if (tried.suggestions.length === 0) return [];
  return ["", heading(nameSuggestions(tried)), ...tellSuggestions(tried, columns)];
}

function nameSuggestions({ tooBroad, suggestions }: Backtest): string {
  const [first] = suggestions;
  if (first?.kind === "spelling" || first?.kind === "wider") return "Did you mean";
  return tooBroad ? "Narrower" : "Perhaps also";
}

/** How many papers each finds, the query, and what it changes: beside it where there is room. */
function tellSuggestions({ suggestions }: Backtest, columns: number): string[] {
  const queries = suggestions.map(({ query }) => plain(query));
  const longest = Math.max(...queries.map(width).filter((each) => each <= LONGEST_QUERY), 0);
  const most = Math.max(0, ...suggestions.map(({ hits }) => width(count(hits, "paper"))));
  return suggestions.flatMap(({ hits, says }: Suggestion, i) => {
    const query = queries[i] as string;
    const line = `  ${count(hits, "paper").padStart(most)}  ${query}${" ".repeat(Math.max(0, longest - width(query)))}`;
    if (width(line) + 2 + width(says) <= columns - 4) return [`${line}  ${faint(plain(says))}`];
    return [line.trimEnd(), `${" ".repeat(most + 4)}${faint(plain(says))}`];
  });
}

function drawOverlap({ overlap, hits }: Backtest): string[] {
  if (overlap === null) return [];
  const lines = ["", heading("Beside what the reader follows")];
  const { covered, fresh } = overlap;
  if (hits === 0) lines.push("  nothing was found that could come already");
  else if (covered === 0) lines.push(`  ${hits === 1 ? "it does not come" : "none of them comes"} already`);
  else lines.push(`  ${covered} of ${count(hits, "paper")} come already, ${fresh} would be new`);
  for (const { number, name, papers, same } of overlap.topics) {
    lines.push(`  ${number}  ${cut(name, 50)}  ${same ? "is this very topic" : `brings ${papers} of them`}`);
  }
  return lines;
}
