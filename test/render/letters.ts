/** Letters for the tests: a confirmation and a farewell as readers get them. */
import type { Confirmation } from "../../src/render/confirmation.ts";
import type { Farewell } from "../../src/render/farewell.ts";

const sender = {
  name: "Paperboy at the Lab",
  operator: "Jo Reading, papers@example.org",
  postalAddress: "Vision Lab, 1 Example Street, 12345 Exampleton",
};

export const aConfirmation: Confirmation = {
  ...sender,
  url: "https://papers.example.org/confirm/aaaaaaaaapd26waqiroe7ha3u7j6n5qgvsbq",
  topics: ["mixture of experts", "Retrieval"],
  when: "daily at 08:00 (Europe/Berlin)",
  expiresAt: Temporal.Instant.from("2026-11-22T07:00:00Z"),
  zone: "Europe/Berlin",
};

export const aFarewell: Farewell = {
  ...sender,
  all: true,
  topics: ["mixture of experts", "Retrieval"],
  backUrl: "https://papers.example.org/back/aaaaaaaaapd26waqiroe7ha3u7j6n5qgvsbq",
};
