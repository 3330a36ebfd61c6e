/** One connection to a relay: opened, logged in, and then a mail at a time by nodemailer's dialogue, with the mark before each dot. */
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Outcome } from "../domain/delivery/state.ts";
import { lost, readOpeningFailure, readSendingFailure, type SmtpError, tookTooLong } from "./smtp-failure.ts";
import { handOver, type Job } from "./smtp-hand-over.ts";
import type { RelaySettings } from "./smtp-settings.ts";

/** Round trips of one mail on a warm connection: MAIL, RCPT and DATA together (RFC 2920) or one by one, then the dot. */
export const ROUND_TRIPS = { pipelined: 2, stepwise: 4 } as const;

const QUIT_GRACE = 1_000;
const BEYOND_ASCII = /[^\p{ASCII}]/u;

export class RelayConnection {
  /** Mails handed over or refused so far. */
  served = 0;
  /** No answer had come when the last attempt was lost: on a connection that had rested, the relay had given it up. */
  lostUnanswered = false;
  /** The largest mail that the relay takes, in bytes (RFC 1870); null: it does not say. */
  sizeLimit: number | null = null;
  readonly #settings: RelaySettings;
  readonly #connection: SMTPConnection;
  #usable = false;
  #takesUtf8 = false;
  #inTransaction = false;
  #sending = false;
  #onEnd = () => {};
  #restTimer: NodeJS.Timeout | null = null;

  constructor(settings: RelaySettings) {
    this.#settings = settings;
    const { host, port, tls, tlsOptions, limits } = settings;
    this.#connection = new SMTPConnection({
      host,
      port,
      secure: tls === "always",
      ...(tls === "never" ? { ignoreTLS: true } : { requireTLS: tls === "starttls" }),
      ...(tlsOptions ? { tls: tlsOptions } : {}),
      connectionTimeout: limits.connect,
      greetingTimeout: limits.connect,
      dnsTimeout: limits.connect,
      socketTimeout: limits.reply,
      socketCloseTimeout: 0,
    });
    this.#connection.on("error", () => {}); // each step tells its own failure; this one may also come while it rests
    this.#connection.once("end", () => {
      this.#usable = false;
      if (this.#restTimer) clearTimeout(this.#restTimer);
      this.#onEnd();
    });
  }

  get usable(): boolean {
    return this.#usable;
  }

  /** Whether what is said now is encrypted. */
  get secure(): boolean {
    return (this.#connection._socket as { encrypted?: boolean } | null | undefined)?.encrypted === true;
  }

  /** Null when the relay let us in, else what keeps us out. */
  async open(): Promise<Outcome | null> {
    const { login } = this.#settings;
    const failure = await this.#step((done) =>
      this.#connection.connect((error) => {
        if (error) return done(error);
        const offers = this.#connection.lastServerResponse || "";
        this.#takesUtf8 = /^250[ -]SMTPUTF8\b/im.test(offers);
        this.sizeLimit = Number(/^250[ -]SIZE (\d{1,15})/im.exec(offers)?.[1] ?? 0) || null;
        if (login) this.#connection.login(login, done);
        else done(null);
      }),
    );
    if (failure) {
      this.drop();
      return readOpeningFailure(failure);
    }
    this.#usable = true;
    return null;
  }

  /** Never throws. The connection may be used again only while `usable`. */
  async send(job: Job): Promise<Outcome> {
    this.lostUnanswered = false;
    if (!this.#takesUtf8 && BEYOND_ASCII.test(job.envelope.from + job.envelope.to))
      return { state: "rejected", reason: "the relay takes no addresses beyond ASCII (SMTPUTF8)" };
    const failure = this.#inTransaction ? await this.#step((done) => this.#connection.reset(done)) : null;
    this.#inTransaction = false;
    if (failure) this.drop();
    const socket = this.#connection._socket;
    if (failure || !this.#usable || !socket) {
      this.lostUnanswered = true;
      return readSendingFailure(failure ?? lost(), false);
    }
    this.#sending = true;
    const end = await handOver(this.#connection, socket, job, this.#settings.limits);
    this.#sending = false;
    this.served++;
    if (!end.usable) this.drop();
    this.#inTransaction = end.inTransaction;
    this.lostUnanswered = end.unanswered;
    return end.outcome;
  }

  /** Until the next mail: quits after so many milliseconds, and tells when it ends by itself or by the relay. */
  rest(milliseconds: number, onEnd: () => void): void {
    this.#onEnd = onEnd;
    if (this.#restTimer) this.#restTimer.refresh();
    else
      this.#restTimer = setTimeout(() => {
        if (!this.#sending) this.quit();
      }, milliseconds).unref();
  }

  /** Says QUIT and does not wait long for the answer. */
  quit(): void {
    if (this.#usable) this.#connection.quit();
    setTimeout(() => this.drop(), this.#usable ? QUIT_GRACE : 0).unref();
    this.#usable = false;
  }

  /** Nothing more goes out, not even what the socket still holds. */
  drop(): void {
    this.#usable = false;
    this.#connection.close();
  }

  /** One step of the dialogue that is no mail: what it told, or that the connection ended or took too long. */
  #step(begin: (done: (error?: SmtpError | null) => void) => void): Promise<SmtpError | null> {
    return new Promise((resolve) => {
      const settle = (error: SmtpError | null) => {
        clearTimeout(timer);
        this.#connection.off("error", settle).off("end", onEnd);
        resolve(error);
      };
      const onEnd = () => settle(lost());
      const timer = setTimeout(() => settle(tookTooLong()), this.#settings.limits.dialogue);
      this.#connection.on("error", settle).on("end", onEnd);
      begin((error) => settle(error ?? null));
    });
  }
}
