/** The readers of a soak, each drawn by number, and by a simple model of the calendar what each must have got. */
import { draw, midnightOf, type Plan, pick, seenAt } from "./plan.ts";

export type Turn = "joins" | "leaves" | "moves" | "pauses";

export interface Reader {
  /** As on the command line. */
  order: string;
  /** As stored. */
  address: string;
  slack: boolean;
  zone: string;
  hour: string;
  orders: { topic: string; cadence: string }[];
  quiet: "some" | "never" | "always";
  waits: boolean;
  /** The one thing that happens to some, at one of the soak's instants. */
  turn: { kind: Turn; at: number; zone: string; until: string } | null;
}

const ZONES = Intl.supportedValuesOf("timeZone");
const HOURS = [
  "05:40",
  "06:00",
  "07:00",
  "07:00",
  "07:30",
  "08:00",
  "08:00",
  "09:15",
  "12:00",
  "18:00",
  "02:30",
  "23:45",
];
const CADENCES = ["daily", "daily", "daily", "daily", "daily", "weekdays", "weekly:mon", "weekly:fri", "weekly:sun"];
const RARE = ["monthly:1", "monthly:15", "monthly:26", "weekly:wed"];
export const TAGS = ["agents", "video", "reasoning", "graphs", "speech", "proteins", "robots", "climate", "diffusion"];
const NOWHERE = '"nothing is ever called this"';
const TURNS: Turn[] = ["joins", "leaves", "moves", "pauses"];

export function drawReader(plan: Plan, n: number): Reader {
  const words = `${plan.seed} reader ${n}`;
  const slack = draw(`${words} slack`) < 0.15;
  const address = slack ? `T0SOAK/C${String(n).padStart(6, "0")}` : `reader${n}@example.org`;
  const zone = ZONES[n % ZONES.length] as string;
  const first = {
    topic: pick(["*", "*", NOWHERE, ...TAGS, "agents OR video"], `${words} topic`),
    cadence: pick(CADENCES, `${words} cadence`),
  };
  const second = { topic: pick(TAGS, `${words} second topic`), cadence: pick(RARE, `${words} second cadence`) };
  const two = draw(`${words} two`) < 0.25 && second.topic !== first.topic;
  const turns = draw(`${words} turns`) < 0.25;
  return {
    order: slack ? `slack:${address}` : address,
    address,
    slack,
    zone,
    hour: pick(HOURS, `${words} hour`),
    orders: two ? [first, second] : [first],
    quiet: pick(["some", "some", "some", "never", "always"] as const, `${words} quiet`),
    waits: !turns && draw(`${words} waits`) < 0.1,
    turn: turns ? drawTurn(plan, words) : null,
  };
}

function drawTurn(plan: Plan, words: string): Reader["turn"] {
  const step = plan.tickMinutes * 60_000;
  const ticks = ((plan.days - 1) * 24 * 60) / plan.tickMinutes;
  const at = seenAt(plan, midnightOf(plan, 0) + (1 + Math.floor(draw(`${words} at`) * ticks)) * step);
  const days = 2 + Math.floor(draw(`${words} days`) * 6);
  const until = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO("UTC").toPlainDate().add({ days });
  return { kind: pick(TURNS, `${words} turn`), at, zone: pick(ZONES, `${words} to`), until: until.toString() };
}

interface Owed {
  on: string;
  kind: "digest" | "missed";
}

/** `stopped`: when its mailbox was found to be gone. `end`: the last instant. */
export function listOwed(plan: Plan, reader: Reader, stopped: number | null, end: number): Owed[] {
  const { turn, zone } = reader;
  const turnOf = (kind: Turn) => (turn?.kind === kind ? turn : null);
  const from = turnOf("joins")?.at ?? midnightOf(plan, 0);
  const last = Math.min(turnOf("leaves")?.at ?? end, stopped ?? end, end);
  const moves = turnOf("moves");
  if (!moves) return owedOf(plan, reader, listDues(reader.hour, zone, from, last), turnOf("pauses"));
  const before = owedOf(plan, reader, listDues(reader.hour, zone, from, Math.min(moves.at, last)), null);
  const lastOn = before.findLast(({ kind }) => kind === "digest")?.on ?? "";
  const after = listDues(reader.hour, moves.zone, moves.at, last).filter(({ on }) => on > lastOn);
  return [...before, ...owedOf(plan, reader, after, null)];
}

interface Due {
  on: string;
  at: number;
}

/** Of the dates that are seen together the last has the digest; the others were missed where something was due on them. */
function owedOf(plan: Plan, reader: Reader, dues: Due[], pause: Reader["turn"]): Owed[] {
  const awake = dues.filter(({ at, on }) => !(pause && seenAt(plan, at) > pause.at && on < pause.until));
  const isDue = (on: string) => reader.orders.some(({ cadence }) => isDueOn(cadence, on));
  return [...Map.groupBy(awake, ({ at }) => seenAt(plan, at)).values()].flatMap((together): Owed[] => {
    const dates = together.map(({ on }) => on);
    if (!dates.some(isDue)) return [];
    const on = dates.at(-1) as string;
    const missed = dates.slice(0, -1).filter(isDue);
    return [...missed.map((date) => ({ on: date, kind: "missed" as const })), { on, kind: "digest" }];
  });
}

const known = new Map<string, number>();

/** Dues in (from, to]. */
export function listDues(hour: string, zone: string, from: number, to: number): Due[] {
  const first = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO("UTC").toPlainDate();
  const dues: Due[] = [];
  for (let date = first.subtract({ days: 2 }); ; date = date.add({ days: 1 })) {
    const key = `${zone} ${hour} ${date}`;
    const at =
      known.get(key) ?? date.toZonedDateTime({ timeZone: zone, plainTime: hour }).toInstant().epochMilliseconds;
    known.set(key, at);
    if (at > to) return dues;
    if (at > from) dues.push({ on: date.toString(), at });
  }
}

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

function isDueOn(cadence: string, on: string): boolean {
  const date = new Date(`${on}T12:00:00Z`);
  const [kind, day] = cadence.split(":");
  if (kind === "weekdays") return date.getUTCDay() % 6 !== 0;
  if (kind === "weekly") return DAYS[date.getUTCDay()] === day;
  return kind === "daily" || date.getUTCDate() === Number(day);
}
