#!/usr/bin/env node
// Front of the command line: plain JavaScript, so that an old Node can say what it needs instead of failing to parse.
const major = Number(process.versions.node.split(".")[0]);
if (major < 26) {
  console.error(
    `paperboy needs Node 26 or newer and this is ${process.version}. After "npm ci" use "npm run -s paperboy -- ..." or "npx paperboy ...": both bring their own Node 26.`,
  );
  process.exit(1);
}
await import("../src/main.ts");
