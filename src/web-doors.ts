/** What the pages ask of the program: signed links become readers, and forms become changes. */
import { changeKeys, createApiDoor } from "./api-door.ts";
import type { App } from "./app.ts";
import { createOutboxReader } from "./channels/outbox-reader.ts";
import { createDeskDoor } from "./desk-door.ts";
import { makeToken, type Purpose, readToken } from "./domain/consent/token.ts";
import { THRESHOLDS, type Threshold } from "./domain/subscription/feedback.ts";
import { createHookDoor } from "./hook-door.ts";
import { createLetterDoor } from "./letter-door.ts";
import { changeSettings } from "./membership/change-settings.ts";
import { CAP_MOST, changeTopic } from "./membership/change-subscription.ts";
import { giveFeedback, takeBackFeedback } from "./membership/feedback.ts";
import { leave } from "./membership/leave.ts";
import { eraseReader, exportReader } from "./membership/personal-data.ts";
import { usesOutbox } from "./open-channels.ts";
import { createOwnDoor } from "./own-door.ts";
import type { StepName } from "./pipeline/steps.ts";
import { createArchive } from "./reading/archive.ts";
import { type Ground, tryTyped } from "./reading/backtest.ts";
import { findDigestPage } from "./reading/digest-page.ts";
import { createFeeds } from "./reading/feeds.ts";
import { findReader, findReaderTopic, type Reader } from "./reading/reader.ts";
import { openSecret } from "./secret.ts";
import { createSignUpDoor } from "./sign-up-door.ts";
import { createSlackInstallDoor } from "./slack-install-door.ts";
import type { DigestDoor } from "./web/pages/digest.ts";
import type { LeaveDoor } from "./web/pages/leave.ts";
import type { OwnDataDoor } from "./web/pages/own-data.ts";
import type { KeyWish, PreferencesDoor, Wish } from "./web/pages/preferences.ts";
import type { Doors } from "./web/server.ts";

/** `wake` has a step look for work now rather than with the next sweep. */
export function createDoors(app: App, ground: Ground, wake: (step: StepName) => void): Doors {
  const { config, database } = app;
  const secret = openSecret(config.secret, config.dataFolder);
  return {
    place: { name: config.name, operator: config.operator, base: config.publicUrl?.replace(/\/+$/, "") ?? null },
    api: createApiDoor(app, secret),
    archive: createArchive(database.db, ground, app.clock),
    feeds: createFeeds(database.db, app.clock),
    own: createOwnDoor(app, ground, secret),
    topics: { tryTyped: (query, limit) => tryTyped(database.db, ground, query, limit) },
    leaving: createLeaveDoor(app, secret, wake),
    ...createLetterDoor(app, secret, wake),
    preferences: createPreferencesDoor(app, secret),
    ownData: createOwnDataDoor(app, secret),
    digest: createDigestDoor(app, secret),
    desk: createDeskDoor(app, secret, wake),
    hooks: createHookDoor(app, secret),
    outbox: usesOutbox(config) ? createOutboxReader(app.outboxFolder) : null,
    slackInstall: createSlackInstallDoor(app, secret),
    signUp: createSignUpDoor(app, ground, secret, wake),
  };
}

type Said = { ok: boolean; message: string };

function createLeaveDoor(app: App, secret: string, wake: (step: StepName) => void): LeaveDoor {
  const { db } = app.database;
  const readerOf = async (token: string): Promise<Reader | null> => {
    const id = readToken(secret, "leave", token);
    return id === null ? null : findReader(db, id);
  };
  const topicOf = async (token: string) => {
    const id = readToken(secret, "leave-topic", token);
    return id === null ? null : findReaderTopic(db, id);
  };
  return {
    async findLeaving(token) {
      const reader = await readerOf(token);
      return reader && { topics: reader.topics.map(({ name }) => name) };
    },
    async leave(token, farewell) {
      const reader = await readerOf(token);
      // Without pages of its own there is nowhere to take it back.
      const told = farewell && app.installation.links !== null;
      if (reader) await leave(db, reader.address, app.clock.now(), told);
      if (reader && told) wake("email");
    },
    async findLeavingTopic(token) {
      const topic = await topicOf(token);
      if (!topic) return null;
      const { name, ended, subscriberId } = topic;
      return { name, ended, preferences: linkTo(secret, "preferences", subscriberId) };
    },
    async leaveTopic(token) {
      const topic = await topicOf(token);
      const reader = topic && (await findReader(db, topic.subscriberId));
      if (reader) await changeTopic(db, reader.address, topic.number, { end: true }, app.clock.now());
    },
  };
}

