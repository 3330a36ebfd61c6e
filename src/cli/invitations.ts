/** `paperboy invite` and `invitations list|revoke`: links by which people sign up, who used them, and taking them back. */
import { Command } from "commander";
import type { App } from "../app.ts";
import { listInvitations, type StoredInvitation } from "../db/invitations.ts";
import { judgeInvitation } from "../domain/consent/invitation.ts";
import type { Links } from "../domain/consent/links.ts";
import { OperatorError } from "../errors.ts";
import { DAYS_MOST, invite, NOTE_MOST, revoke, USES_MOST } from "../membership/invitations.ts";
import { parseCount, withApp } from "./context.ts";
import { count, cut, plain, table } from "./output.ts";

const USUAL = { uses: "1", days: "14", listed: "50" };
const LISTED_MOST = 100_000;
const IDS_MOST = 1_000_000_000;

interface InviteOptions {
  uses: string;
  days: string;
  note: string;
}

export function inviteCommand(): Command {
  return new Command("invite")
    .description("Make a link by which people sign up where SIGNUP is invite")
    .option("--uses <n>", `how many readers it is good for, 1 to ${USES_MOST}`, USUAL.uses)
    .option("--days <n>", `for how many days, 1 to ${DAYS_MOST}`, USUAL.days)
    .option("--note <text>", "whom it is for, for your own list", "")
    .action((options: InviteOptions, command: Command) => {
      const uses = parseCount("--uses", options.uses, USES_MOST);
      const days = parseCount("--days", options.days, DAYS_MOST);
      const note = plain(options.note);
      if ([...note].length > NOTE_MOST)
        throw new OperatorError(`--note: ${NOTE_MOST} characters are the most`, { exitCode: 2 });
      return withApp(command, async ({ app, out }) => {
        const links = getLinks(app);
        const { id, expiresAt } = await invite(app.database.db, { uses, days, note }, app.clock.now());
        const link = links.invite(id);
        out.give({ id, link, uses, expiresAt: expiresAt.toString(), note: note || null });
        out.say(link);
        out.say(
          `Invitation ${id}: good for ${count(uses, "reader")} until ${expiresAt.toString().slice(0, 16).replace("T", " ")} UTC.`,
        );
        if (app.config.signup.kind !== "invite")
          out.say(`It is of no use while SIGNUP is ${app.config.signup.kind}: set SIGNUP=invite.`);
        return 0;
      });
    });
}

export function invitationsCommand(): Command {
  const invitations = new Command("invitations").description("Links by which people sign up");
  invitations
    .command("list")
    .option("--limit <n>", "how many at most, the latest first", USUAL.listed)
    .description("List them with how often each was used and until when it is good; --json has the links too")
    .action((options: { limit: string }, command: Command) => {
      const limit = parseCount("--limit", options.limit, LISTED_MOST);
      return withApp(command, async ({ app, out }) => {
        const now = app.clock.now();
        const { links } = app.installation;
        const listed = (await listInvitations(app.database.db, limit)).map((each) => describe(each, now, links));
        out.give({ count: listed.length, invitations: listed });
        if (listed.length === 0) out.say("Nobody is invited. Make a link: paperboy invite");
        const rows = listed.map(({ id, uses, usesMost, expiresAt, state, note }) => [
          id,
          `${uses} of ${usesMost}`,
          expiresAt.slice(0, 16),
          state,
          cut(note ?? "", 60),
        ]);
        for (const line of rows.length > 0 ? table(["id", "used", "until (UTC)", "state", "note"], rows) : [])
          out.say(line);
        return 0;
      });
    });
  invitations
    .command("revoke")
    .argument("<id>", "the invitation's number, as `invitations list` shows it")
    .description("Take one back: who confirmed by it stays, nobody else signs up by it")
    .action((text: string, _options: object, command: Command) => {
      const id = parseCount("id", text, IDS_MOST);
      return withApp(command, async ({ app, out }) => {
        const revoked = await revoke(app.database.db, id, app.clock.now());
        if (revoked === "unknown")
          throw new OperatorError(`There is no invitation ${id}. See: paperboy invitations list`);
        out.give({ id, revoked: true, before: revoked === "again" });
        out.say(
          revoked === "again"
            ? `Invitation ${id} was taken back before.`
            : `Invitation ${id} is taken back. Who confirmed by it stays; nobody else signs up by it.`,
        );
        return 0;
      });
    });
  return invitations;
}

function getLinks({ installation }: App): Links {
  if (installation.links) return installation.links;
  throw new OperatorError(
    "An invitation is a link to the front page: set PAPERBOY_URL to where it is reached, such as https://papers.lab.example.org",
  );
}

function describe(each: StoredInvitation, now: Temporal.Instant, links: Links | null) {
  const { id, note, uses, usesMost, expiresAt, madeAt } = each;
  const state = judgeInvitation(each, now) ?? "good";
  const link = links?.invite(id) ?? null;
  return { id, link, note, uses, usesMost, state, expiresAt: expiresAt.toString(), madeAt: madeAt.toString() };
}
