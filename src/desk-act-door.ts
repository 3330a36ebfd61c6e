/** What acts at the operator's desk do: what the command line does, asked before and written to the log. */
import { type App, hashesOf } from "./app.ts";
import { getPapers } from "./db/papers.ts";
import { ERASED } from "./db/personal-data.ts";
import { findStanding } from "./db/suppressions.ts";
import { createDeskReadDoor } from "./desk-read-door.ts";
import { createDeskSendDoor } from "./desk-send-door.ts";
import { type Address, parseAddress, showAddress } from "./domain/subscription/address.ts";
import { type Released, release, suppress } from "./membership/suppressions.ts";
import { mergeOnOrder, splitOnOrder } from "./pipeline/identity-orders.ts";
import { findMerged, findPaper } from "./pipeline/merge.ts";
import type { StepName } from "./pipeline/steps.ts";
import { findReaderAt } from "./reading/reader.ts";
import type { ActDoor, ActName, OneAct, Refused } from "./web/desk/acts.ts";

export function createDeskActDoor(app: App, wake: (step: StepName) => void): ActDoor {
  const acts: Record<ActName, OneAct> = {
    ...createDeskSendDoor(app, wake),
    read: createDeskReadDoor(app),
    ...createPaperActs(app),
    ...createAddressActs(app),
  };
  return {
    ask: (name, fields) => acts[name].ask(fields),
    act: (name, fields, who) => acts[name].act(fields, who),
  };
}

const PAPERS = { back: "/operator/papers", here: "/papers" } as const;
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function createPaperActs({ database: { db }, clock }: App): Record<"merge" | "split", OneAct> {
  const nameOf = async (id: number): Promise<string> => {
    const [paper] = await getPapers(db, [id]);
    return paper
      ? `${paper.title} (number ${paper.id}${paper.arxivId === null ? "" : `, arXiv ${paper.arxivId}`})`
      : `number ${id}`;
  };
  const titleOf = async (name: string): Promise<string | null> => {
    const found = await findPaper(db, name);
    return found === null ? null : nameOf(found.survivor);
  };
  const missing = (name: string): Refused => ({ ok: false, message: `There is no paper “${name}”.`, ...PAPERS });
  return {
    merge: {
      async ask({ a = "", b = "" }) {
        const [first, second] = [await titleOf(a), await titleOf(b)];
        if (first === null || second === null) return missing(first === null ? a : b);
        if (first === second) return { ok: false, message: "These are one paper already.", ...PAPERS };
        const says = [`Stays: ${first}`, `Becomes part of it: ${second}`];
        says.push("Where only the second has an arXiv id, that one stays. Readers who had either do not get it again.");
        return {
          ok: true,
          title: "Make one paper of two?",
          says,
          warns: null,
          button: "Merge them",
          reason: "none",
          ...PAPERS,
        };
      },
      async act({ a = "", b = "" }, who) {
        const merged = await mergeOnOrder(db, [a, b], who, clock.now());
        if (!merged.ok) return { ok: false, message: capital(merged.cause), ...PAPERS };
        const says = [`Paper ${merged.other} is now paper ${merged.into}.`, `To take it back, split ${merged.other}.`];
        return { ok: true, title: "Merged", says, ...PAPERS };
      },
    },
    split: {
      async ask({ paper = "" }) {
        const found = await findMerged(db, paper);
        if (!found.ok) return { ok: false, message: capital(found.cause), ...PAPERS };
        const says = [
          `Is a paper of its own again: ${await nameOf(found.id)}`,
          `Apart from: ${await nameOf(found.from)}`,
        ];
        says.push("Both become what they would be without it. What readers were shown stays shown.");
        return {
          ok: true,
          title: "Make two papers of one?",
          says,
          warns: null,
          button: "Split it off",
          reason: "none",
          ...PAPERS,
        };
      },
      async act({ paper = "" }, who) {
        const split = await splitOnOrder(db, paper, who, clock.now());
        if (!split.ok) return { ok: false, message: capital(split.cause), ...PAPERS };
        const says = [`Paper ${split.paperId} is a paper of its own again, apart from ${split.from}.`];
        return { ok: true, title: "Split", says, ...PAPERS };
      },
    },
  };
}

