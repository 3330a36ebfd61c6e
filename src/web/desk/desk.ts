/** The operator's desk: pages under /operator, in no index and no cache, for who came by a link of the command line. */
import { Hono } from "hono";
import type { Place } from "../pages/layout.ts";
import { addEntry, type DeskEnv, type EntryDoor } from "./entry.ts";
import { addFront, type FrontDoor } from "./front.ts";

export interface DeskDoor {
  entry: EntryDoor;
  front: FrontDoor;
}

export function addDesk(web: Hono, place: Place, door: DeskDoor): void {
  const desk = new Hono<DeskEnv>();
  addEntry(desk, place, door.entry);
  addFront(desk, place, door.front);
  web.route("/operator", desk);
}
