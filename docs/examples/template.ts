/** A mail of one line, as all mails are made: MJML compiled once, holes filled for each reader with text that is escaped. */
import Handlebars from "handlebars";
import mjml2html from "mjml";

/** Plain values, nothing escaped yet. */
export interface Postcard {
  heading: string;
  line: string;
  url: string;
}

const MJML = `
<mjml lang="en">
  <mj-body width="600px">
    <mj-section><mj-column>
      <mj-text><h1>{{heading}}</h1><p>{{line}}</p></mj-text>
      <mj-button href="{{url}}">Read it</mj-button>
    </mj-column></mj-section>
  </mj-body>
</mjml>`;

/** Compiles once, some 30 ms: the filler that comes back is pure, and as fast as joining strings. */
export async function createPostcardRenderer(): Promise<(card: Postcard) => string> {
  const { html } = await mjml2html(MJML, { validationLevel: "strict", fonts: {} });
  return Handlebars.create().compile<Postcard>(html, { strict: true });
}
