/** What the pages ask of the program about letters: the link by mail, another address, a leaving taken back. */
import type { App } from "./app.ts";
import { createClientNamer } from "./client-name.ts";
import { findLetter } from "./db/letters.ts";
import { makeToken, readToken } from "./domain/consent/token.ts";
import { takeBackLeaving } from "./membership/leave.ts";
import { askToMove, move } from "./membership/move.ts";
import { askForLink } from "./membership/own-link.ts";
import { hashAddress } from "./membership/personal-data.ts";
import type { StepName } from "./pipeline/steps.ts";
import { findReader } from "./reading/reader.ts";
import type { BackDoor } from "./web/pages/leave.ts";
import type { MoveDoor } from "./web/pages/move.ts";
import type { OwnLinkDoor } from "./web/pages/own-link.ts";

export function createLetterDoor(
  { database: { db }, config, clock }: App,
  secret: string,
  wake: (step: StepName) => void,
): { ownLink: OwnLinkDoor; move: MoveDoor; back: BackDoor } {
  const preferencesOf = (id: number) => `/preferences/${makeToken(secret, "preferences", id)}`;
  return {
    ownLink: {
      async askForLink(address, client) {
        const asked = await askForLink(db, { address, client }, clock.now());
        if (asked.ok) wake("email");
        return asked;
      },
      nameClient: createClientNamer(secret, config.trustedProxies),
    },
    move: {
      async askToMove(token, address, client) {
        const subscriberId = readToken(secret, "preferences", token);
        if (subscriberId === null || !(await findReader(db, subscriberId))) return null;
        const asked = await askToMove(db, { subscriberId, address, client }, config.signup, clock.now());
        if (asked.ok) wake("email");
        return asked;
      },
      async findMove(token) {
        const id = readToken(secret, "move", token);
        const letter = id === null ? null : await findLetter(db, id);
        const reader = letter && (await findReader(db, letter.subscriber_id));
        if (!letter || !reader) return null;
        const { address, used_at, expires_at } = letter;
        const done = reader.address.address === address;
        const over = used_at !== null || expires_at.getTime() <= clock.now().epochMilliseconds;
        return { address, done, expired: !done && over };
      },
      async move(token) {
        const id = readToken(secret, "move", token);
        const moved = id === null ? null : await move(db, id, clock.now(), (address) => hashAddress(secret, address));
        if (!moved?.ok)
          return { ok: false, known: moved !== null && moved.reason !== "unknown", message: moved?.message ?? "" };
        wake("email");
        return { ok: true, address: moved.address, preferences: preferencesOf(moved.subscriberId) };
      },
      nameClient: createClientNamer(secret, config.trustedProxies),
    },
    back: {
      async findLeft(token) {
        const id = readToken(secret, "back", token);
        const letter = id === null ? null : await findLetter(db, id);
        if (letter?.kind !== "farewell" || !(await findReader(db, letter.subscriber_id))) return null;
        const done = letter.used_at !== null;
        return {
          topics: letter.topics,
          done,
          expired: !done && letter.expires_at.getTime() <= clock.now().epochMilliseconds,
        };
      },
      async takeBack(token) {
        const id = readToken(secret, "back", token);
        const taken = id === null ? null : await takeBackLeaving(db, id, clock.now());
        if (!taken) return { ok: false, message: "This link is not valid." };
        return taken.ok
          ? { ok: true, topics: taken.topics, preferences: preferencesOf(taken.subscriberId) }
          : { ok: false, message: taken.message };
      },
    },
  };
}
