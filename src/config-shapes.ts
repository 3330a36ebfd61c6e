/** Shapes that variables have. */
import { isIP } from "node:net";
import { z } from "zod";

export const httpUrl = z
  .string()
  .regex(/^https?:\/\/[^\s]+$/, "must be an http(s) address")
  .refine((url) => URL.canParse(url), "must be an http(s) address")
  .transform((url) => url.replace(/\/+$/, ""));

export const positive = z.coerce.number({ error: "must be a number above 0" }).positive("must be a number above 0");

/** Parts between commas, without blanks around them. */
export const listed = z
  .string()
  .default("")
  .transform((list) =>
    list
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean),
  );

/** `10.0.0.7` or `10.0.0.0/8`, `2001:db8::1` or `2001:db8::/32`. */
function isNetwork(text: string): boolean {
  const [, address = "", bits = "0"] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  return isIP(address) !== 0 && Number(bits) <= (isIP(address) === 4 ? 32 : 128);
}

export const networks = listed.refine(
  (list) => list.every(isNetwork),
  "must be addresses or networks, with commas between",
);