function createAddressActs(app: App): Record<"suppress" | "release", OneAct> {
  const { database, clock } = app;
  const { db } = database;
  const hashOf = hashesOf(app);
  const read = async (text: string) => {
    const parsed = parseAddress(text);
    if (!parsed.ok) return { ok: false, message: parsed.message, back: "/operator/readers", here: "/readers" } as const;
    const { address } = parsed;
    const reader = await findReaderAt(db, address);
    const back = reader ? `/operator/readers/${reader.id}` : `/operator/readers?q=${encodeURIComponent(text)}`;
    const standing = await findStanding(db, address, hashOf);
    return { ok: true, address, shown: showOf(address), standing, place: { back, here: "/readers" } } as const;
  };
  return {
    suppress: {
      async ask({ address: text = "" }) {
        const found = await read(text);
        if (!found.ok) return found;
        if (found.standing) return { ok: false, message: `${found.shown} is not written to already.`, ...found.place };
        const says = [
          `Nothing goes to ${found.shown} from now on, also of what is on its way. Its topics stay, for when it is released.`,
        ];
        return {
          ok: true,
          title: "Do not write to it?",
          says,
          warns: null,
          button: "Do not write to it",
          reason: "asked",
          ...found.place,
        };
      },
      async act({ address: text = "", reason = "" }, who) {
        const found = await read(text);
        if (!found.ok) return found;
        const done = await suppress(db, found.address, { note: reason, who }, clock.now());
        if (!done) return { ok: false, message: `${found.shown} is not written to already.`, ...found.place };
        return { ok: true, title: "Suppressed", says: [`Nothing goes to ${found.shown} any more.`], ...found.place };
      },
    },
    release: {
      async ask({ address: text = "" }) {
        const found = await read(text);
        if (!found.ok) return found;
        const { standing, shown, place } = found;
        if (standing?.reason === ERASED) return { ok: false, message: REFUSALS.forgotten(shown), ...place };
        if (!standing) return { ok: false, message: `${shown} is not suppressed.`, ...place };
        const complaint = standing.reason === "complaint";
        const warns = complaint
          ? "Its reader complained about our mail. Release it only if the reader asked for that."
          : null;
        const says = [
          `${shown} is not written to since ${standing.created_at.toISOString().slice(0, 10)}: ${standing.reason}`,
        ];
        says.push(
          "Once released it is written to again, from its next digest on. Why it was suppressed stays written down.",
        );
        return {
          ok: true,
          title: "Write to it again?",
          says,
          warns,
          button: "Release it",
          reason: complaint ? "needed" : "asked",
          ...place,
        };
      },
      async act({ address: text = "", reason = "" }, who) {
        const found = await read(text);
        if (!found.ok) return found;
        const { shown, place } = found;
        const released = await release(db, found.address, { note: reason || null, who, hashOf }, clock.now());
        if (released.ok)
          return {
            ok: true,
            title: "Released",
            says: [`${shown} is written to again.`, `It was suppressed for: ${released.was.reason}`],
            ...place,
          };
        return { ok: false, message: REFUSALS[released.problem](shown), ...place };
      },
    },
  };
}

const REFUSALS: Record<Extract<Released, { ok: false }>["problem"], (shown: string) => string> = {
  complaint: () => "After a complaint it must be said why.",
  forgotten: (shown) => `${shown} asked to be forgotten: only they can come back, by signing up.`,
  "not suppressed": (shown) => `${shown} is not suppressed.`,
};

const showOf = ({ channel, address }: Address): string => showAddress(channel, address);
