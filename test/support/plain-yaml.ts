/** Reads the part of YAML that a manifest is written in: maps, lists and scalars by indentation. Anything else throws. */

export type Yaml = string | number | boolean | Yaml[] | { [name: string]: Yaml };

interface Line {
  indent: number;
  text: string;
}

export function readPlainYaml(source: string): Yaml {
  const lines: Line[] = source.split("\n").flatMap((raw) => {
    const text = raw.replace(/(^|\s)#(?!\S*").*$/, "").trimEnd();
    return text.trim() === "" ? [] : [{ indent: text.length - text.trimStart().length, text: text.trim() }];
  });
  let at = 0;
  const block = (indent: number): Yaml => ((lines[at] as Line).text.startsWith("- ") ? list(indent) : map(indent));
  const list = (indent: number): Yaml[] => {
    const items: Yaml[] = [];
    for (let line = lines[at]; line?.indent === indent && line.text.startsWith("- "); line = lines[at]) {
      const rest = line.text.slice(2);
      if (isPair(rest)) {
        lines[at] = { indent: indent + 2, text: rest };
        items.push(map(indent + 2));
      } else {
        at += 1;
        items.push(scalar(rest));
      }
    }
    return items;
  };
  const map = (indent: number): { [name: string]: Yaml } => {
    const found: { [name: string]: Yaml } = {};
    for (let line = lines[at]; line?.indent === indent; line = lines[at]) {
      const pair = /^(\w+):(?: (.*))?$/.exec(line.text);
      if (!pair) throw new Error(`not plain: ${line.text}`);
      const [, name = "", value] = pair;
      if (name in found) throw new Error(`twice: ${name}`);
      at += 1;
      found[name] = value === undefined ? block((lines[at] as Line).indent) : scalar(value);
    }
    return found;
  };
  const read = block(0);
  if (at < lines.length) throw new Error(`left over: ${lines[at]?.text}`);
  return read;
}

const isPair = (text: string): boolean => /^\w+:( |$)/.test(text);

function scalar(text: string): string | number | boolean {
  if (/^".*"$/.test(text)) return JSON.parse(text) as string;
  if (/^(true|false)$/.test(text)) return text === "true";
  if (/^\d+$/.test(text)) return Number(text);
  if (/^[[{&*!|>'"%@`]|: /.test(text)) throw new Error(`not plain: ${text}`);
  return text;
}
