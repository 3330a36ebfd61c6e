/** One connection of the scripted relay: obeys SMTP until the fault it is told. */
import type { Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import type { Fault, FaultStage, RelayScript, ScriptedRelay } from "./scripted-relay.ts";

const DRIP_EVERY = 10;

export class Dialogue {
  readonly #relay: ScriptedRelay;
  readonly #script: RelayScript;
  readonly #plain: Socket;
  readonly #faults: Partial<Record<FaultStage, Fault>>;
  readonly #tellBody: (bytes: number) => void;
  #socket: Socket;
  #input = "";
  #inBody = false;
  #silent = false;
  #refused = false;
  #mails = 0;
  #answered = false;
  #drip: NodeJS.Timeout | null = null;
  #commands: Promise<void> = Promise.resolve();

  constructor(relay: ScriptedRelay, script: RelayScript, socket: Socket, tellBody: (bytes: number) => void) {
    this.#relay = relay;
    this.#script = script;
    this.#plain = socket;
    this.#socket = socket;
    this.#tellBody = tellBody;
    this.#faults = script.faults?.(relay.connections) ?? {};
    relay.connections++;
    socket.on("close", () => clearInterval(this.#drip ?? undefined));
    socket.on("end", () => this.#socket.end());
  }

  begin(): void {
    if (this.#script.tlsFromStart) this.#secure();
    else this.#listen();
    if (!this.#script.tlsFromStart) this.#answer("connect", "220 relay.test ESMTP");
  }

  #listen(): void {
    this.#socket.on("data", (chunk: Buffer) => {
      if (this.#silent) return;
      if (this.#answered) this.#relay.turns++;
      this.#answered = false;
      this.#input += chunk.toString("latin1");
      this.#commands = this.#commands.then(() => this.#read());
    });
  }

  async #read(): Promise<void> {
    while (!this.#silent) {
      if (this.#inBody) {
        if (!this.#readBody()) return;
        continue;
      }
      const end = this.#input.indexOf("\r\n");
      if (end === -1) return;
      const line = this.#input.slice(0, end);
      this.#input = this.#input.slice(end + 2);
      this.#relay.events.push(line.split(/[ :]/)[0]?.toLowerCase() ?? "");
      await this.#script.beforeReply?.();
      this.#obey(line);
    }
  }

  #obey(line: string): void {
    const verb = line.split(/[ :]/)[0]?.toUpperCase() ?? "";
    if (this.#socket === this.#plain) this.#relay.plainCommands.push(verb);
    if (verb === "EHLO") this.#answer("ehlo", this.#greet());
    else if (verb === "HELO") this.#answer("helo", "250 relay.test");
    else if (verb === "STARTTLS") this.#startTls();
    else if (verb === "AUTH") this.#answer("auth", "235 2.7.0 welcome");
    else if (verb === "MAIL") this.#begin();
    else if (verb === "RCPT") this.#answer("rcpt", "250 2.1.5 recipient");
    else if (verb === "DATA") this.#letBodyIn();
    else if (verb === "RSET") this.#write("250 2.0.0 forgotten");
    else if (verb === "QUIT") this.#socket.end("221 2.0.0 bye\r\n");
    else this.#write("500 5.5.2 what");
  }

  #startTls(): void {
    this.#answer("starttls", "220 go ahead");
    if (this.#silent) return;
    if (!this.#faults.handshake) return void this.#secure();
    this.#silent = true;
    this.#plain.once("data", () => this.#answer("handshake", ""));
  }

  #begin(): void {
    this.#refused = this.#faults.mail !== undefined || this.#faults.rcpt !== undefined;
    this.#answer(this.#mails++ === 1 ? "secondMail" : "mail", "250 2.1.0 sender");
  }

  #letBodyIn(): void {
    if (this.#refused) this.#write("503 5.5.1 nobody to send it to");
    else if (this.#faults.data) this.#answer("data", "");
    else {
      this.#write("354 go");
      this.#relay.events.push("354");
      this.#inBody = true;
      this.#tellBody(0);
    }
  }

  /** True when the message has ended. */
  #readBody(): boolean {
    const end = this.#input === ".\r\n" ? 0 : this.#input.indexOf("\r\n.\r\n");
    this.#tellBody(this.#input.length);
    if (this.#faults.body && this.#input.length > 0) {
      this.#answer("body", "");
      return false;
    }
    if (end === -1) return false;
    this.#relay.events.push("dot");
    this.#relay.dots.push(this.#input.slice(0, end === 0 ? 0 : end + 2).replace(/(^|\r\n)\.\./g, "$1."));
    this.#input = this.#input.slice(end === 0 ? 3 : end + 5);
    this.#inBody = false;
    if (!this.#faults.dot) this.#relay.accepted++; // a fault there is any answer but 250
    this.#answer("dot", `250 2.0.0 queued as ${this.#relay.dots.length}`);
    return true;
  }

  #greet(): string {
    const offers = [...(this.#script.offers ?? [])];
    if (this.#script.certificate && this.#socket === this.#plain) offers.push("STARTTLS");
    return ["relay.test", ...offers].map((line, at) => `250${at === offers.length ? " " : "-"}${line}`).join("\r\n");
  }

  #answer(stage: FaultStage, reply: string): void {
    const fault = this.#faults[stage];
    delete this.#faults[stage];
    if (!fault) this.#write(reply);
    else this.#fail(stage, fault);
  }

  #fail(stage: FaultStage, fault: Fault): void {
    // A client whose message is not read to its end cannot have written it all, however much the kernel takes.
    if (stage === "body" && fault !== "fin") this.#plain.pause();
    if (typeof fault === "object") {
      this.#write(fault.say);
      if (!("ending" in fault) && stage !== "body") return;
    }
    this.#silent = true;
    if (typeof fault === "object" && !("ending" in fault)) return;
    if (fault === "rst") this.#plain.resetAndDestroy();
    else if (fault === "drip") this.#drip = this.#dripFrom(stage === "handshake" ? "\x16\x03\x03\x40\x00" : "");
    else if (fault !== "hang") this.#socket.end();
  }

  /** A line, or a TLS record of 16 kB, that does not end. */
  #dripFrom(start: string): NodeJS.Timeout {
    this.#socket.write(Buffer.from(start, "latin1"));
    return setInterval(() => this.#socket.write("2"), DRIP_EVERY);
  }

  #write(reply: string): void {
    if (reply !== "") this.#socket.write(reply.endsWith("…") ? reply.slice(0, -1) : `${reply}\r\n`);
    this.#answered = true;
  }

  #secure(): void {
    this.#plain.removeAllListeners("data");
    const { key, cert } = this.#script.certificate ?? { key: "", cert: "" };
    this.#socket = new TLSSocket(this.#plain, { isServer: true, secureContext: createSecureContext({ key, cert }) });
    this.#socket.on("error", () => {}).on("end", () => this.#socket.end());
    this.#input = "";
    this.#listen();
    if (this.#script.tlsFromStart) this.#answer("connect", "220 relay.test ESMTP");
  }
}
