/** What the front page asks of the program: the catalogue, a topic tried, a sign-up asked for and confirmed. */
import type { App } from "./app.ts";
import { createClientNamer } from "./client-name.ts";
import { makeToken, readToken } from "./domain/consent/token.ts";
import type { Address } from "./domain/subscription/address.ts";
import { hashAddress } from "./membership/personal-data.ts";
import { askToSignUp, confirmSignup, refuseUninvited } from "./membership/sign-up.ts";
import { matchWaiting } from "./pipeline/match.ts";
import { reckonDueTimes } from "./pipeline/reckon.ts";
import type { StepName } from "./pipeline/steps.ts";
import { type Ground, tryTyped } from "./reading/backtest.ts";
import { findAskedSignup, listTopicsToChoose } from "./reading/sign-up.ts";
import type { SignUpDoor } from "./web/pages/sign-up.ts";

const STATUS = { closed: 403, wrong: 400, "too many": 429 } as const;
const SHOWN = 5;

export function createSignUpDoor(app: App, ground: Ground, secret: string, wake: (step: StepName) => void): SignUpDoor {
  const { database, config, clock } = app;
  const { db } = database;
  const readInvite = (token: string) => (token === "" ? ("none" as const) : readToken(secret, "invite", token));
  const hashOf = (address: Address) => hashAddress(secret, address);
  return {
    tellPolicy: (invite) => tellPolicy(app, readInvite(invite)),
    listCatalogue: () => listTopicsToChoose(db),
    tryTyped: (query) => tryTyped(db, ground, query, SHOWN),
    async ask({ address, topic, slugs, zone, at, cadence, invite }, client) {
      const topics = [...(topic === "" ? [] : [topic]), ...slugs.map((slug) => `#${slug}`)];
      const invited = { invitation: readInvite(invite), operator: config.operator };
      const order = { address, topics, zone, at, cadence, client, hashOf, ...invited };
      const asked = await askToSignUp(db, order, config.signup, clock.now());
      if (asked.ok) wake("email");
      return asked.ok ? asked : { ok: false, status: STATUS[asked.reason], message: asked.message };
    },
    async findAsked(token) {
      const id = readToken(secret, "confirm", token);
      return id === null ? null : findAskedSignup(db, id, clock.now());
    },
    async confirm(token) {
      const id = readToken(secret, "confirm", token);
      if (id === null) return { ok: false, message: "This link is not valid." };
      const rules = { match: matchWaiting, reckon: reckonDueTimes, hashOf, operator: config.operator };
      const confirmed = await confirmSignup(db, id, clock.now(), rules);
      if (!confirmed.ok) return { ok: false, message: confirmed.message };
      wake("compile");
      const preferences = `/preferences/${makeToken(secret, "preferences", confirmed.subscriberId)}`;
      return { ok: true, topics: confirmed.topics, preferences };
    },
    nameClient: createClientNamer(secret, config.trustedProxies),
  };
}

type Told = Awaited<ReturnType<SignUpDoor["tellPolicy"]>>;

async function tellPolicy({ config, database, clock }: App, invitation: number | null | "none"): Promise<Told> {
  if (config.publicUrl === null)
    return {
      open: false,
      says: "Signing up needs an address of these pages for the mails: the operator sets PAPERBOY_URL.",
    };
  switch (config.signup.kind) {
    case "open":
      return { open: true, says: null };
    case "domains":
      return { open: true, says: `For addresses of ${config.signup.domains.join(", ")}.` };
    case "invite": {
      const says = await refuseUninvited(database.db, { invitation, operator: config.operator }, clock.now());
      return { open: says === null, says: says ?? "You are invited." };
    }
    case "closed":
      return { open: false, says: "Signing up is closed here: ask whoever runs it to subscribe you." };
  }
}
