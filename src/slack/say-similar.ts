/** Papers like one, or like what a message says. */
import type { Command } from "../domain/slack-command/command.ts";
import { printCommand } from "../domain/slack-command/print.ts";
import { code, mrkdwn } from "../render/mrkdwn.ts";
import { lines, type ReplyPart, renderReply, small } from "../render/slack-replies.ts";
import { count, list } from "../render/wording.ts";
import type { Reply } from "./dialogue.ts";
import { showPaper, tellUnknown } from "./say-papers.ts";
import { type Talk, tell } from "./talk.ts";

const MOST = 5;
const QUOTED = 60;

/** `posted`: shown to all. Of a paper that one comes first. */
export async function saySimilar(
  { use, speaker }: Talk,
  command: Command & { verb: "similar" },
  posted = false,
): Promise<Reply[]> {
  const { to } = command;
  const paper = "paper" in to ? await use.archive.findPaper(to.paper) : null;
  if ("paper" in to && !paper) return tellUnknown(to.paper);
  const found = await use.archive.listSimilar(paper ? paper.id : "words" in to ? to.words : "", MOST);
  const what = "words" in to ? code(to.words, QUOTED) : mrkdwn`this one`;
  if (found.length === 0 && !paper)
    return tell(mrkdwn`No stored paper is like ${what}.`, [mrkdwn`\`/papers search …\``]);
  const says =
    found.length === 0
      ? mrkdwn`No stored paper is like this one, or it is not analysed yet.`
      : mrkdwn`${count(found.length, "paper")} like ${what}, the most alike first`;
  const parts: ReplyPart[] = [
    ...(paper ? [showPaper(paper, null)] : []),
    lines(says),
    ...found.flatMap((each) => [
      showPaper(each, null),
      ...(each.shared.length === 0 ? [] : [small(mrkdwn`Shares ${list(each.shared)}`)]),
    ]),
  ];
  const post =
    posted || speaker.kind === "dm"
      ? []
      : [{ action: "post", label: "Post here", value: `0 ${printCommand(command)}` }];
  return [{ to: posted ? "conversation" : "speaker", content: renderReply(says, parts, post) }];
}
