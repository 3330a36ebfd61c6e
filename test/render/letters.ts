/** Letters for the tests: each as readers get them. */
import type { Letter } from "../../src/render/letter.ts";

const sender = {
  name: "Paperboy at the Lab",
  operator: "Jo Reading, papers@example.org",
  postalAddress: "Vision Lab, 1 Example Street, 12345 Exampleton",
};

type Of<Kind extends Letter["kind"]> = Extract<Letter, { kind: Kind }>;
const TOKEN = "aaaaaaaaapd26waqiroe7ha3u7j6n5qgvsbq";

export const aConfirmation: Of<"confirm"> = {
  ...sender,
  kind: "confirm",
  url: `https://papers.example.org/confirm/${TOKEN}`,
  topics: ["mixture of experts", "Retrieval"],
  when: "daily at 08:00 (Europe/Berlin)",
  expiresAt: Temporal.Instant.from("2026-11-22T07:00:00Z"),
  zone: "Europe/Berlin",
};

export const aFarewell: Of<"farewell"> = {
  ...sender,
  kind: "farewell",
  topics: ["mixture of experts", "Retrieval"],
  url: `https://papers.example.org/back/${TOKEN}`,
};

export const anOwnLink: Of<"link"> = {
  ...sender,
  kind: "link",
  url: `https://papers.example.org/preferences/${TOKEN}`,
};

const url = `https://papers.example.org/move/${TOKEN}`;
export const aMove: Letter = { ...sender, kind: "move", url };
export const aMoved: Letter = { ...sender, kind: "moved", url };

export const LETTERS: Record<Letter["kind"], Letter> = {
  confirm: aConfirmation,
  link: anOwnLink,
  move: aMove,
  moved: aMoved,
  farewell: aFarewell,
};
