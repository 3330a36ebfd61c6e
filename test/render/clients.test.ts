/** What mail programs make of our HTML, by caniemail's data: all that one of them lacks, and why a reader misses nothing. */
import { caniemail } from "caniemail";
import { expect, test } from "vitest";
import { joinPieces } from "../../src/domain/delivery/pieces.ts";
import { createLetterRenderer } from "../../src/render/letter.ts";
import { createMailRenderer } from "../../src/render/mail.ts";
import { LETTERS } from "./letters.ts";
import { aMorning } from "./morning.ts";
import { aQuietDay, LINKED } from "./views.ts";

const CLIENTS = [
  "gmail.desktop-webmail",
  "gmail.ios",
  "gmail.android",
  "outlook.windows",
  "outlook.macos",
  "outlook.ios",
  "outlook.android",
  "apple-mail.macos",
  "apple-mail.ios",
  "yahoo.desktop-webmail",
  "samsung-email.android",
  "thunderbird.macos",
  "protonmail.desktop-webmail",
  "fastmail.desktop-webmail",
] as const;

const INLINE =
  "each element has its colours and sizes in its style attribute too; what is lost is the dark and the phone's";
const HIDDEN = "MJML hides the preheader in five ways at once, of which each program needs one";
const NORMAL = "MJML asks for the normal one";
const WRAPS = "without it a word of hundreds of letters widens its line; titles, summaries and names are cut";
const OUTLOOK = "Word's engine takes the length from the cell around it, or leaves some space out; nothing overlaps";
const BUTTON = "MJML's button is a coloured cell with a link, and the address stands below it as text";

/** A feature that some program lacks, and the fallback. */
const LACKING: Record<string, string> = {
  "<bdi> element": "a name in Hebrew may swap places with the comma behind it; each title has dir=auto of its own",
  "<body> element": "the paper colour stands on a div and a table inside it as well",
  "@media": "the light look at the width of a desk, in one column that shrinks",
  "Attribute selector": INLINE,
  "Chaining selectors": INLINE,
  "Child combinator": INLINE,
  "Class selector": INLINE,
  "Descendant combinator": INLINE,
  "ID selector": INLINE,
  "Type selector": INLINE,
  "aria-label attribute": "it names the whole mail by its subject, which the program shows above it",
  "border-radius": "the button has corners",
  cursor: BUTTON,
  "height property": "a line of two pixels under the masthead has its line-height",
  opacity: HIDDEN,
  outline: "MJML takes it off images, and there are none",
  overflow: HIDDEN,
  "overflow-wrap": WRAPS,
  "target attribute": "links open as the program opens them",
  transform: "caniemail takes the button's text-transform for it, which is none",
  "word-break": WRAPS,
  "word-spacing": NORMAL,
};

/** A feature that some program supports in part, and why that part does. */
const IN_PART: Record<string, string> = {
  "!important keyword": INLINE,
  "<body> element": "the paper colour stands on a div and a table inside it as well",
  "<style> element": `dropped above 8 kB or in answers; ${INLINE}`,
  "@media": "prefers-color-scheme is not known everywhere: the light look; some turn colours themselves",
  "Attribute selector": INLINE,
  "Chaining selectors": INLINE,
  "Child combinator": INLINE,
  "Class selector": INLINE,
  "Descendant combinator": INLINE,
  "ID selector": INLINE,
  "Type selector": INLINE,
  "align attribute": "text is at the left by its style too",
  background: "plain colours, which all know",
  border: OUTLOOK,
  "border-collapse": "tables have no borders",
  "border-radius": "the button has corners",
  "cellpadding attribute": "it is 0, as the style says too",
  "cellspacing attribute": "it is 0, as the style says too",
  cursor: BUTTON,
  "dir attribute": "a title in Hebrew begins at the left, in its right order",
  display: "inline-block and block, which all know; Word's engine puts a block on its own line or in the text",
  "display:none": HIDDEN,
  "font-size": "in pixels, which all know",
  "font-weight": "bold, which all know",
  "height property": OUTLOOK,
  "lang attribute": "the program reads aloud in its own language",
  "letter-spacing": "the masthead is a third of a pixel wider",
  "line-height": OUTLOOK,
  margin: "0 or upward space; without the negative one rows of links begin six pixels further in",
  "max-width": "Word's engine gets a table of 600 pixels in a conditional comment",
  overflow: HIDDEN,
  "overflow-wrap": WRAPS,
  padding: OUTLOOK,
  "role attribute": "a screen reader announces tables",
  "target attribute": "links open as the program opens them",
  "text-align": "left and centre, which all know",
  "text-decoration": "titles are underlined",
  "text-transform": "none is asked for",
  "width attribute": OUTLOOK,
  "width property": OUTLOOK,
  "word-break": WRAPS,
  "word-spacing": NORMAL,
};

test("every feature that a mail program lacks is known, and has its fallback", async () => {
  const [mails, render] = [await createMailRenderer(), await createLetterRenderer()];
  const all = [
    mails.renderMail({ ...aMorning, ...LINKED, notes: ["Hugging Face is late."] }),
    mails.renderMail({ ...aQuietDay, ...LINKED }),
    ...Object.values(LETTERS).map(render),
  ];
  const found = { errors: new Set<string>(), warnings: new Set<string>() };
  for (const html of new Set(all.map((mail) => joinPieces(mail.html))))
    for (const client of CLIENTS) {
      // Its data says nothing of this one for Thunderbird, and the package gives up.
      const known = client.startsWith("thunderbird") ? html.replace(/overflow-wrap:[^;}]*;?/g, "") : html;
      const { issues } = caniemail({ clients: [client], html: known });
      for (const kind of ["errors", "warnings"] as const)
        for (const list of issues[kind].values()) for (const { title } of list) found[kind].add(title);
    }
  expect([...found.errors].sort()).toEqual(Object.keys(LACKING).sort());
  expect([...found.warnings].sort()).toEqual(Object.keys(IN_PART).sort());
});
