/** An SMTP server that records a mail at its final dot, before the answer, and that can be held at each stage of a dialogue. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** `greeting`: connected, nothing said. `data`: a part of the body came. `dot`: the mail is taken, the answer is not given. */
export type Stage = "greeting" | "data" | "dot";

export interface Hold {
  /** Resolves when the first dialogue stands there. */
  reached: Promise<void>;
  /** How many stand there. */
  standing(): number;
  release(): void;
}

export interface Sink {
  url: string;
  /** Mails taken, in order: from then on they are the relay's to deliver, whatever the sender hears of it. */
  taken: { messageId: string; to: string }[];
  /** Lets so many dialogues pass a stage and holds those that come next, all or at most so many, until released. */
  hold(stage: Stage, passing?: number, most?: number): Hold;
  whenTaken(count: number): Promise<void>;
  close(): Promise<void>;
}

interface Barrier {
  stage: Stage;
  passing: number;
  most: number;
  standing: number;
  reached: PromiseWithResolvers<void>;
  released: PromiseWithResolvers<void>;
}

/** `pace`: how long each mail's answer takes, so that a morning lasts long enough to be broken into. */
export async function openSink({ pace = 0 } = {}): Promise<Sink> {
  const taken: Sink["taken"] = [];
  const barriers = new Set<Barrier>();
  const watchers = new Set<() => void>();
  async function pass(stage: Stage): Promise<void> {
    for (const barrier of barriers) {
      if (barrier.stage !== stage || barrier.passing-- > 0 || barrier.standing >= barrier.most) continue;
      barrier.standing++;
      barrier.reached.resolve();
      await barrier.released.promise;
    }
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 100,
    socketTimeout: 10 * 60_000,
    onConnect: (_session, done) => void pass("greeting").then(() => done()),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      const to = session.envelope.rcptTo[0]?.address ?? "";
      stream.on("data", async (chunk: Buffer) => {
        if (chunks.push(chunk) > 1) return;
        stream.pause();
        await pass("data");
        stream.resume();
      });
      stream.on("end", async () => {
        const messageId = /^message-id:\s*(\S+)/im.exec(Buffer.concat(chunks).toString("latin1"))?.[1] ?? "";
        taken.push({ messageId, to });
        for (const tell of watchers) tell();
        await pass("dot");
        if (pace > 0) await new Promise((answered) => setTimeout(answered, pace));
        done(null, `2.0.0 queued as ${taken.length}`);
      });
    },
  });
  server.on("error", () => {}); // a client that was killed resets its connection
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    taken,
    hold(stage, passing = 0, most = Number.POSITIVE_INFINITY) {
      const barrier = {
        stage,
        passing,
        most,
        standing: 0,
        reached: Promise.withResolvers<void>(),
        released: Promise.withResolvers<void>(),
      };
      barriers.add(barrier);
      return {
        reached: barrier.reached.promise,
        standing: () => barrier.standing,
        release() {
          barriers.delete(barrier);
          barrier.released.resolve();
        },
      };
    },
    whenTaken: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (taken.length < count) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    close: () => {
      for (const barrier of barriers) barrier.released.resolve();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
