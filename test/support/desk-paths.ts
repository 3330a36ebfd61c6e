/** The pages of the operator's desk, for what holds of all of them. */
import { makeToken } from "../../src/domain/consent/token.ts";

export const PATHS = [
  "/operator",
  "/operator/days",
  "/operator/runs",
  "/operator/letters",
  "/operator/letters?state=rejected",
];

/** A link to the desk, signed by another secret. */
export const makeForgedLink = (): string =>
  `/operator/login/${makeToken("another secret, as long as it has to be", "operator", 1)}`;
