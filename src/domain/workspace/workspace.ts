/** Slack workspaces that we are installed in, as those see them who speak to Slack. */

export interface Workspace {
  /** `T0123`; null: Slack did not say yet. */
  team: string | null;
  token: string;
  /** Our own user id; null: it is not known. */
  bot: string | null;
  /** What its installer has to mend: `the app lacks the scope …`; null: nothing. */
  trouble: string | null;
}

/** `gone`: the app was uninstalled there, or its token ended. `elsewhere`: we never were. `later`: that cannot be told now. */
export type Missing = { missing: "gone" | "elsewhere" | "later"; reason: string };

export interface Workspaces {
  /** The workspace with a token that is good for a while. Null: the only one there is. Throws when the database does not answer. */
  find(team: string | null): Promise<Workspace | Missing>;
  /**
   * Slack refused a token as ended. Stops all work of the workspace, unless another token has taken its place: then false,
   * and it may be tried again.
   */
  refused(workspace: Workspace, error: string): Promise<boolean>;
  /** It was installed anew: what this process kept of it is looked up again. */
  forget(team: string): void;
  /** Slack says that the token may not do something; told to whoever can mend it. */
  lacks(workspace: Workspace, scope: string): Promise<void>;
}

export const isMissing = (found: Workspace | Missing): found is Missing => "missing" in found;

/** `T0123/C0456` and the short form `C0456`, which stands for a conversation of the only workspace. */
export function readSlackAddress(address: string): { team: string | null; conversation: string } {
  const [team, conversation] = address.split("/", 2) as [string, string | undefined];
  return conversation === undefined ? { team: null, conversation: team } : { team, conversation };
}

/** A token is exchanged for the next one when so little of its twelve hours is left: the longest night's work is shorter. */
export const RENEW_WITHIN_MINUTES = 120;
