import { expect, test } from "vitest";
import { listFacts } from "../../../src/domain/similarity/facts.ts";
import { countTerms } from "../../../src/domain/similarity/terms.ts";

test("facts are what the fields of the language ask", () => {
  const paper = {
    title: "Tiny LLMs",
    abstract: "and more",
    authors: [{ name: "Aäron van den Oord" }, { name: "LeCun, Yann" }, { name: "…" }],
    categories: ["cs.CL", "math.OC"],
    organisation: { slug: "deepseek-ai", name: "DeepSeek AI" },
    arxivId: "2605.00001",
  };
  expect(listFacts(paper, countTerms(paper)).sort()).toEqual(
    [
      ...["ti:^llm", "ti:llm", "ti:tini", "au:oord", "au:lecun", "cat:cs.cl", "cat:cs.*", "cat:math.oc", "cat:math.*"],
      ...["primary:cs.cl", "primary:cs.*", "id:2605.00001", "org:deepseek", "org:deepseekai", "org:ai"],
    ].sort(),
  );
});
