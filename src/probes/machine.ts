/** Looks at the machine: the data folder, the room on its disk, and whether its clock is right. */
import { constants } from "node:fs";
import { access, mkdir, statfs } from "node:fs/promises";
import { OWNER_ALONE } from "../private-folder.ts";
import type { Probe } from "../reading/doctor.ts";

const GIGABYTE = 1e9;
const LEAST = { warn: 2 * GIGABYTE, fail: 0.2 * GIGABYTE };
/** Signatures, tokens and Slack's requests bear times: minutes apart they are refused. */
const APART_S = { warn: 30, fail: 240 };

export function listMachineProbes(dataFolder: string): Probe[] {
  return [
    {
      what: "data folder",
      look: () => probeFolder(dataFolder),
      nextStep: "Set PAPERBOY_DATA to a folder that can be written",
    },
    {
      what: "disk",
      look: async () => judgeRoom(await freeBytes(dataFolder)),
      nextStep: "Make room, or set PAPERBOY_DATA to a larger disk",
    },
  ];
}

async function probeFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: OWNER_ALONE });
  await access(folder, constants.W_OK);
  return folder;
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Throws where there is as good as none. */
export function judgeRoom(bytes: number): string | { warn: string } {
  const says = `${(bytes / GIGABYTE).toFixed(1)} GB free`;
  if (bytes < LEAST.fail) throw new Error(`only ${says}`);
  return bytes < LEAST.warn ? { warn: `${says}: make room before it is full` } : says;
}

/** `seconds`: how far ahead our clock is of another's; null: there is none to compare. Throws where they are minutes apart. */
export function judgeClock(seconds: number | null, whose: string): string | { warn: string } {
  if (seconds === null)
    return { warn: `no other clock could be asked (${whose}), so it is not known whether ours is right` };
  const off = Math.round(Math.abs(seconds));
  const says = off < 2 ? `agrees with ${whose}` : `${off} s ${seconds > 0 ? "ahead of" : "behind"} ${whose}`;
  if (off >= APART_S.fail) throw new Error(`it is ${says}`);
  return off >= APART_S.warn ? { warn: `it is ${says}. Let the system keep time (chrony, systemd-timesyncd)` } : says;
}
