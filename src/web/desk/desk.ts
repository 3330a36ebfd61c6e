/** The operator's desk: pages under /operator, in no index and no cache, for who came by a link of the command line. */
import { Hono } from "hono";
import type { Place } from "../pages/layout.ts";
import { type ActDoor, addActs } from "./acts.ts";
import { addDays, type DayDoor } from "./days.ts";
import { addDigests, type DigestsDoor } from "./digests.ts";
import { addEntry, type DeskEnv, type EntryDoor } from "./entry.ts";
import { addFront, type FrontDoor } from "./front.ts";
import { addLetters, type LetterListDoor } from "./letters.ts";
import { addLog, type LogDoor } from "./log.ts";
import { addPapers, type PaperDoor } from "./papers.ts";
import { addReaders, type ReaderDoor } from "./readers.ts";
import { addRuns, type RunDoor } from "./runs.ts";
import { addGrowth, type GrowthDoor } from "./topics.ts";

export interface DeskDoor {
  entry: EntryDoor;
  front: FrontDoor;
  days: DayDoor;
  readers: ReaderDoor & DigestsDoor;
  log: LogDoor;
  papers: PaperDoor;
  growth: GrowthDoor;
  acts: ActDoor;
  runs: RunDoor & LetterListDoor;
}

export function addDesk(web: Hono, place: Place, door: DeskDoor): void {
  const desk = new Hono<DeskEnv>();
  addEntry(desk, place, door.entry);
  addFront(desk, place, door.front);
  addDays(desk, place, door.days);
  addRuns(desk, place, door.runs);
  addReaders(desk, place, door.readers);
  addDigests(desk, place, door.readers);
  addLog(desk, place, door.log);
  addLetters(desk, place, door.runs);
  addPapers(desk, place, door.papers);
  addGrowth(desk, place, door.growth);
  addActs(desk, place, door.acts);
  web.route("/operator", desk);
}
