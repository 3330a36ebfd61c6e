/** Shapes that several variables have. */
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
