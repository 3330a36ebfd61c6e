/** Blocks of commands in a document, and whether a test runs them. */

export interface Block {
  lines: string[];
  /** `run`: each line must end well; `run, may fail`: each must be understood; another reason: why it is not run; null: it says nothing. */
  says: string | null;
}

export const listBlocks = (text: string): Block[] =>
  [...text.matchAll(/(?:<!-- ([^\n]*?) -->\n)?```sh\n([\s\S]*?)```/g)].map(([, says, body = ""]) => ({
    says: says ?? null,
    lines: body
      .split("\n")
      .map((line) => line.replace(/\s+#\s.*$/, "").trim())
      .filter((line) => line !== "" && !line.startsWith("#")),
  }));
