/** What can be typed after /papers: the verbs, their other names and how each is written. */

/** `here`: the conversation it is said in; `dm`: the speaker's own; else a conversation's id, `C0123`. */
export type Place = { kind: "here" } | { kind: "dm" } | { kind: "conversation"; id: string };

export type Command =
  | { verb: "help"; about: Verb | null }
  /** `at`: `09:00`; `cadence`: canonical; null: not said. */
  | { verb: "subscribe"; query: string; place: Place; at: string | null; cadence: string | null }
  /** A number of the list, a name or a query. */
  | { verb: "unsubscribe"; topic: string; place: Place }
  | { verb: "list"; place: Place }
  | { verb: "today" }
  /** `days`: first listed within so many; null: all. */
  | { verb: "search"; query: string; days: number | null }
  /** An arXiv id without version, or a paper's number: `p17`. */
  | { verb: "show"; paper: string }
  /** As of `show`, or words. */
  | { verb: "similar"; to: { paper: string } | { words: string } }
  | { verb: "saved" }
  /** For so many days, until `YYYY-MM-DD`, or until resumed. */
  | { verb: "pause"; until: { days: number } | { on: string } | null }
  | { verb: "resume" }
  | { verb: "status" }
  | { verb: "why"; paper: string | null }
  /** `top`: papers a section at most, of all topics. */
  | { verb: "settings"; at: string | null; zone: string | null; quiet: Quiet | null; top: number | null }
  | { verb: "delete-my-data" };

export type Verb = Command["verb"];
export type Quiet = (typeof QUIET)[number];

export const QUIET = ["some", "always", "never"] as const;
export const PAUSE_MOST_DAYS = 365;
/** Longer ones fit into no button. */
export const QUERY_MOST = 1_000;

/** How each verb is written, and what it does. */
export const GUIDE: Readonly<Record<Verb, { usage: string; says: string }>> = {
  subscribe: {
    usage: "subscribe <query> [here | in #channel | dm] [at 9:00] [daily | weekdays | weekly | monthly]",
    says: 'Follow a topic. Options stand at the end; quotes make them words of the query, as in subscribe "meet here". Alone it opens a form.',
  },
  unsubscribe: { usage: "unsubscribe <topic | number> [here | in #channel | dm]", says: "End a topic of the list." },
  list: { usage: "list [here | me]", says: "The topics of this conversation, or your own, and the next digest." },
  today: { usage: "today", says: "The latest day's papers that match the topics here." },
  search: { usage: "search <query> [since:7d]", says: "Search everything stored; since: stands at the end." },
  show: { usage: "show <arXiv id | URL>", says: "One paper." },
  similar: { usage: "similar <arXiv id | URL | words>", says: "Papers like one, or like some words." },
  saved: { usage: "saved", says: "The papers that you saved, with their BibTeX." },
  pause: { usage: "pause [3d | until 2026-12-24]", says: "No digest for a while; one catches up afterwards." },
  resume: { usage: "resume", says: "End the pause." },
  settings: {
    usage: "settings [at 9:00] [zone Europe/Berlin] [quiet some | always | never] [top 10]",
    says: "Hour, time zone, quiet days and how many papers, of all topics here. They also stand alone: at 9:00.",
  },
  status: { usage: "status", says: "What came last, when the next digest is, and how the sources are." },
  why: { usage: "why <arXiv id>", says: "Why a paper was or was not in the digest." },
  "delete-my-data": { usage: "delete-my-data", says: "Forget you: your own topics and saved papers." },
  help: { usage: "help [command]", says: "This list, or one command." },
};

export const VERBS = Object.keys(GUIDE) as Verb[];

/** Other names. `at`, `zone`, `quiet` and `top` are settings that need no verb. */
export const ALIASES: Readonly<Record<string, Verb>> = {
  add: "subscribe",
  sub: "subscribe",
  follow: "subscribe",
  rm: "unsubscribe",
  unsub: "unsubscribe",
  remove: "unsubscribe",
  ls: "list",
  find: "search",
  mute: "pause",
  unmute: "resume",
  "?": "help",
};
