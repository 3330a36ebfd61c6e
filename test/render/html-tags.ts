/** Reads HTML strictly, as the mail's tests need it: every `<` must open a tag the template has, and all must close. */

export interface Tag {
  name: string;
  attributes: Map<string, string>;
}

const VOID = new Set(["meta", "link", "br", "img", "!doctype"]);
const TAG = /^<(\/?)([a-z!][a-z0-9]*)((?:\s+[a-zA-Z:-]+(?:="[^"<>]*")?)*)\s*(\/?)>/;

/** All opening tags in order, and the text between them. Throws at markup that is not well-formed. */
export function readTags(html: string): { tags: Tag[]; text: string } {
  const source = html.replace(/<!--[\s\S]*?-->/g, "").replace(/<style[^>]*>[\s\S]*?<\/style>/g, "");
  const tags: Tag[] = [];
  const open: string[] = [];
  let text = "";
  for (let at = 0; at < source.length; ) {
    if (source[at] !== "<") {
      const end = source.indexOf("<", at);
      text += source.slice(at, end < 0 ? undefined : end);
      at = end < 0 ? source.length : end;
      continue;
    }
    const [whole, slash, name = "", attributes = ""] = TAG.exec(source.slice(at, at + 6_000)) ?? [];
    if (whole === undefined) throw new Error(`No tag: ${source.slice(at, at + 80)}`);
    if (slash === "/") {
      if (open.pop() !== name) throw new Error(`Closes what is not open: ${whole}`);
    } else {
      tags.push({ name, attributes: readAttributes(attributes) });
      if (!VOID.has(name)) open.push(name);
    }
    at += whole.length;
  }
  if (open.length > 0) throw new Error(`Never closed: ${open.join(" ")}`);
  return { tags, text };
}

function readAttributes(source: string): Map<string, string> {
  return new Map(
    Array.from(source.matchAll(/([a-zA-Z:-]+)(?:="([^"]*)")?/g), ([, name = "", value = ""]) => [name, value]),
  );
}
