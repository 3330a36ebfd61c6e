/** Fetches what a message of Amazon SNS points at: its certificate, or the address that confirms a subscription. */

export const SNS_LIMITS = { ms: 10_000, bytes: 100_000 };

/** The body as text. Redirects are not followed. @throws for anything but a 2xx answer within the limits, all of it */
export async function fetchFromSns(url: string, limits = SNS_LIMITS): Promise<string> {
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(limits.ms) });
  const { host } = new URL(url);
  if (!response.ok) throw new Error(`${host} answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > limits.bytes) throw new Error(`${host} answered with more than a certificate`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
