/** A digest on the web: what the mail showed, the papers it only counted, and what the reader said of them. */

import { listCards } from "../db/cards.ts";
import { listLinkedPapers, listTopicNumbers } from "../db/digest-page.ts";
import { listDigests } from "../db/digests.ts";
import { listFeedback } from "../db/feedback.ts";
import type { Db } from "../db/open.ts";
import { summarise } from "../domain/digest/summary.ts";
import type { FeedbackKind } from "../domain/subscription/feedback.ts";

export interface PagePaper {
  id: number;
  title: string;
  url: string | null;
  authors: string;
  summary: string;
  why: string;
  /** What the reader said of it for this topic, and stands. */
  said: FeedbackKind[];
}

export interface DigestPage {
  on: string;
  subscriberId: number;
  cause: string | null;
  sections: { number: number; name: string; more: number; papers: PagePaper[] }[];
  /** Counted in the mail: "7 more". */
  linked: { title: string; url: string | null }[];
}

const AUTHORS = 3;

export async function findDigestPage(db: Db, digestId: number): Promise<DigestPage | null> {
  const [digest] = await listDigests(db, [digestId]);
  if (!digest) return null;
  const sections = digest.sections ?? [];
  const cards = new Map(
    (
      await listCards(
        db,
        sections.flatMap((section) => section.cards),
      )
    ).map((card) => [card.id, card]),
  );
  const [numbers, feedback] = await Promise.all([
    listTopicNumbers(
      db,
      sections.map((section) => section.subscription_id),
    ),
    listFeedback(db, digest.subscriber_id),
  ]);
  const shown = [...cards.values()].map((card) => card.paper.id);
  const linked = await listLinkedPapers(db, { digestId, subscriberId: digest.subscriber_id, shown });
  return {
    on: digest.local_on,
    subscriberId: digest.subscriber_id,
    cause: digest.cause,
    sections: sections.map(({ subscription_id, name, more, cards: ids }) => {
      const number = numbers.get(subscription_id) ?? 0;
      const papers = ids.flatMap((id): PagePaper[] => {
        const card = cards.get(id);
        if (!card) return [];
        const { paper, reason } = card;
        const rest = Math.max(0, (paper.authorCount ?? paper.authors.length) - AUTHORS);
        const names = paper.authors.slice(0, AUTHORS).map((author) => author.name);
        return [
          {
            id: paper.id,
            title: paper.title,
            url: addressOf(paper),
            authors: names.join(", ") + (rest > 0 ? ` and ${rest} more` : ""),
            summary: summarise(paper.summary, paper.abstract, reason.marks),
            why: reason.words.join(", "),
            said: feedback
              .filter((each) => each.number === number && each.paper?.id === paper.id)
              .map(({ kind }) => kind),
          },
        ];
      });
      return { number, name, more, papers };
    }),
    linked: linked.map((paper) => ({ title: paper.title, url: addressOf(paper) })),
  };
}

/** The page with the discussion, else arXiv, else the project; only what a browser may follow. */
function addressOf({
  arxivId,
  projectUrl,
  source,
}: {
  arxivId: string | null;
  projectUrl: string | null;
  source: string;
}): string | null {
  if (arxivId !== null)
    return source === "huggingface" ? `https://huggingface.co/papers/${arxivId}` : `https://arxiv.org/abs/${arxivId}`;
  return projectUrl !== null && /^https?:\/\//i.test(projectUrl) ? projectUrl : null;
}