function createPreferencesDoor(app: App, secret: string): PreferencesDoor {
  const readerOf = async (token: string): Promise<Reader | null> => {
    const id = readToken(secret, "preferences", token);
    return id === null ? null : findReader(app.database.db, id);
  };
  return {
    findReader: readerOf,
    async change(token, wish) {
      const reader = await readerOf(token);
      if (!reader) return { ok: false, message: "This link is not valid." };
      if (wish.do === "make-key" || wish.do === "revoke-key") return changeKeys(app, secret, reader, wish);
      return change(app, reader, wish);
    },
    mayMove: app.installation.links !== null && app.config.signup.kind !== "closed",
    leaveLink(token) {
      const id = readToken(secret, "preferences", token);
      return id === null ? null : linkTo(secret, "leave", id);
    },
    ownLink: (id) => linkTo(secret, "own", id),
  };
}

function createOwnDataDoor({ database: { db }, clock }: App, secret: string): OwnDataDoor {
  const readerOf = async (token: string) => {
    const id = readToken(secret, "preferences", token);
    return id === null ? null : findReader(db, id);
  };
  return {
    async exportData(token) {
      const reader = await readerOf(token);
      return reader && exportReader(db, reader.address);
    },
    async forget(token) {
      const reader = await readerOf(token);
      return reader !== null && eraseReader(db, reader.address, secret, clock.now());
    },
  };
}

function createDigestDoor({ database: { db }, clock }: App, secret: string): DigestDoor {
  const digestOf = async (token: string) => {
    const id = readToken(secret, "digest", token);
    const digest = id === null ? null : await findDigestPage(db, id);
    return digest && (await findReader(db, digest.subscriberId)) ? digest : null;
  };
  return {
    findDigest: digestOf,
    async say(token, { number, paperId, kind }) {
      const digest = await digestOf(token);
      const section = digest?.sections.find((each) => each.number === number);
      const paper = section?.papers.find((each) => each.id === paperId);
      const reader = digest && (await findReader(db, digest.subscriberId));
      if (!paper || !reader) return "That paper is not in this digest.";
      const given = await giveFeedback(db, { address: reader.address, number, kind, paperId }, clock.now());
      return given.ok ? `Noted for “${given.topic}”.` : "That topic has ended: nothing was noted.";
    },
    preferencesLink: (id) => linkTo(secret, "preferences", id),
  };
}

const linkTo = (secret: string, purpose: Purpose, id: number): string =>
  `/${purpose}/${makeToken(secret, purpose, id)}`;

async function change(app: App, reader: Reader, wish: Exclude<Wish, KeyWish>): Promise<Said> {
  const { db } = app.database;
  const now = app.clock.now();
  switch (wish.do) {
    case "settings":
      return saveSettings(app, reader, wish);
    case "topic":
      return saveTopic(app, reader, wish);
    case "end-topic": {
      const ended = await changeTopic(db, reader.address, wish.number, { end: true }, now);
      return ended.ok
        ? { ok: true, message: `“${ended.facts.name}” has ended.` }
        : { ok: false, message: "That topic had ended already." };
    }
    case "undo":
      return (await takeBackFeedback(db, reader.address, wish.id, now))
        ? { ok: true, message: "Taken back." }
        : { ok: false, message: "That had been taken back already." };
  }
}

const QUIET = ["some", "always", "never"] as const;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

async function saveSettings(
  app: App,
  { address, paused_until }: Reader,
  wish: Wish & { do: "settings" },
): Promise<Said> {
  const quiet = QUIET.find((each) => each === wish.quiet);
  if (!quiet) return { ok: false, message: "That is no choice for quiet days." };
  if (wish.pauseUntil !== "" && !DATE.test(wish.pauseUntil)) return { ok: false, message: "The pause needs a date." };
  const { at, zone, waits } = wish;
  // A pause that is over and stands there still is none to begin again.
  const pause =
    wish.pauseUntil === "" ? { resume: true } : wish.pauseUntil === paused_until ? {} : { pauseUntil: wish.pauseUntil };
  const changed = await changeSettings(app.database.db, address, { at, zone, quiet, waits, ...pause }, app.clock.now());
  if (!changed.ok) return { ok: false, message: `Nothing was changed: ${changed.message}.` };
  const { after } = changed;
  return { ok: true, message: `Saved: your digest comes at ${after.hour} in ${after.zone.replaceAll("_", " ")}.` };
}

async function saveTopic(app: App, { address }: Reader, wish: Wish & { do: "topic" }): Promise<Said> {
  const { number, name, cadence, cap, votes } = wish;
  const threshold = (Object.keys(THRESHOLDS) as Threshold[]).find((each) => each === wish.threshold);
  if (!threshold || !Number.isInteger(cap) || cap < 1 || cap > CAP_MOST)
    return {
      ok: false,
      message: `Nothing was changed: papers are 1 to ${CAP_MOST}, and the strength one of the list.`,
    };
  const order = { name, cadence, cap, votes, threshold };
  const changed = await changeTopic(app.database.db, address, number, order, app.clock.now());
  return changed.ok
    ? { ok: true, message: `Saved “${changed.facts.name}”.` }
    : { ok: false, message: `Nothing was changed: ${changed.message}.` };
}
