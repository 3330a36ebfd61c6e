/** What is answered where there is no dialogue yet: which conversation this is, for the operator to subscribe it. */
import type { Dialogue, Reply, Speaker } from "./dialogue.ts";

/** For every word the same. A direct message is keyed by its person (semantics 27). */
export function createIntroduction(name: string): Dialogue {
  const introduce = ({ team, user, conversation, kind }: Speaker): Reply[] => {
    const address = `slack:${team}/${kind === "dm" ? user : conversation}`;
    const text = `${name} brings new papers here when its operator says so: \`paperboy subscribe ${address} --topic '…'\`.`;
    return [{ to: "speaker", content: contentOf(text) }];
  };
  return {
    say: async (_words, speaker) => introduce(speaker),
    press: async (_press, speaker) => introduce(speaker),
    home: async ({ team, user }) =>
      contentOf(`Papers come to you here after \`paperboy subscribe slack:${team}/${user} --topic '…'\`.`),
  };
}

const contentOf = (text: string) => ({
  text,
  blocks: [{ type: "section", text: { type: "mrkdwn", text, verbatim: true } }],
});
