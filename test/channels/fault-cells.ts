/** The cells of the fault matrix: stage by stage, what goes wrong and what must come of it. */
import { expect } from "vitest";
import type { RelayLimits } from "../../src/channels/smtp-settings.ts";
import type { Outcome, RelayPause } from "../../src/domain/delivery/state.ts";
import type { Fault, FaultStage } from "../support/scripted-relay.ts";

export interface Cell {
  name: string;
  faults: Partial<Record<FaultStage, Fault>>;
  tls: "never" | "starttls" | "always";
  pipelining: boolean;
  limits: Partial<RelayLimits>;
  unreachable?: "refused" | "dns";
  untrusted?: true;
  outcome: { state: Outcome["state"]; relay?: RelayPause; policy?: true; full?: true; suppress?: string };
  /** The mark was asked for. */
  marked: boolean;
  /** The relay saw the dot. */
  whole: boolean;
  /** The next mail goes over the same connection. */
  kept: boolean;
}

type Row = [kind: string, fault: Fault, outcome: Cell["outcome"], kept?: "kept"];

const BUSY = { relay: { seconds: 60, oneConnection: false } };
const DOOR = { relay: { seconds: 60, oneConnection: true } };
const LIMITED = { relay: { seconds: 600, oneConnection: true } };
const deferred = { state: "deferred" } as const;
const unknown = { state: "unknown" } as const;
const stop = { state: "stop" } as const;
const rejected = { state: "rejected" } as const;
const policy = { ...rejected, policy: true } as const;
const bounce = { ...rejected, suppress: expect.stringContaining("hard bounce") as string };

const say = (text: string): Fault => ({ say: text });
const last = (text: string): Fault => ({ say: text, ending: "fin" });
/** Lost, silent or slow: the same wherever nothing has been handed over. */
const LOST: Row[] = (["fin", "rst", "hang", "drip"] as const).map((fault) => [fault, fault, deferred]);
const LOST_AT_THE_DOOR: Row[] = LOST.map(([kind, fault]) => [kind, fault, { ...deferred, ...DOOR }]);
const GARBAGE = "\u0000\u00ff@@ <html>";

const OPENING: Partial<Record<FaultStage, Row[]>> = {
  connect: [
    ["421", last("421 4.3.2 too busy"), { ...deferred, ...DOOR }],
    ["450", last("450 later"), { ...deferred, ...DOOR }],
    ["421 4.7.28", last("421 4.7.28 too many"), { ...deferred, ...LIMITED }],
    ["554", last("554 5.7.1 on a list"), stop],
    ["garbage", last("SSH-2.0-OpenSSH_9.9"), stop],
    ...LOST_AT_THE_DOOR,
  ],
  ehlo: [
    ["421", last("421 4.3.2 too busy"), { ...deferred, ...DOOR }],
    ["502, and HELO goes", say("502 5.5.1 only HELO"), { state: "accepted" }, "kept"],
    ...LOST_AT_THE_DOOR,
  ],
  helo: [
    ["451", last("451 4.3.0 trouble"), { ...deferred, ...DOOR }],
    ["554", last("554 5.7.1 go away"), stop],
    ["garbage", last(GARBAGE), stop],
    ["fin", "fin", { ...deferred, ...DOOR }],
  ],
  starttls: [
    ["421", last("421 4.3.2 closing"), { ...deferred, ...DOOR }],
    ["454", say("454 4.7.0 not for the moment"), { ...deferred, ...DOOR }],
    ["502", say("502 5.5.1 no such command"), stop],
    ["garbage", say(GARBAGE), stop],
    ...LOST_AT_THE_DOOR,
  ],
  handshake: [["garbage", say("250 all in the clear"), stop], ...LOST_AT_THE_DOOR],
  auth: [
    ["421", last("421 4.3.2 closing"), { ...deferred, ...DOOR }],
    ["454", say("454 4.7.0 not for the moment"), { ...deferred, ...DOOR }],
    ["535", say("535 5.7.8 bad credentials"), stop],
    ["502", say("502 5.5.1 no such command"), stop],
    ["garbage", say(GARBAGE), stop],
    ...LOST_AT_THE_DOOR,
  ],
};

