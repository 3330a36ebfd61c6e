/** Fetches what a message of Amazon SNS points at: its certificate, or the address that confirms a subscription. */

const TIMEOUT_MS = 10_000;
const MOST = 100_000;

/** The body as text. Redirects are not followed. @throws for anything but a 2xx answer in ten seconds */
export async function fetchFromSns(url: string): Promise<string> {
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
  const text = await response.text();
  if (text.length > MOST) throw new Error(`${new URL(url).host} answered with more than a certificate`);
  return text;
}
