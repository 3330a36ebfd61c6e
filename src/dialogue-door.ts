/** What the dialogue in Slack asks of the program, bound to the use cases. */
import type { App } from "./app.ts";
import { changeSettings } from "./membership/change-settings.ts";
import { changeTopic, reopenTopic } from "./membership/change-subscription.ts";
import { giveFeedback, takeBackFeedback } from "./membership/feedback.ts";
import { erasePerson, savePaper, unsavePaper } from "./membership/slack-people.ts";
import { subscribeConversation } from "./membership/slack-subscribe.ts";
import { matchWaiting } from "./pipeline/match.ts";
import { reckonDueTimes } from "./pipeline/reckon.ts";
import type { StepName } from "./pipeline/steps.ts";
import type { Archive } from "./reading/archive.ts";
import {
  findConversation,
  listDayIds,
  listDigestsWith,
  listSavedBy,
  listTopicMatches,
} from "./reading/conversation.ts";
import { listRest } from "./reading/digest-rest.ts";
import { readGauges } from "./reading/gauges.ts";
import { createDialogue } from "./slack/create-dialogue.ts";
import type { Dialogue } from "./slack/dialogue.ts";

/** `wake` has a step look for work now rather than with the next sweep. */
export function openDialogue(
  { database: { db }, clock }: { database: Pick<App["database"], "db">; clock: App["clock"] },
  archive: Archive,
  secret: string,
  wake: (step: StepName) => void,
  base: string | null = null,
): Dialogue {
  const rules = { match: matchWaiting, reckon: reckonDueTimes, secret };
  return createDialogue({
    archive,
    base,
    now: () => clock.now(),
    async subscribe(order) {
      const done = await subscribeConversation(db, order, clock.now(), rules);
      if (done.ok && done.firstNow) wake("compile");
      return done;
    },
    changeSettings: (address, order) => changeSettings(db, address, order, clock.now()),
    changeTopic: (address, number, order) => changeTopic(db, address, number, order, clock.now()),
    reopenTopic: (address, number) => reopenTopic(db, address, number),
    giveFeedback: (order) => giveFeedback(db, order, clock.now()),
    takeBackFeedback: (address, id) => takeBackFeedback(db, address, id, clock.now()),
    save: (person, paperId) => savePaper(db, person, paperId, clock.now()),
    unsave: (person, paperId) => unsavePaper(db, person, paperId, clock.now()),
    erase: (person) => erasePerson(db, person, secret, clock.now()),
    findConversation: (address) => findConversation(db, address, clock.now()),
    listTopicMatches: (address, ids) => listTopicMatches(db, address, ids),
    listDayIds: (on) => listDayIds(db, on, clock.today()),
    listRest: (address, on) => listRest(db, address, on),
    listDigestsWith: (subscriberId, paperId) => listDigestsWith(db, subscriberId, paperId),
    listSaved: (person) => listSavedBy(db, person),
    readSources: async () => (await readGauges(db, clock.now())).sources,
  });
}
