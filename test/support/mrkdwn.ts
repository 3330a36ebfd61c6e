/** Reads mrkdwn as Slack does, knowing nothing of how ours is written: links, what pings, and what is styled. */

export interface ReadMrkdwn {
  links: { url: string; label: string }[];
  /** `<!channel>`, `<@U1>`, `<#C1>`, and brackets that Slack would try to read and cannot. */
  live: string[];
  /** Bold, italic, strike and code, with what they hold; `fence` may span lines. */
  styled: { kind: "bold" | "italic" | "strike" | "code" | "fence"; text: string }[];
  /** What is read in the end. */
  text: string;
}

const EDGE = "[^\\p{L}\\p{N}]";
const STYLES = [
  ["bold", "*"],
  ["italic", "_"],
  ["strike", "~"],
] as const;

/** https://docs.slack.dev/messaging/formatting-message-text */
export function readMrkdwn(source: string): ReadMrkdwn {
  const read: ReadMrkdwn = { links: [], live: [], styled: [], text: "" };
  let text = source.replace(/<([^<>]*)>?|>/g, (whole, inside: string | undefined) => {
    const [url = "", ...label] = (inside ?? "").split("|");
    if (!whole.endsWith(">") || whole === ">" || !/^https?:\/\/[^\s]+$/.test(url) || label.length > 1) {
      read.live.push(whole);
      return " ";
    }
    read.links.push({ url: url.replaceAll("&amp;", "&"), label: label[0] ?? url });
    return label[0] ?? "link"; // nothing in an address is styled
  });
  const take = (kind: ReadMrkdwn["styled"][number]["kind"], pattern: RegExp) => {
    text = text.replace(pattern, (_whole, before: string, held: string) => {
      read.styled.push({ kind, text: held });
      return `${before}${kind === "code" || kind === "fence" ? " " : held}`;
    });
  };
  take("fence", /()```([\s\S]+?)```/g);
  take("code", /()`([^`\n]+)`/g);
  for (const [kind, sign] of STYLES)
    take(kind, new RegExp(`(^|${EDGE})[${sign}](?=\\S)([^${sign}\\n]*[^${sign}\\s])[${sign}](?=$|${EDGE})`, "gmu"));
  read.text = text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  return read;
}
