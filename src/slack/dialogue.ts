/** What is said in Slack and what is answered, whichever door it came through: the words between Bolt and the use cases. */
import type { SlackContent } from "../domain/delivery/channel.ts";
import type { Command } from "../domain/slack-command/command.ts";
import type { Conversation } from "../reading/conversation.ts";

/** Who says something, and where. */
export interface Speaker {
  /** `T0123`. */
  team: string;
  /** `U0123`. */
  user: string;
  /** `C0123`, `G0123` or `D0123`: where it was said; of App Home the person, as a `dm`. */
  conversation: string;
  kind: "channel" | "private" | "dm";
  /** From the profile: `Europe/Berlin`; null: unknown. */
  zone: string | null;
  /** As others there know them; without: unknown. */
  name?: string;
  /** Said in a direct message between others, as a `dm`: what is of "here" is of the speaker's own with us. */
  away?: boolean;
}

export interface Reply {
  /** Seen by who said it alone, by all there, or by all in another conversation. */
  to: "speaker" | "conversation" | { conversation: string };
  content: SlackContent;
  /** Stands in for the message with the button. */
  replaces?: boolean;
  /** Digests go to this conversation from now on: where we cannot post, who said it is told how to let us in. */
  digestsGoTo?: string;
}

/** A button of ours: its action_id without the prefix `papers:`, and its value. */
export interface Press {
  action: string;
  value: string;
}

/** A form that was sent in: the command that it stands for, and how often topics come (`number` null: all of them). */
export interface Filled {
  command: Command;
  rhythms: { number: number | null; cadence: string }[];
}

/** Never throws for what was said; what could not be understood is answered with what to type. */
export interface Dialogue {
  /** What stands after `/papers`, or after our name in a mention or a direct message. */
  say(words: string, speaker: Speaker): Promise<Reply[]>;
  press(press: Press, speaker: Speaker): Promise<Reply[]>;
  /** Blocks to show below addresses of ours, by address; of others there are none. */
  unfurl(urls: readonly string[]): Promise<Record<string, object[]>>;
  submit(filled: Filled, speaker: Speaker): Promise<Reply[]>;
  /** What the form for settings shows at first; null: nothing was ever followed there. */
  findSettings(
    speaker: Omit<Speaker, "zone">,
  ): Promise<Pick<Conversation, "hour" | "zone" | "quiet_notes" | "topics"> | null>;
  /** What a topic would have brought, as blocks for the form that it is being typed into. */
  preview(query: string): Promise<SlackContent["blocks"]>;
  /** The blocks of the speaker's App Home. */
  home(speaker: Omit<Speaker, "conversation" | "kind">): Promise<SlackContent>;
}
