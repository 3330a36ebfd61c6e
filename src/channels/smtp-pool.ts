/** The connections to one relay: up to so many, fewer when it asks to be slowed, growing back with what it accepts. */
import type { Outcome, RelayPause } from "../domain/delivery/state.ts";
import { RelayConnection } from "./smtp-connection.ts";
import type { Envelope, Job } from "./smtp-hand-over.ts";
import type { RelaySettings } from "./smtp-settings.ts";

/** So many mails taken in a row earn one more connection after a pause. */
const MAILS_PER_STEP = 8;

type Deferred = Extract<Outcome, { state: "deferred" }>;

export class SmtpPool {
  readonly #settings: RelaySettings;
  /** Milliseconds that only rise. */
  readonly #now: () => number;
  readonly #idle: RelayConnection[] = [];
  readonly #waiting: { job: Job; settle: (outcome: Outcome) => void }[] = [];
  #busy = 0;
  #allowed: number;
  #taken = 0;
  #pause: { until: number; reason: string; oneConnection: boolean } | null = null;
  #closed = false;

  constructor(settings: RelaySettings, now: () => number = () => performance.now()) {
    this.#settings = settings;
    this.#now = now;
    this.#allowed = settings.connections;
  }

  /** How many connections the relay may get now; 0 during a pause. */
  get allowed(): number {
    return this.#pausedFor() > 0 ? 0 : this.#allowed;
  }

  /**
   * Hands one whole message (RFC 5322, CRLF) to the relay. `mark` is awaited between its last byte and its dot; false or
   * a failure sends no dot. Never throws; never ends while `mark` is pending; during a pause it defers at once.
   */
  send(envelope: Envelope, raw: Buffer, mark: () => Promise<boolean>, { dotless = false } = {}): Promise<Outcome> {
    const held = this.#held();
    if (held) return Promise.resolve(held);
    const job = { envelope, raw, dotless, mark };
    if (this.#busy < this.#allowed) return this.#run(job);
    return new Promise((settle) => {
      this.#waiting.push({ job, settle });
    });
  }

  /** No mail is begun for so long; then on one connection, or on half as many, and more with each few that are taken. */
  pause(relay: RelayPause, reason = "as told"): void {
    const before = this.#pausedFor();
    if (relay.oneConnection) this.#allowed = 1;
    else if (before === 0) this.#allowed = Math.max(1, this.#allowed >> 1); // many connections tell the same at once
    this.#taken = 0;
    const until = this.#now() + Math.max(relay.seconds * 1_000, before);
    const oneConnection = relay.oneConnection || (before > 0 && this.#pause?.oneConnection === true);
    this.#pause = { until, reason, oneConnection };
    for (const connection of this.#idle.splice(0)) connection.quit();
    this.#deferWaiting();
  }

  /** Closes what rests; what is under way ends by itself, what waits is deferred. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#deferWaiting();
    for (const connection of this.#idle.splice(0)) connection.quit();
  }

  async #run(job: Job): Promise<Outcome> {
    this.#busy++;
    try {
      const outcome = await this.#attempt(job);
      this.#learn(outcome);
      return outcome;
    } finally {
      this.#busy--;
      this.#runNext();
    }
  }

  #runNext(): void {
    while (this.#waiting.length > 0 && this.#busy < this.allowed) {
      const next = this.#waiting.shift();
      if (next) void this.#run(next.job).then(next.settle);
    }
  }

  async #attempt(job: Job): Promise<Outcome> {
    for (let rested = this.#idle.pop(); rested; rested = this.#idle.pop()) {
      const outcome = await rested.send(job);
      this.#rest(rested);
      // The relay had closed it while it rested: nothing was handed over, so another one does.
      if (!rested.lostUnanswered) return outcome;
    }
    const connection = new RelayConnection(this.#settings);
    const failure = await connection.open();
    if (failure) return failure;
    const outcome = await connection.send(job);
    this.#rest(connection);
    return outcome;
  }

  #rest(connection: RelayConnection): void {
    if (!connection.usable) return;
    const spent = connection.served >= this.#settings.mailsPerConnection;
    if (spent || this.#closed || this.#busy > this.allowed) {
      connection.quit();
      return;
    }
    this.#idle.push(connection);
    connection.rest(this.#settings.limits.idle, () => {
      const at = this.#idle.indexOf(connection);
      if (at !== -1) this.#idle.splice(at, 1);
    });
  }

  #learn(outcome: Outcome): void {
    if (outcome.state === "deferred" && outcome.relay) this.pause(outcome.relay, outcome.reason);
    if (outcome.state !== "accepted" || this.#allowed >= this.#settings.connections) return;
    if (++this.#taken < MAILS_PER_STEP) return;
    this.#taken = 0;
    this.#allowed++;
  }

  /** Milliseconds. */
  #pausedFor(): number {
    return this.#pause ? Math.max(0, this.#pause.until - this.#now()) : 0;
  }

  /** Why nothing may begin now. It says nothing about the recipient, so it tells how the relay stands. */
  #held(): Deferred | null {
    if (this.#closed) return { state: "deferred", reason: "the program is stopping", retryAfterSeconds: 0 };
    const seconds = Math.ceil(this.#pausedFor() / 1_000);
    if (seconds === 0 || !this.#pause) return null;
    const { reason, oneConnection } = this.#pause;
    return {
      state: "deferred",
      reason: `the relay is being slowed: ${reason}`,
      retryAfterSeconds: seconds,
      relay: { seconds, oneConnection },
    };
  }

  #deferWaiting(): void {
    const held = this.#held();
    if (held) for (const { settle } of this.#waiting.splice(0)) settle(held);
  }
}
