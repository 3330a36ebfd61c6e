/** Letters as deliveries need them: read with their claims, and put into words with who sends them and where they lead. */
import type { Claim } from "../db/deliveries.ts";
import { listLetters, readLetterKey, type Letter as StoredLetter } from "../db/letters.ts";
import type { Db } from "../db/open.ts";
import { listSignups, nameTopics, readSignupKey, type Signup } from "../db/signups.ts";
import type { Links } from "../domain/consent/links.ts";
import type { Letter } from "../render/letter.ts";
import type { Installation } from "./installation.ts";

export type AskedLetter = { kind: "confirm"; signup: Signup } | { kind: "notice"; letter: StoredLetter };

/** By claim; one whose rows are gone has none. */
export async function loadLetters(db: Db, claims: Claim[]): Promise<Map<Claim, AskedLetter>> {
  const confirms = claims.filter((claim) => claim.kind === "confirm");
  const notices = claims.filter((claim) => claim.kind === "notice");
  const [signups, letters] = await Promise.all([
    listSignups(
      db,
      confirms.map(({ key }) => readSignupKey(key)),
    ),
    listLetters(
      db,
      notices.map(({ key }) => readLetterKey(key)),
    ),
  ]);
  const signupOf = new Map(signups.map((signup) => [signup.id, signup]));
  const letterOf = new Map(letters.map((letter) => [letter.id, letter]));
  const asked = new Map<Claim, AskedLetter>();
  for (const claim of confirms) {
    const signup = signupOf.get(readSignupKey(claim.key));
    if (signup) asked.set(claim, { kind: "confirm", signup });
  }
  for (const claim of notices) {
    const letter = letterOf.get(readLetterKey(claim.key));
    if (letter) asked.set(claim, { kind: "notice", letter });
  }
  return asked;
}

export function wordLetter(asked: AskedLetter, installation: Installation, links: Links): Letter {
  const { name, operator, postalAddress } = installation;
  const sender = { name, operator, postalAddress };
  if (asked.kind === "confirm") {
    const { id, zone, hour, cadence, expires_at } = asked.signup;
    const when = `${cadence} at ${hour} (${zone})`;
    return {
      ...sender,
      kind: "confirm",
      url: links.confirm(id),
      topics: nameTopics(asked.signup),
      when,
      expiresAt: expires_at.toTemporalInstant(),
      zone,
    };
  }
  const { id, kind, subscriber_id, topics } = asked.letter;
  switch (kind) {
    case "link":
      return { ...sender, kind, url: links.preferences(subscriber_id) };
    case "move":
    case "moved":
      return { ...sender, kind, url: links.move(id) };
    case "farewell":
      return { ...sender, kind, url: links.back(id), topics };
  }
}
