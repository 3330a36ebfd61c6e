/** Why a file or folder cannot be read, in words. */

const REASONS: Record<string, string> = {
  ENOENT: "it does not exist",
  ENOTDIR: "it is not a folder",
  EISDIR: "it is a folder",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
};

/** In words for what an operator can mend; anything that is no file system error is unexpected. */
export function fileReason(error: unknown): string {
  if (!(error instanceof Error && "code" in error && typeof error.code === "string")) throw error;
  return REASONS[error.code] ?? error.message;
}
