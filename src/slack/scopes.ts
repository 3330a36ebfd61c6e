/** What the app asks a workspace for, as slack-manifest.yml says too. */

export const BOT_SCOPES = [
  "app_mentions:read",
  "channels:read",
  "chat:write",
  "chat:write.public",
  "commands",
  "groups:read",
  "im:history",
  "im:write",
  "links:read",
  "links:write",
  "users:read",
] as const;
