/** Measures composing digests into the bytes that travel, beside nodemailer composing the same, with and without DKIM. */
import { generateKeyPairSync } from "node:crypto";
import DKIM from "nodemailer/lib/dkim";
import NodemailerComposer from "nodemailer/lib/mail-composer";
import { createDkimSigner } from "../src/channels/dkim.ts";
import { MailBuffer } from "../src/channels/mail-buffer.ts";
import { createMailComposer } from "../src/channels/mail-message.ts";
import type { MailContent, Parcel } from "../src/domain/delivery/channel.ts";
import { joinPieces } from "../src/domain/delivery/pieces.ts";
import type { DigestView } from "../src/domain/digest/view.ts";
import { createMailRenderer } from "../src/render/mail.ts";
import { IDENTITY, readerView } from "./morning.ts";

const FROM = "Paperboy <papers@lab.example.org>";
const DKIM_NAMES = { domain: "lab.example.org", selector: "paperboy" };
const ROUNDS = 4;
/** Mails under way at once, as the relay's connections allow: signatures take threads of their own. */
const LANES = 8;
const lanes = Array.from({ length: LANES }, () => new MailBuffer());
const BATCH = 100;

type Encoding = "quoted-printable" | "base64";
/** Ours writes into its lane's memory, as a connection has one. */
type Make = (lane: MailBuffer) => Buffer | Promise<Buffer>;
interface Way {
  name: string;
  /** Mails of a round: some two seconds of work. */
  mails: number;
  /** Outside the measured time: what a mail is made of, and how. */
  prepare: (view: DigestView, reader: number) => Make;
  /** Mails a second of the best round. */
  best: number;
  /** Milliseconds of the main thread for a mail, of the best round: what other work on the machine changes least. */
  cpu: number;
  bytes: number;
}

/** nodemailer is given HTML and text; ours begins at the view that a worker reads for a delivery, and renders too. */
export async function benchCompose(): Promise<void> {
  const renderer = await createMailRenderer();
  const composer = createMailComposer(IDENTITY);
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const signMail = createDkimSigner({ ...DKIM_NAMES, key: privateKey });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const dkim = new DKIM({ domainName: DKIM_NAMES.domain, keySelector: DKIM_NAMES.selector, privateKey: pem });
  const ours = (view: DigestView, reader: number, into: MailBuffer) =>
    composer.composeRaw(parcelOf(reader, renderer.renderMail(view), view.links?.leave ?? null), { into });
  const theirs = (encoding: Encoding, signer: DKIM | null) => (view: DigestView, reader: number) => {
    const { subject, html, text } = renderer.renderMail(view);
    const content = { subject, html: flat(joinPieces(html)), text: flat(joinPieces(text)) };
    return () => composeByNodemailer(content, reader, encoding, signer);
  };
  const plain = [
    way("ours, rendering included", 10_000, (view, reader) => (into) => ours(view, reader, into)),
    way("nodemailer, quoted-printable", 600, theirs("quoted-printable", null)),
    way("nodemailer, base64", 1_200, theirs("base64", null)),
  ];
  const signed = [
    way(
      "ours, rendering included",
      2_000,
      (view, reader) => async (into) => into.withField(await signMail(ours(view, reader, into))),
    ),
    way("nodemailer, quoted-printable", 400, theirs("quoted-printable", dkim)),
    way("nodemailer, base64", 600, theirs("base64", dkim)),
  ];
  const all = [...plain, ...signed];
  for (const each of all) await measure(each, 0);
  for (let round = 1; round <= ROUNDS; round += 1) for (const each of all) await measure(each, round);
  console.log(`A digest of 20 papers, ${LANES} under way at once, best of ${ROUNDS} rounds in turn`);
  report("  without DKIM", plain);
  report("  with DKIM, RSA-2048", signed);
  console.log(`  kept: ${composer.kept.pieces} encoded pieces, ${Math.round(composer.kept.bytes / 1024)} KiB`);
}

