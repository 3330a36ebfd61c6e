/** The outbox: a folder that takes what no relay or token is configured for, to be looked at. */
import { appendFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Channel, MailContent, Parcel, SlackContent } from "../domain/delivery/channel.ts";
import { joinPieces } from "../domain/delivery/pieces.ts";
import type { Outcome } from "../domain/delivery/state.ts";
import { messageOf } from "../errors.ts";
import { closeToOthers, OWNER_ALONE } from "../private-folder.ts";
import type { MailComposer } from "./mail-message.ts";

/** `outbox/email/DATE-ADDRESS.eml` of a digest, `DATE-ADDRESS-confirm-KEY.eml` of what asks; and the same with `.html`. */
export function createMailOutbox(folder: string, composer: MailComposer): Channel<MailContent> {
  closeToOthers(folder);
  return createOutbox(join(folder, "email"), async (parcel: Parcel<MailContent>, path) => {
    await replaceFile(`${path}.html`, joinPieces(parcel.content.html));
    await replaceFile(`${path}.eml`, composer.composeRaw(parcel, { smtpUtf8: true }));
    return `${path}.eml`;
  });
}

/** `outbox/slack/DATE-CONVERSATION.json`: one file a digest, its parts in order. */
export function createSlackOutbox(folder: string): Channel<SlackContent> {
  closeToOthers(folder);
  return createOutbox(join(folder, "slack"), async (parcel: Parcel<SlackContent>, path) => {
    const before =
      parcel.part === 0 ? [] : (JSON.parse(await readFile(`${path}.json`, "utf8")) as { parts: object[] }).parts;
    const parts = [...before.slice(0, parcel.part), { ...parcel.content, unfurl_links: false, unfurl_media: false }];
    await replaceFile(
      `${path}.json`,
      `${JSON.stringify({ conversation: parcel.address, on: parcel.on, parts }, null, 2)}\n`,
    );
    return `${path}.json#${parcel.part}`;
  });
}

/** Writes, marks, then appends the acceptance to `accepted.log`: that line is what counts as accepted. */
function createOutbox<Content>(
  folder: string,
  write: (parcel: Parcel<Content>, path: string) => Promise<string>,
): Channel<Content> {
  async function send(parcel: Parcel<Content>, mark: () => Promise<boolean>): Promise<Outcome> {
    try {
      await mkdir(folder, { recursive: true, mode: OWNER_ALONE });
      const receipt = await write(parcel, join(folder, fileName(parcel)));
      if (!(await mark())) return { state: "deferred", reason: "withdrawn before it was handed over" };
      const line = {
        at: Temporal.Now.instant().toString(),
        key: parcel.key,
        part: parcel.part,
        address: parcel.address,
        on: parcel.on,
      };
      await appendFile(join(folder, "accepted.log"), `${JSON.stringify(line)}\n`);
      return { state: "accepted", receipt };
    } catch (error) {
      return { state: "stop", reason: `the outbox ${folder} cannot be written: ${messageOf(error)}` };
    }
  }
  return { via: "outbox", concurrency: 4, send, close: async () => {} };
}

/**
 * Readable and safe in any folder. No two messages meet: an address that had to be changed for that gets the message's
 * key, and so does all but the digest, of which there is one a day.
 */
function fileName(parcel: Parcel<unknown>): string {
  const safe = parcel.address.replace(/[^\p{L}\p{N}@._+-]/gu, "_").slice(0, 100);
  const named = `${parcel.on}-${safe}`;
  if (parcel.kind !== "digest") return `${named}-${parcel.kind}-${parcel.key}`;
  return safe === parcel.address ? named : `${named}-${parcel.key}`;
}

/** A reader of the folder never sees half a file. */
async function replaceFile(path: string, content: string | Buffer): Promise<void> {
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
}