/** One by one and in a batch (RFC 2920) alike. */
const ENVELOPE: Partial<Record<FaultStage, Row[]>> = {
  mail: [
    ["421", last("421 4.3.2 closing"), { ...deferred, ...BUSY }],
    ["451", say("451 4.3.0 trouble"), { ...deferred, ...BUSY }],
    ["550 policy", say("550 5.7.1 not from you"), policy, "kept"],
    ["530", say("530 5.7.0 authenticate first"), stop, "kept"],
    ["503", say("503 5.5.1 out of order"), stop, "kept"],
    ["garbage", say(GARBAGE), deferred],
    ...LOST,
  ],
  rcpt: [
    ["421", last("421 4.3.2 closing"), { ...deferred, ...BUSY }],
    ["421 4.7.28", last("421 4.7.28 too many"), { ...deferred, ...LIMITED }],
    ["450", say("450 4.2.1 later"), deferred, "kept"],
    ["452 full", say("452 4.2.2 full"), { ...deferred, full: true }, "kept"],
    ["550 5.1.1", say("550 5.1.1 no such user"), bounce, "kept"],
    ["550 5.7.1", say("550 5.7.1 no"), policy, "kept"],
    ["552 full", say("552 5.2.2 full"), { ...rejected, full: true }, "kept"],
    ["garbage", say(GARBAGE), deferred],
    ...LOST,
  ],
  data: [
    ["421", last("421 4.3.2 closing"), { ...deferred, ...BUSY }],
    ["451", say("451 4.3.0 trouble"), deferred, "kept"],
    ["554", say("554 no"), policy, "kept"],
    ["250 in place of 354", say("250 2.0.0 ok"), deferred],
    ["garbage", say(GARBAGE), deferred],
    ...LOST,
  ],
};

const BODY: Row[] = [
  ["421", last("421 4.3.2 closing"), { ...deferred, ...BUSY }],
  ["451", say("451 4.3.0 trouble"), deferred],
  ["552 too big", say("552 5.3.4 too big"), policy],
  ["250 before its end", say("250 2.0.0 queued"), deferred],
  ["garbage", say(GARBAGE), deferred],
  ...LOST,
];

const DOT: Row[] = [
  ["421", last("421 4.3.2 closing"), { ...deferred, ...BUSY }],
  ["451", say("451 4.3.0 trouble"), deferred, "kept"],
  ["452 full", say("452 4.2.2 full"), { ...deferred, full: true }, "kept"],
  ["550 5.1.1", say("550 5.1.1 no such user"), bounce, "kept"],
  ["550 policy", say("550 5.7.1 spam"), policy, "kept"],
  ["554", say("554 no"), policy, "kept"],
  ["354", say("354 go on"), unknown],
  ["garbage", say(GARBAGE), unknown],
  ["garbage that begins with 2", say("2 ok"), unknown],
  ["half a 250", last("25…"), unknown],
  ["a 550 without its end", last("550 5.1.1 no su…"), bounce],
  ...LOST.map(([kind, fault]): Row => [kind, fault, unknown]),
];

export function listCells(): Cell[] {
  const cells = Object.entries(OPENING).flatMap(([stage, rows]) => rows.map((row) => cellOf(stage as FaultStage, row)));
  for (const pipelining of [false, true])
    for (const [stage, rows] of Object.entries({ ...ENVELOPE, body: BODY, dot: DOT }))
      cells.push(...rows.map((row) => cellOf(stage as FaultStage, row, pipelining)));
  const plain = cellOf("connect", ["", "hang", stop]);
  const unreached = { ...plain, faults: {}, limits: {} };
  return [
    ...cells,
    {
      ...unreached,
      name: "STARTTLS is not offered, or somebody on the way hides it",
      tls: "starttls",
      faults: { ehlo: say("250 relay.test"), starttls: say("502 5.5.1 no such command") },
    },
    { ...unreached, name: "nobody listens", unreachable: "refused" },
    { ...unreached, name: "no such host", unreachable: "dns" },
    { ...unreached, name: "STARTTLS with a certificate that is not trusted", tls: "starttls", untrusted: true },
    { ...unreached, name: "TLS from the start with a certificate that is not trusted", tls: "always", untrusted: true },
  ];
}

function cellOf(stage: FaultStage, [kind, fault, outcome, kept]: Row, pipelining = false): Cell {
  const whole = stage === "dot" || outcome.state === "accepted";
  const faults: Cell["faults"] =
    stage === "helo" ? { ehlo: say("502 5.5.1 only HELO"), helo: fault } : { [stage]: fault };
  return {
    name: `${stage}${pipelining ? ", pipelined" : ""}: ${kind}`,
    faults,
    tls: stage === "starttls" || stage === "handshake" ? "starttls" : "never",
    pipelining,
    limits: fault === "hang" || fault === "drip" ? limitsAt(stage) : {},
    outcome,
    marked: whole,
    whole,
    kept: kept === "kept",
  };
}

/** Only the one that must end it is short, so that a slow machine ends nothing else. */
function limitsAt(stage: FaultStage): Partial<RelayLimits> {
  if (stage === "dot") return { dot: 150 };
  return stage === "connect" || stage === "handshake" ? { connect: 300 } : { dialogue: 300 };
}
