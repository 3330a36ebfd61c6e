/** Preferences by a signed link, without a login: hour, zone, pause and quiet days; each topic; feedback and its undoing. */
import type { Context, Hono } from "hono";
import { WITHOUT_END } from "../../domain/calendar/pause.ts";
import type { Reader } from "../../reading/reader.ts";
import { givePage, type Place, UNKNOWN_LINK } from "./layout.ts";
import { drawPreferences } from "./preferences-page.ts";

/** What was asked for, as the form has it. */
export type Wish =
  /** `pauseUntil`: empty for no pause. */
  | { do: "settings"; at: string; zone: string; quiet: string; pauseUntil: string; waits: boolean }
  | { do: "topic"; number: number; name: string; cadence: string; cap: number; threshold: string; votes: boolean }
  | { do: "end-topic"; number: number }
  | { do: "undo"; id: number }
  | KeyWish;
export type KeyWish = { do: "make-key" } | { do: "revoke-key"; id: number };

export interface Changed {
  ok: boolean;
  message: string;
  key?: string;
}

export interface PreferencesDoor {
  findReader(token: string): Promise<Reader | null>;
  /** What was done, or why it was not, in a sentence. `key`: one that was made, to be shown this once. */
  change(token: string, wish: Wish): Promise<Changed>;
  leaveLink(token: string): string | null;
  /** A topic's page. */
  ownLink(subscriptionId: number): string;
  /** Whether readers change their address by themselves here. */
  mayMove: boolean;
}

export function addPreferences(web: Hono, place: Place, door: PreferencesDoor): void {
  const show = async (c: Context, token: string, said: Changed | null) => {
    const reader = await door.findReader(token);
    if (!reader) return givePage(c, place, UNKNOWN_LINK);
    return givePage(
      c,
      place,
      drawPreferences(reader, {
        said,
        action: c.req.path,
        leave: door.leaveLink(token),
        ownLink: door.ownLink,
        mayMove: door.mayMove,
      }),
    );
  };
  web.get("/preferences/:token", (c) => show(c, c.req.param("token"), null));
  web.post("/preferences/:token", async (c) => {
    const token = c.req.param("token");
    const wish = readWish(await c.req.formData().catch(() => new FormData()));
    const said: Changed =
      wish === null
        ? { ok: false, message: "That could not be understood; nothing was changed." }
        : await door.change(token, wish);
    return show(c, token, said);
  });
}

function readWish(form: FormData): Wish | null {
  const text = (name: string): string => String(form.get(name) ?? "").trim();
  const number = (name: string): number => (/^\d{1,15}$/.test(text(name)) ? Number(text(name)) : Number.NaN);
  switch (text("do")) {
    case "settings":
      return {
        do: "settings",
        at: text("at"),
        zone: text("zone"),
        quiet: text("quiet"),
        pauseUntil: text("pause-until") || (form.has("paused") ? WITHOUT_END : ""),
        waits: form.has("waits"),
      };
    case "topic":
      return {
        do: "topic",
        number: number("number"),
        name: text("name"),
        cadence: text("cadence"),
        cap: number("cap"),
        threshold: text("threshold"),
        votes: form.has("votes"),
      };
    case "end-topic":
      return { do: "end-topic", number: number("number") };
    case "undo":
      return { do: "undo", id: number("id") };
    case "make-key":
      return { do: "make-key" };
    case "revoke-key":
      return { do: "revoke-key", id: number("id") };
    default:
      return null;
  }
}
