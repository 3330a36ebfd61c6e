/** What the page and the feeds of a reader's own topic ask of the program: a signed link becomes a topic and its papers. */
import type { App } from "./app.ts";
import { readToken } from "./domain/consent/token.ts";
import { type Ground, tryTopic } from "./reading/backtest.ts";
import { listTopicFeed } from "./reading/feeds.ts";
import { findOwnTopic, readOwnTopic } from "./reading/own-topic.ts";
import { listTopicPapers } from "./reading/topic-papers.ts";
import type { OwnDoor } from "./web/own/own.ts";

export function createOwnDoor({ database: { db }, clock }: App, ground: Ground, secret: string): OwnDoor {
  return {
    async findTopic(token) {
      const id = readToken(secret, "own", token);
      return id === null ? null : findOwnTopic(db, id);
    },
    tryTopic: (topic) => tryTopic(db, ground, readOwnTopic(topic), { limit: 0 }),
    listPapers: (topic, page) => listTopicPapers(db, readOwnTopic(topic), page),
    listFeed: (topic) => listTopicFeed(db, readOwnTopic(topic), clock.now()),
  };
}
