/** The most requests a second that a server answers, by Debian's wrk: of its own processor little is needed. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export interface Most {
  perSecond: number;
  /** Not 2xx, and sockets that failed. */
  wrong: number;
  bytesPerSecond: number;
  /** Of one core, of wrk. */
  processor: number;
}

const run = promisify(execFile);
const UNITS: Record<string, number> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** `paths` are asked in turn. */
export async function findMost(
  url: string,
  paths: readonly string[],
  { connections, seconds }: { connections: number; seconds: number },
): Promise<Most> {
  const folder = await mkdtemp(join(tmpdir(), "paperboy-wrk-"));
  const script = join(folder, "paths.lua");
  await writeFile(
    script,
    `local paths = {${paths.map((path) => JSON.stringify(path)).join(",")}}
local at = 0
wrk.headers["Accept-Encoding"] = "gzip"
local made = {}
function init() for i, path in ipairs(paths) do made[i] = wrk.format("GET", path) end end
function request() at = at % #made + 1 return made[at] end
`,
  );
  const started = performance.now();
  const { stdout, stderr } = await run("bash", [
    "-c",
    `TIMEFORMAT='%U %S'; time wrk -t1 -c${connections} -d${seconds}s -s "$0" "$1"`,
    script,
    url,
  ]);
  const took = (performance.now() - started) / 1_000;
  await rm(folder, { recursive: true });
  const [user = 0, system = 0] = stderr.trim().split(/\s+/).slice(-2).map(Number);
  const number = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1] ?? 0);
  const bytes = /Transfer\/sec:\s+([\d.]+)([KMG]?)B/.exec(stdout);
  const failed = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout) ?? [];
  return {
    perSecond: number(/Requests\/sec:\s+([\d.]+)/),
    wrong: number(/Non-2xx or 3xx responses: (\d+)/) + failed.slice(1).reduce((sum, each) => sum + Number(each), 0),
    bytesPerSecond: Number(bytes?.[1] ?? 0) * (UNITS[bytes?.[2] ?? ""] ?? 1),
    processor: (user + system) / took,
  };
}
