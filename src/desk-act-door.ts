/** What acts at the operator's desk do: what the command line does, asked before and written to the log. */
import type { App } from "./app.ts";
import { getPapers } from "./db/papers.ts";
import { findSuppression } from "./db/suppressions.ts";
import { createDeskReadDoor } from "./desk-read-door.ts";
import { createDeskSendDoor } from "./desk-send-door.ts";
import { type Address, parseAddress, showAddress } from "./domain/subscription/address.ts";
import { release, suppress } from "./membership/suppressions.ts";
import { mergeOnOrder, splitOnOrder } from "./pipeline/identity-orders.ts";
import { findPaper } from "./pipeline/merge.ts";
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
  const titleOf = async (name: string): Promise<string | null> => {
    const found = await findPaper(db, name);
    const [paper] = found === null ? [] : await getPapers(db, [found.survivor]);
    return paper
      ? `${paper.title} (number ${paper.id}${paper.arxivId === null ? "" : `, arXiv ${paper.arxivId}`})`
      : null;
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
        const title = await titleOf(paper);
        if (title === null) return missing(paper);
        const says = [`The latest merge of ${paper} is taken back; it is part of: ${title}`];
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

function createAddressActs({ database: { db }, clock }: App): Record<"suppress" | "release", OneAct> {
  const read = async (text: string) => {
    const parsed = parseAddress(text);
    if (!parsed.ok) return { ok: false, message: parsed.message, back: "/operator/readers", here: "/readers" } as const;
    const { address } = parsed;
    const reader = await findReaderAt(db, address);
    const back = reader ? `/operator/readers/${reader.id}` : `/operator/readers?q=${encodeURIComponent(text)}`;
    const standing = await findSuppression(db, address.channel, address.key);
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
        const released = await release(db, found.address, reason || null, clock.now(), who);
        if (released.ok)
          return {
            ok: true,
            title: "Released",
            says: [`${shown} is written to again.`, `It was suppressed for: ${released.was.reason}`],
            ...place,
          };
        const message =
          released.problem === "complaint" ? "After a complaint it must be said why." : `${shown} is not suppressed.`;
        return { ok: false, message, ...place };
      },
    },
  };
}

const showOf = ({ channel, address }: Address): string => showAddress(channel, address);
