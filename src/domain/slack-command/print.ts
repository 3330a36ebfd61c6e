/** Writes a command as Slack would send it, in its canonical spelling. */
import type { Command, Place } from "./command.ts";
import { escapeTyped } from "./words.ts";

/** Read again it is the same command. */
export function printCommand(command: Command): string {
  switch (command.verb) {
    case "help":
      return join("help", command.about);
    case "subscribe":
      return join(
        "subscribe",
        escapeTyped(command.query),
        printPlace(command.place),
        command.at && `at ${command.at}`,
        command.cadence,
      );
    case "unsubscribe":
      return join("unsubscribe", escapeTyped(command.topic), printPlace(command.place));
    case "list":
      return join("list", command.place.kind === "dm" ? "me" : printPlace(command.place));
    case "search":
      return join("search", escapeTyped(command.query), command.days && `since:${command.days}d`);
    case "show":
    case "why":
      return join(command.verb, command.paper);
    case "similar":
      return join("similar", "paper" in command.to ? command.to.paper : escapeTyped(command.to.words));
    case "pause":
      if (command.until === null) return "pause";
      return "days" in command.until ? `pause ${command.until.days}d` : `pause until ${command.until.on}`;
    case "settings":
      return join(
        "settings",
        command.at && `at ${command.at}`,
        command.zone && `zone ${command.zone}`,
        command.quiet && `quiet ${command.quiet}`,
        command.top && `top ${command.top}`,
      );
    default:
      return command.verb;
  }
}

const join = (...parts: (string | number | null)[]): string => parts.filter(Boolean).join(" ");

const printPlace = (place: Place): string | null =>
  place.kind === "here" ? null : place.kind === "dm" ? "dm" : `in <#${place.id}>`;
