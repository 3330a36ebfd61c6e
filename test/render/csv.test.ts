/** CSV that a spreadsheet reads as text, whatever strangers wrote into it. */
import { expect, test } from "vitest";
import { toCsvLine } from "../../src/render/csv.ts";

test("cells are quoted, quotes doubled, nothing is an empty cell", () => {
  expect(toCsvLine(["a,b", 'say "no"', "two\nlines", null, 0])).toBe('"a,b","say ""no""","two\nlines","","0"\r\n');
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "－1", '=HYPERLINK("http://x")'])(
  "a cell that begins a formula is text: %j",
  (cell) => {
    expect(toCsvLine([cell])).toBe(`"'${cell.replaceAll('"', '""')}"\r\n`);
  },
);

test.each(["550 5.7.1 no", "a=b", "ada+list@example.org", "2026-05-14"])(
  "an ordinary cell stays as it is: %j",
  (cell) => {
    expect(toCsvLine([cell])).toBe(`"${cell}"\r\n`);
  },
);
