/** What the operator's desk asks of the program. */
import type { App } from "./app.ts";
import { createDeskActDoor } from "./desk-act-door.ts";
import { createDeskReaderDoor } from "./desk-reader-door.ts";
import { endOperators, findOperator, isFormKey, lookAtLink, makeFormKey, openSession } from "./membership/operators.ts";
import type { StepName } from "./pipeline/steps.ts";
import { readCalendar, readSourceDay } from "./reading/desk-days.ts";
import { readFront } from "./reading/desk-front.ts";
import { listLog } from "./reading/desk-log.ts";
import { listDecisions } from "./reading/desk-papers.ts";
import { createRunBook } from "./reading/desk-runs.ts";
import { readGrowth } from "./reading/desk-topics.ts";
import type { DeskDoor } from "./web/desk/desk.ts";

export function createDeskDoor(app: App, secret: string, wake: (step: StepName) => void): DeskDoor {
  const { clock } = app;
  const { db } = app.database;
  const book = createRunBook(db, () => clock.now());
  return {
    entry: {
      lookAtLink: (token) => lookAtLink(db, secret, token, clock.now()),
      openSession: (token) => openSession(db, secret, token, clock.now()),
      async findSeat(key) {
        const found = await findOperator(db, key, clock.now());
        return found && { id: found.id, label: found.label, formKey: makeFormKey(secret, found) };
      },
      isFormKey: (seat, said) => isFormKey(secret, seat, said),
      async leaveDesk({ id, label }) {
        await endOperators(db, id, label, clock.now());
      },
    },
    days: {
      readCalendar: (until) => readCalendar(db, until, clock.now()),
      readSourceDay: (source, on) => readSourceDay(db, source, on, clock.now()),
    },
    runs: book,
    readers: createDeskReaderDoor(app),
    log: { listLog: (before) => listLog(db, before) },
    papers: { listDecisions: (name) => listDecisions(db, name) },
    growth: { readGrowth: (after) => readGrowth(db, clock.today(), after) },
    acts: createDeskActDoor(app, wake),
    front: { readFront: () => readFront(db, clock, book) },
  };
}
