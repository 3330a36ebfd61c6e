/** LaTeX of titles and summaries reads as text; anything else is left alone. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { readLatex } from "../../src/render/latex.ts";
import { HOSTILE } from "./views.ts";

const raw = String.raw;

test.each([
  [raw`$\mathcal{O}(n^2)$ attention`, "O(n²) attention"],
  [raw`\alpha-divergence`, "α-divergence"],
  [raw`\textbf{x} and \emph{y}`, "x and y"],
  [raw`{\bf Bold} move`, "Bold move"],
  [raw`5\% better`, "5% better"],
  [raw`line\\break`, "line break"],
  [raw`Schr\"{o}dinger, G\"odel, Erd\H{o}s, na\"{\i}ve, Fran\c{c}ois`, "Schrödinger, Gödel, Erdős, naïve, François"],
  ["$k$-NN", "k-NN"],
  ["et~al.", "et al."],
  [raw`$\pi_0$ and $\pi_{0.5}$`, "π₀ and π₀.₅"],
  [raw`$\mathbb{R}^d$, $x_{max}$, $x_{query}$, $e^{i\pi}$`, "ℝᵈ, xₘₐₓ, x_query, e^iπ"],
  [raw`$O(n\log n)$`, "O(n log n)"],
  [raw`$\frac{a}{b+c}$ $\sqrt{n}$`, "a/(b+c) √n"],
  ["T^2PO, DR^{3}-Eval, 2^10", "T²PO, DR³-Eval, 2¹⁰"],
  ["360^circ panorama", "360° panorama"],
  [raw`Denoising Network\ for Time Series`, "Denoising Network for Time Series"],
  ["``quoted'' Vision--Language", "“quoted” Vision–Language"],
  [raw`\ours{}: a \LaTeX{} tool`, "ours: a LaTeX tool"],
])("%s -> %s", (source, text) => {
  expect(readLatex(source)).toBe(text);
});

test.each([
  "1.6times faster",
  "$5 and $6",
  "$5/$10",
  "costs $5",
  "snake_case ^_^",
  "{{x}}",
  "~5 times",
  "use --flag",
  "$unbalanced",
  "a { b",
])("%s stays as it is", (text) => {
  expect(readLatex(text)).toBe(text);
});

test("never throws, whatever the text", () => {
  const piece = fc.constantFrom(
    "\\",
    "$",
    "{",
    "}",
    "^",
    "_",
    "~",
    "\\frac",
    "\\sqrt",
    '\\"',
    "\\bf ",
    "\\mathbb",
    "x",
    " ",
    "2",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => typeof readLatex(pieces.join("")) === "string"),
  );
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => typeof readLatex(text) === "string"));
  for (const text of HOSTILE) readLatex(text);
});

test("takes no longer than its length allows", () => {
  const start = performance.now();
  for (const seed of ["{\\bf ", "$", "\\frac", "\\'", "^{", "$\\"]) readLatex(seed.repeat(1_000));
  expect(performance.now() - start).toBeLessThan(2_000);
});
