/** A withdrawn paper is said to be so before its title, in every form a digest takes. */
import { expect, test } from "vitest";
import { joinPieces } from "../../src/domain/delivery/pieces.ts";
import { createMailRenderer } from "../../src/render/mail.ts";
import { renderSlack } from "../../src/render/slack.ts";
import { anItem, aSection, aView } from "./views.ts";

const renderer = await createMailRenderer();
const viewOf = (withdrawn?: boolean) =>
  aView([aSection([anItem({ title: "Routing Late", ...(withdrawn === undefined ? {} : { withdrawn }) })])]);

test("mail says it in the subject, in HTML and in text", () => {
  const { subject, html, text } = renderer.renderMail(viewOf(true));
  expect(subject).toBe("Withdrawn: Routing Late, a new paper for you");
  expect(joinPieces(html)).toContain("Withdrawn: Routing Late");
  expect(joinPieces(text)).toMatch(/^Withdrawn: Routing Late$/m);
});

test("Slack says it in the paper's link", () => {
  expect(JSON.stringify(renderSlack(viewOf(true)))).toMatch(/\*<https:[^|]+\|Withdrawn: Routing Late>\*/);
});

test.each([undefined, false])("of a paper that is not (%s) nothing is said", (withdrawn) => {
  const { subject, html, text } = renderer.renderMail(viewOf(withdrawn));
  expect(
    `${subject}${joinPieces(html)}${joinPieces(text)}${JSON.stringify(renderSlack(viewOf(withdrawn)))}`,
  ).not.toMatch(/withdrawn/i);
});
