/** What Slack tells of conversations, profiles and installations, and what is asked of the use cases then. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type House, openHouse } from "../support/slack-house.ts";
import { commandOf, eventOf } from "../support/slack-requests.ts";

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

describe("what happens to places", () => {
  const inChannel = (type: string, more: object = {}) => eventOf({ type, channel: "C0RESEARCH", ...more });

  it.each([
    [inChannel("channel_archive"), "gone T0LAB/C0RESEARCH archived"],
    [inChannel("group_archive"), "gone T0LAB/C0RESEARCH archived"],
    [inChannel("channel_deleted"), "gone T0LAB/C0RESEARCH deleted"],
    [inChannel("member_left_channel", { user: "U0BOT" }), "gone T0LAB/C0RESEARCH removed"],
    [inChannel("channel_left"), "gone T0LAB/C0RESEARCH removed"],
    [inChannel("group_left"), "gone T0LAB/C0RESEARCH removed"],
    [inChannel("channel_unarchive"), "back T0LAB/C0RESEARCH unarchived"],
    [inChannel("group_unarchive"), "back T0LAB/C0RESEARCH unarchived"],
    [inChannel("member_joined_channel", { user: "U0BOT" }), "back T0LAB/C0RESEARCH invited"],
    [eventOf({ type: "channel_id_changed", old_channel_id: "G0A", new_channel_id: "C0B" }), "rename T0LAB/G0A C0B"],
    [eventOf({ type: "user_change", user: { id: "U0ADA", tz: "Asia/Tokyo" } }), "zone T0LAB/U0ADA Asia/Tokyo"],
    [eventOf({ type: "app_uninstalled" }), "stop T0LAB"],
    [eventOf({ type: "tokens_revoked", tokens: { oauth: [], bot: ["U0BOT"] } }), "stop T0LAB"],
  ])("is minded: %#", async (payload, what) => {
    house.minded.length = 0;
    expect((await house.tell(payload)).status).toBe(200);
    expect(house.minded).toEqual([what]);
  });

  it("is none of our business when somebody else comes or goes", async () => {
    house.minded.length = 0;
    await house.tell(inChannel("member_left_channel", { user: "U0BOB" }));
    await house.tell(inChannel("member_joined_channel", { user: "U0BOB" }));
    expect(house.minded).toEqual([]);
  });

  it("knows our own coming also where the event does not say who we are", async () => {
    house.minded.length = 0;
    await house.tell({ ...inChannel("member_joined_channel", { user: "U0BOT" }), authorizations: undefined });
    expect(house.minded).toEqual(["back T0LAB/C0RESEARCH invited"]);
  });

  it("stops at tokens of people only if ours is refused as well", async () => {
    house.minded.length = 0;
    const revoked = () => eventOf({ type: "tokens_revoked", tokens: { oauth: ["U0ADA"], bot: [] } });
    await house.tell(revoked());
    expect(house.minded).toEqual([]);
    house.api.errors.set("auth.test", "token_revoked");
    await house.tell(revoked());
    expect(house.minded).toEqual(["stop T0LAB"]);
  });

  it("restores a workspace when it speaks again and our token is good, not before", async () => {
    expect(house.minded).toEqual(["restore T0LAB"]); // the start
    house.api.errors.set("auth.test", "account_inactive");
    await house.tell(eventOf({ type: "app_uninstalled" }));
    await house.tell(eventOf({ type: "tokens_revoked", tokens: { bot: ["U0BOT"] } }));
    await house.command(commandOf("list"));
    expect(house.minded.slice(1)).toEqual(["stop T0LAB", "stop T0LAB"]);
    house.api.errors.clear();
    await house.command(commandOf("list"));
    await house.command(commandOf("list"));
    expect(house.minded.slice(3)).toEqual(["restore T0LAB"]);
  });
});
