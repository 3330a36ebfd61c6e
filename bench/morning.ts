/** A morning for benchmarks: 200 papers, 40 topics, and readers who each follow three of them, in many zones. */
import type { MailIdentity } from "../src/channels/mail-identity.ts";
import { createLinks, createReturnPath } from "../src/domain/consent/links.ts";
import type { DigestView, ItemView, ReaderLinks } from "../src/domain/digest/view.ts";
import type { Installation } from "../src/pipeline/installation.ts";

const PAPERS = 200;
const TOPICS = Array.from(
  { length: 40 },
  (_, i) =>
    `${["Sparse", "Deep", "Causal", "Neural", "Visual"][i % 5]} ${["routing", "retrieval", "agents", "speech", "planning", "proteins", "robotics", "alignment"][i % 8]}`,
);
const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Asia/Tokyo",
  "Asia/Kolkata",
  "America/Los_Angeles",
  "Australia/Sydney",
];

const SECRET = "a secret of benchmarks, 32 letters or more";
const links = createLinks("https://papers.lab.example.org", SECRET);
const returnPath = createReturnPath("bounces@lab.example.org", SECRET);

export const INSTALLATION: Installation = {
  name: "Paperboy",
  operator: "Ada Lovelace, papers@lab.example.org",
  postalAddress: "Vision Lab, 1 Example Street, 12345 Exampleton",
  links,
  returnPath,
};
export const IDENTITY: MailIdentity = {
  from: "Paperboy <papers@lab.example.org>",
  replyTo: null,
  name: "Paperboy",
  home: links.home,
  returnPath,
  machine: null,
};
/** Of a parcel that is a reader's digest. */
export const parcelIds = (reader: number) => ({
  kind: "digest" as const,
  deliveryId: reader,
  leaveUrl: links.leave(reader),
});

export const linksFor = (reader: number, topics: string[]): ReaderLinks => ({
  leave: links.leave(reader),
  digest: links.digest(reader),
  preferences: links.preferences(reader),
  topics: topics.map((name, i) => ({ name, url: links.leaveTopic(reader * 3 + i) })),
});

/** One paper as a topic found it: its card is shared by the readers of that topic. */
const paper = (n: number, topic: string): ItemView => ({
  title: `Paper ${n}: ${topic} at Scale through a Mixture of Experts with $O(n \\log n)$ Cost`,
  url: `https://huggingface.co/papers/2611.${10_000 + n}`,
  authors: ["Ada Lovelace", "Emmy Noether", "Kurt Gödel"],
  moreAuthors: n % 20,
  organisation: n % 3 === 0 ? "An Institute of Technology" : null,
  summary: `Study number ${n} keeps the quality of a dense model – “without tricks” – and spends a third of its compute, by routing tokens late and balancing experts early; the gain holds from one to sixty billion parameters, in eleven languages and on four kinds of hardware.`,
  reason: { words: [topic.toLowerCase()], field: "title", marks: [topic] },
  upvotes: n,
  comments: n % 7,
  links: [
    { label: "code", url: `https://github.com/example/moe-${n}` },
    { label: "PDF", url: `https://arxiv.org/pdf/2611.${10_000 + n}` },
  ],
  publishedOn: "2026-11-19",
});

/** The i-th reader's digest: 20 papers in three sections. 100,000 readers follow 9,880 choices of topics. */
export function readerView(reader: number): DigestView {
  const first = reader % 40;
  const second = (first + 1 + (Math.floor(reader / 40) % 38)) % 40;
  const third = (second + 1 + (Math.floor(reader / 1_520) % 7)) % 40;
  const sections = [first, second, third].map((topic, i) => {
    const name = TOPICS[topic] as string;
    const items = Array.from({ length: [8, 7, 5][i] as number }, (_, k) => paper((topic * 5 + k * 3) % PAPERS, name));
    return { name, reading: `"${name.toLowerCase()}"`, items, more: topic % 4 };
  });
  return {
    kind: "digest",
    on: "2026-11-20",
    masthead: "Paperboy",
    sections,
    itemCount: 20,
    topics: sections.map(({ name }) => name),
    cause: null,
    notes: reader % 10 === 0 ? ["Hugging Face is late."] : [],
    zone: ZONES[reader % ZONES.length] as string,
    hour: `0${6 + (reader % 4)}:00`,
    operator: INSTALLATION.operator,
    postalAddress: INSTALLATION.postalAddress,
    links: linksFor(
      reader,
      sections.map(({ name }) => name),
    ),
  };
}
