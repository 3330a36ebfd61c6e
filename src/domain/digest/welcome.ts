/** The line on top of a reader's first digest. */

/** `hour`, `zone`: as digests bear them, `08:00` and `Europe/Berlin`. A note of the digest, beside others. */
export function welcomeNote({ hour, zone }: { hour: string; zone: string }): string {
  return `Welcome: this is your first digest. The next ones come at ${hour} (${zone}), on days when something new matches.`;
}
