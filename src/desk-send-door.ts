/** Handing over again at the operator's desk: what a run missed or nobody can tell of, and one reader's digest. */
import type { App } from "./app.ts";
import { countReopenable, findLetter, redeliver, resendOnOrder } from "./pipeline/redeliver.ts";
import { type ResendOrder, reopenRun } from "./pipeline/resend.ts";
import type { StepName } from "./pipeline/steps.ts";
import type { OneAct } from "./web/desk/acts.ts";

const TWICE = "Nobody can tell whether these went: each of them may come twice.";
const some = (n: number, noun: string, plural = `${noun}s`): string =>
  `${n.toLocaleString("en")} ${n === 1 ? noun : plural}`;

export function createDeskSendDoor(app: App, wake: (step: StepName) => void): Record<"resend" | "redeliver", OneAct> {
  const { clock } = app;
  const { db, living } = app.database;
  const wakeAll = () => {
    for (const step of ["email", "slack"] as const) wake(step);
  };
  const readOnly = (only: string | undefined) => (only === "missed" || only === "unknown" ? only : null);
  return {
    resend: {
      async ask({ run = "", only: said }) {
        const only = readOnly(said);
        const found = only && (await countReopenable(db, run, only, clock.now()));
        if (!only || !found) return null;
        const place = { back: `/operator/runs/${found.on}`, here: "/runs" } as const;
        const kept =
          found.others > 0
            ? [
                `Left as they are: ${some(found.others, "delivery", "deliveries")} of readers who left, paused or must not be written to.`,
              ]
            : [];
        if (only === "unknown") {
          if (found.served === 0)
            return {
              ok: false,
              message: ["Nothing is unknown that could be handed over again.", ...kept].join(" "),
              ...place,
            };
          const says = [
            `${some(found.served, "unknown delivery", "unknown deliveries")} of ${found.on} would be handed over again.`,
            ...kept,
          ];
          return {
            ok: true,
            title: "Hand over what is unknown?",
            says,
            warns: TWICE,
            button: "Hand them over again",
            reason: "none",
            ...place,
          };
        }
        const says = [
          `${some(found.served, "digest")} of ${found.on} did not arrive: each is handed over again with those of its papers that nothing has shown its reader since.`,
          "Digests that were due and never made are made now, and say that they are late.",
          ...kept,
        ];
        return {
          ok: true,
          title: "Hand over what was missed?",
          says,
          warns: null,
          button: "Hand it over",
          reason: "none",
          ...place,
        };
      },
      async act({ run = "", only: said }, who) {
        const only = readOnly(said);
        const found = only && (await countReopenable(db, run, only, clock.now()));
        if (!only || !found) return null;
        const order: ResendOrder = { ...(await app.orderDelivery()), on: found.on, living, closeStopped: false, only };
        const { unknown, made, again, papers, nothingLeft, withheld } = await resendOnOrder(db, order, who, reopenRun);
        wakeAll();
        const opened = unknown + again + made.digests + made.quiet;
        const says = [
          opened === 0 ? "There was nothing to hand over again." : "It goes out within a minute.",
          only === "unknown"
            ? `Opened again: ${some(unknown, "unknown delivery", "unknown deliveries")}.`
            : `Opened again: ${some(again, "digest")} with ${some(papers, "paper")}. Made: ${some(made.digests, "digest")} with ${some(made.items, "paper")}, ${some(made.quiet, "quiet day")}.`,
          ...(nothingLeft > 0
            ? [
                `Left as they are: ${nothingLeft} that own nothing any more, since later digests have shown it or it was a quiet note.`,
              ]
            : []),
          ...(withheld > 0
            ? [`Left as they are: ${withheld}, whose readers left, paused or must not be written to.`]
            : []),
        ];
        return { ok: true, title: `Run of ${found.on}`, says, back: `/operator/runs/${found.on}`, here: "/runs" };
      },
    },
    redeliver: {
      async ask({ delivery = "" }) {
        const letter = /^\d{1,15}$/.test(delivery) ? await findLetter(db, Number(delivery)) : null;
        if (!letter?.digest) return null;
        const { state, digest, reason } = letter;
        const place = { back: `/operator/readers/${digest.subscriber_id}?on=${digest.on}`, here: "/letters" } as const;
        const says = [`The digest of ${digest.on} is ${state}${reason === null ? "" : `: ${reason}`}`];
        if (state !== "unknown")
          says.push("It is handed over again with those of its papers that nothing has shown its reader since.");
        const warns = state === "unknown" ? "Nobody can tell whether it went: it may come twice." : null;
        return {
          ok: true,
          title: "Hand it over again?",
          says,
          warns,
          button: "Hand it over again",
          reason: "none",
          ...place,
        };
      },
      async act({ delivery = "" }, who) {
        if (!/^\d{1,15}$/.test(delivery)) return null;
        const letter = await findLetter(db, Number(delivery));
        if (!letter?.digest) return null;
        const place = {
          back: `/operator/readers/${letter.digest.subscriber_id}?on=${letter.digest.on}`,
          here: "/letters",
        } as const;
        const opened = await redeliver(db, letter.id, who, await app.orderDelivery());
        if (!opened.ok) return { ok: false, message: `Nothing was handed over: ${opened.cause}.`, ...place };
        wakeAll();
        const says = ["It goes out within a minute."];
        if (opened.papers !== null)
          says.push(`It has ${some(opened.papers, "paper")} that nothing has shown its reader since.`);
        return { ok: true, title: "Opened again", says, ...place };
      },
    },
  };
}
