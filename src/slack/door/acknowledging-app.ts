/** Bolt without its listeners: everything that it has verified is acknowledged at once, whatever it is. */
import { App, type HTTPReceiver, type ReceiverEvent, type SocketModeReceiver } from "@slack/bolt";
import type { Acknowledgement } from "./acknowledgement.ts";
import type { createBoltLog } from "./bolt-log.ts";
import type { Payload } from "./payload.ts";

/**
 * Bolt verifies and speaks Slack's protocols; its listeners are not used, since a payload that none of them handles, or
 * that Bolt does not know, would be acknowledged late or never.
 */
export class AcknowledgingApp extends App {
  readonly #take: (body: Payload) => void;
  readonly #acknowledge: (body: Payload) => Acknowledgement;

  constructor(
    receiver: HTTPReceiver | SocketModeReceiver,
    clientOptions: object & { logger: ReturnType<typeof createBoltLog> },
    take: (body: Payload) => void,
    acknowledge: (body: Payload) => Acknowledgement,
  ) {
    const authorize = async () => ({}); // only listeners would ask
    super({ receiver, authorize, clientOptions, logger: clientOptions.logger, ignoreSelf: false, convoStore: false });
    this.#take = take;
    this.#acknowledge = acknowledge;
  }

  override async processEvent({ body, ack }: ReceiverEvent): Promise<void> {
    const { says, work } = this.#acknowledge(body as Payload);
    await ack(says);
    if (work) this.#take(body as Payload);
  }
}