/** One round; each mail with a view of its own, as read from a database. Other work on the machine only ever slows a round. */
async function measure(each: Way, round: number): Promise<void> {
  let millis = 0;
  let cpu = 0;
  const from = round * each.mails;
  for (let start = 0; start < each.mails; start += BATCH) {
    const makes = Array.from({ length: BATCH }, (_, i) => {
      const reader = from + start + i;
      return each.prepare(JSON.parse(JSON.stringify(readerView(reader))) as DigestView, reader);
    });
    const waiting = makes.values();
    const before = performance.now();
    const cpuBefore = process.threadCpuUsage();
    await Promise.all(lanes.map((lane) => makeAll(waiting, each, lane)));
    millis += performance.now() - before;
    const { user, system } = process.threadCpuUsage(cpuBefore);
    cpu += (user + system) / 1_000;
  }
  each.best = Math.max(each.best, (each.mails / millis) * 1_000);
  each.cpu = Math.min(each.cpu, cpu / each.mails);
}

async function makeAll(waiting: Iterable<Make>, each: Way, lane: MailBuffer): Promise<void> {
  for (const make of waiting) {
    const made = make(lane);
    each.bytes = (made instanceof Promise ? await made : made).length;
  }
}

/** As a string is that was read, not joined. */
const flat = (text: string): string => Buffer.from(text).toString();

const way = (name: string, mails: number, prepare: Way["prepare"]): Way => ({
  name,
  mails,
  prepare,
  best: 0,
  cpu: Number.POSITIVE_INFINITY,
  bytes: 0,
});

function report(title: string, ways: Way[]): void {
  const [ours, ...theirs] = ways as [Way, ...Way[]];
  const list = (ratio: (way: Way) => number) => theirs.map((way) => ratio(way).toFixed(1)).join(" and ");
  console.log(`${title}: ours beside nodemailer's two, ratios ${list(({ best }) => ours.best / best)}`);
  for (const { name, best, cpu, bytes } of ways) {
    const rate = Math.round(best).toLocaleString("en").padStart(8);
    const main = `${cpu.toFixed(3)} ms of the main thread`;
    console.log(`    ${name.padEnd(30)}${rate} mails/s  ${main}  ${bytes.toLocaleString("en")} bytes`);
  }
  console.log(`    ratios of the main thread's time: ${list(({ cpu }) => cpu / ours.cpu)}`);
}

const parcelOf = (reader: number, content: MailContent, leaveUrl: string | null): Parcel<MailContent> => ({
  kind: "digest",
  deliveryId: reader,
  leaveUrl,
  key: `digest-${reader}.20261120`,
  address: `reader-${reader}@lab.example.org`,
  on: "2026-11-20",
  part: 0,
  parent: null,
  createdAt: Temporal.Instant.from("2026-11-20T07:00:00Z"),
  content,
});

/** nodemailer's own composing of the same texts, without its transport around it. */
function composeByNodemailer(
  { subject, html, text }: { subject: string; html: string; text: string },
  reader: number,
  encoding: Encoding,
  dkim: DKIM | null,
): Promise<Buffer> {
  const message = new NodemailerComposer({
    from: FROM,
    to: { name: "", address: `reader-${reader}@lab.example.org` },
    subject,
    html,
    text,
    textEncoding: encoding,
    messageId: `<digest-${reader}.20261120@lab.example.org>`,
    date: new Date("2026-11-20T07:00:00Z"),
    headers: { "Auto-Submitted": "auto-generated" },
    list: { id: { url: "digest.lab.example.org", comment: "Paperboy" } },
  } as object).compile();
  if (dkim === null) return message.build();
  return new Promise((done, fail) => {
    const chunks: Buffer[] = [];
    const stream = dkim.sign(message.createReadStream());
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => done(Buffer.concat(chunks)));
    stream.on("error", fail);
  });
}
