/** What the desk's pages of readers ask of the program: histories, reasons, and digests as they were or would be. */
import { type App, hashesOf } from "./app.ts";
import { getPapers } from "./db/papers.ts";
import { findForgottenBefore } from "./db/retention.ts";
import { joinPieces } from "./domain/delivery/pieces.ts";
import { disguiseLinks } from "./pipeline/installation.ts";
import { findPaper } from "./pipeline/merge.ts";
import { previewDigest } from "./pipeline/preview.ts";
import { loadTunings } from "./pipeline/tuning.ts";
import { explainPaper, findReaderOf, listReaders, readHistory, seekReader } from "./reading/desk-reader.ts";
import type { DigestsDoor, RenderedDigest } from "./web/desk/digests.ts";
import type { ReaderDoor } from "./web/desk/readers.ts";

export function createDeskReaderDoor(app: App): ReaderDoor & DigestsDoor {
  const { clock, cards } = app;
  const installation = disguiseLinks(app.installation, app.config);
  const { db } = app.database;
  return {
    today: () => clock.today(),
    seekReader: (typed) => seekReader(db, typed, hashesOf(app)),
    listReaders: (after) => listReaders(db, after),
    readHistory: (id, before) => readHistory(db, id, before),
    async explainPaper(id, name) {
      const [reader, found] = [await findReaderOf(db, id), await findPaper(db, name)];
      if (!reader) return null;
      const [paper] = found === null ? [] : await getPapers(db, [found.survivor]);
      if (!paper) return "unknown";
      return explainPaper(db, reader, paper, async (tuned) => {
        const tunings = await loadTunings(db, tuned, () => [paper]);
        return new Set([...tunings].flatMap(([topic, { hidden }]) => (hidden.has(paper.id) ? [topic] : [])));
      });
    },
    async renderDigest(id, on) {
      const reader = await findReaderOf(db, id);
      if (!reader) return null;
      const channels = await app.channels();
      const preview = await previewDigest(db, { clock, channels, installation, cards }, { subscriberId: id, on });
      const before = await findForgottenBefore(db);
      const forgotten = before !== null && on < before && preview?.as !== "sent";
      const found = preview && !forgotten ? describe(preview, reader.channel === "email", channels) : null;
      return { reader: { id, channel: reader.channel, address: reader.address }, forgotten, found };
    },
  };
}

function describe(
  { as, view }: NonNullable<Awaited<ReturnType<typeof previewDigest>>>,
  isMail: boolean,
  { renderMail, renderSlack }: Awaited<ReturnType<App["channels"]>>,
): NonNullable<RenderedDigest["found"]> {
  const mail = renderMail(view);
  return {
    as,
    subject: mail.subject,
    cause: view.cause,
    sections: view.sections.map(({ name, items, more, weak = 0, hidden = 0 }) => ({
      ...{ name, more, weak, hidden },
      papers: items.map(({ paperId = 0, title, reason }) => ({ id: paperId, title, why: reason.words.join(", ") })),
    })),
    mail: isMail ? { html: joinPieces(mail.html), text: joinPieces(mail.text) } : null,
    thread: isMail ? [] : renderSlack(view),
  };
}
