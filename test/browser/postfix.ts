/** Debian's postfix on this machine alone, with its strict checks on: an instance of its own, whose mails can be read back. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

const POSTFIX = "/usr/sbin/postfix";
/** `nobody`, who owns the mailbox. */
const NOBODY = 65_534;
const PATIENCE_MS = 20_000;

/** Null: it can run; else why not. */
export function whyNoPostfix(): string | null {
  if (!existsSync(POSTFIX)) return `no ${POSTFIX} (apt-get install postfix)`;
  return process.getuid?.() === 0 ? null : "postfix starts as root only";
}

export interface Postfix {
  url: string;
  /** Mails in the one mailbox of example.org, when there are so many, as postfix wrote them: lines ended by LF. */
  readMails(count: number): Promise<Buffer[]>;
  close(): Promise<void>;
}

export async function openPostfix(): Promise<Postfix> {
  const folder = await mkdtemp(join(tmpdir(), "paperboy-postfix-"));
  await chmod(folder, 0o755);
  const port = await findPort();
  for (const name of ["conf", "queue", "data", "mail"]) await mkdir(join(folder, name));
  await chown(join(folder, "mail"), NOBODY, NOBODY);
  const id = spawnSync("id", ["-u", "postfix"], { encoding: "utf8" }).stdout.trim();
  await chown(join(folder, "data"), Number(id), NOBODY);
  await writeFile(join(folder, "conf/main.cf"), mainOf(folder));
  await writeFile(join(folder, "conf/master.cf"), masterOf(port));
  // A session of its own: what postfix runs ends with it, and a signal to the group meets nothing else.
  const running = spawn(POSTFIX, ["-c", join(folder, "conf"), "start-fg"], { stdio: "ignore", detached: true });
  const ended = new Promise((done) => running.once("exit", done));
  await until(() => answers(port)).catch((error: unknown) => {
    running.kill();
    throw error;
  });
  return {
    url: `smtp://127.0.0.1:${port}`,
    async readMails(count) {
      const box = join(folder, "mail/box/new");
      const names = await until(async () => {
        const found = existsSync(box) ? await readdir(box) : [];
        return found.length >= count ? found : null;
      });
      return Promise.all(names.sort().map((name) => readFile(join(box, name))));
    },
    async close() {
      process.kill(Number((await readFile(join(folder, "queue/pid/master.pid"), "utf8")).trim()));
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

const mainOf = (folder: string): string => `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.example.net
mydestination =
mynetworks = 127.0.0.0/8
smtpd_recipient_restrictions = reject_non_fqdn_sender, reject_non_fqdn_recipient, permit_mynetworks, reject
smtpd_helo_required = yes
smtpd_helo_restrictions = reject_invalid_helo_hostname
smtpd_data_restrictions = reject_unauth_pipelining
strict_rfc821_envelopes = yes
strict_7bit_headers = yes
strict_8bitmime = yes
strict_8bitmime_body = yes
strict_mime_encoding_domain = yes
smtpd_forbid_bare_newline = yes
smtp_line_length_limit = 998
message_drop_headers =
virtual_mailbox_domains = example.org
virtual_mailbox_base = ${folder}/mail
virtual_mailbox_maps = static:box/
virtual_minimum_uid = 1
virtual_uid_maps = static:${NOBODY}
virtual_gid_maps = static:${NOBODY}
`;

const masterOf = (port: number): string => `
127.0.0.1:${port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;

async function findPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

const answers = (port: number): Promise<boolean | null> =>
  new Promise((done) => {
    const socket = connect(port, "127.0.0.1").once("error", () => done(null));
    socket.once("data", () => {
      socket.end("QUIT\r\n");
      done(true);
    });
  });

/** Postfix tells nobody when it is ready or has delivered: it is asked again and again. @throws Error after 20 seconds. */
async function until<Found>(ask: () => Promise<Found | null>): Promise<Found> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await setTimeout(50)) {
    const found = await ask();
    if (found !== null) return found;
  }
  throw new Error("postfix did not get there in 20 seconds");
}
