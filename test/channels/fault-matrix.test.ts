/** A relay that goes wrong, at every stage in every way: how the delivery ends, whether it was marked, whether the relay has it. */
import { beforeAll, describe, expect, test } from "vitest";
import { SmtpPool } from "../../src/channels/smtp-pool.ts";
import { RELAY_LIMITS, type RelaySettings } from "../../src/channels/smtp-settings.ts";
import { makeCertificate } from "../support/certificate.ts";
import { openScriptedRelay } from "../support/scripted-relay.ts";
import { type Cell, listCells } from "./fault-cells.ts";

const LONG = { ...RELAY_LIMITS, connect: 20_000, reply: 20_000, dialogue: 20_000, dot: 20_000 };
const SMALL = Buffer.from("Subject: a digest\r\n\r\nThree papers today.\r\n");
/** More than the kernel takes on both sides, so that a relay that stops reading stops the writing. */
const LARGE = Buffer.alloc(32 * 2 ** 20, "a line of a mail that never ends, it seems\r\n");
const PAUSE_IS_OVER = 601_000;

describe("a relay that goes wrong", () => {
  let certificate: { key: string; cert: string };
  beforeAll(async () => {
    certificate = await makeCertificate();
  });

  test.concurrent.each(listCells().map((cell) => [cell.name, cell] as const))("%s", async (_name, cell) => {
    const relay = await openScriptedRelay({
      faults: (connection) => (connection === 0 ? { ...cell.faults } : {}),
      offers: [...(cell.pipelining ? ["PIPELINING"] : []), "AUTH PLAIN", "ENHANCEDSTATUSCODES"],
      ...(cell.tls === "never" ? {} : { certificate }),
      tlsFromStart: cell.tls === "always",
    });
    const settings = settingsOf(cell, relay.port, certificate.cert);
    let now = 0;
    const pool = new SmtpPool(settings, () => now);
    let marks = 0;
    const mark = async () => {
      marks++;
      return true;
    };
    const envelope = { from: "papers@lab.example.org", to: "ada@example.org" };
    try {
      const outcome = await pool.send(envelope, cell.faults.body ? LARGE : SMALL, mark);
      expect(outcome).toMatchObject(cell.outcome);
      expect(marks, "marks").toBe(cell.marked ? 1 : 0);
      expect(relay.dots.length, "messages the relay has whole").toBe(cell.whole ? 1 : 0);
      expect(relay.accepted, "messages the relay said it took").toBe(outcome.state === "accepted" ? 1 : 0);
      if (cell.tls !== "never") expect(relay.plainCommands.filter((verb) => !/EHLO|STARTTLS/.test(verb))).toEqual([]);

      // The same pool sends the next mail as if nothing had been, once any pause is over.
      now += PAUSE_IS_OVER;
      Object.assign(settings.limits, LONG);
      if (cell.tls !== "never") settings.tlsOptions = { ca: certificate.cert };
      if (cell.unreachable) settings.host = "127.0.0.1";
      settings.port = relay.port;
      expect(await pool.send({ ...envelope, to: "grace@example.org" }, SMALL, mark)).toMatchObject({
        state: "accepted",
      });
      expect(relay.dots.at(-1)).toBe(SMALL.toString());
      expect(relay.connections, "connections").toBe(cell.unreachable || cell.kept ? 1 : 2);
    } finally {
      await pool.close();
      await relay.close();
    }
  });
});

function settingsOf(cell: Cell, port: number, cert: string): RelaySettings {
  return {
    host: cell.unreachable === "dns" ? "relay.invalid" : "127.0.0.1",
    port: cell.unreachable === "refused" ? 1 : port,
    tls: cell.tls,
    tlsOptions: cell.untrusted ? {} : { ca: cert },
    login: cell.faults.auth ? { user: "paperboy", pass: "secret" } : null,
    connections: 2,
    mailsPerConnection: 100,
    limits: { ...LONG, ...cell.limits },
  };
}
