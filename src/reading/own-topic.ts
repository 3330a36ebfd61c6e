/** A reader's own topic as its page and its feeds read it. */
import type { OwnTopic } from "../db/readers.ts";
import type { Node } from "../domain/topic/language.ts";
import { parseTopic } from "../domain/topic/parse.ts";

export { findOwnTopic, type OwnTopic } from "../db/readers.ts";

/** What is stored was checked before it was. @throws Error for what this version cannot read. */
export function readOwnTopic({ canonical }: OwnTopic): Node {
  const parsed = parseTopic(canonical, { limits: false });
  if (!parsed.ok) throw new Error(`a stored topic cannot be read: ${parsed.error.message}`);
  return parsed.topic.ast;
}
