/** Opens our forms and draws them anew. */
import { WebAPIPlatformError } from "@slack/web-api";
import { messageOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { type Block, sectionOf } from "../../render/slack-blocks.ts";
import type { Modal } from "../../render/slack-modal.ts";
import type { Dialogue } from "../dialogue.ts";
import { drawSettingsForm } from "../settings-form.ts";
import { drawSubscribeForm } from "../subscribe-form.ts";
import { withoutSecrets } from "./bolt-log.ts";
import type { Clients } from "./clients.ts";
import { type FormIncoming, writeKept } from "./form-incoming.ts";
import type { Origin } from "./incoming.ts";

export interface Forms {
  /** Must come within three seconds: a trigger_id lives no longer. False: Slack did not open it. */
  open(incoming: FormIncoming & { kind: "open form" }): Promise<boolean>;
  /** Tries what is typed, in the form that it is typed into. */
  preview(incoming: FormIncoming & { kind: "preview" }): Promise<void>;
}

export interface FormsOrder {
  clients: Clients;
  dialogue: Dialogue;
  log: Log;
}

export function createForms({ clients, dialogue, log }: FormsOrder): Forms {
  const note = (error: unknown): void =>
    log.warn({ event: "slack.form-failed", reason: withoutSecrets(messageOf(error)) });
  /** A form that was drawn anew meanwhile, or closed, is left as it is. */
  const update = async (team: string, id: string, hash: string, view: Modal): Promise<void> => {
    try {
      const client = await clients.of(team);
      await client?.views.update({ view_id: id, ...(hash === "" ? {} : { hash }), view: view as never });
    } catch (error) {
      const code = error instanceof WebAPIPlatformError ? String(error.data.error) : "";
      if (!OVERTAKEN.has(code)) note(error);
    }
  };
  /** What the database knows comes after the opening. */
  const fill = async (id: string, kept: string, from: Origin): Promise<void> => {
    const shown = await dialogue.findSettings(from).catch((error: unknown) => {
      note(error);
      return "failed" as const;
    });
    await update(from.team, id, "", drawSettingsForm(kept, shown ?? "nothing"));
  };
  return {
    async open(incoming) {
      const { form, triggerId, from } = incoming;
      const kept = writeKept(incoming);
      const view = form === "subscribe" ? drawSubscribeForm(kept, from.kind === "dm") : drawSettingsForm(kept, "waits");
      try {
        const client = await clients.of(from.team);
        if (client === null) return false;
        const opened = await client.views.open({ trigger_id: triggerId, view: view as never });
        if (form === "settings") await fill(opened.view?.id ?? "", kept, from);
        return true;
      } catch (error) {
        note(error);
        return false;
      }
    },
    async preview({ team, viewId, hash, query, metadata, dm }) {
      const blocks = await dialogue.preview(query).catch((error: unknown) => {
        note(error);
        return FAILED;
      });
      await update(team, viewId, hash, drawSubscribeForm(metadata, dm, blocks as Block[]));
    },
  };
}

/** https://docs.slack.dev/reference/methods/views.update */
const OVERTAKEN = new Set(["hash_conflict", "view_not_found", "not_found"]);
const FAILED: Block[] = [sectionOf("That could not be tried now. Try again in a minute, or subscribe without it.")];
