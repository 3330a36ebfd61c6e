/** A relay that answers each command after some milliseconds, as one far away does: takes everything, keeps nothing. */
import { createServer } from "node:net";

const delay = Number(process.argv[2] ?? 0);

const server = createServer({ noDelay: true }, (socket) => {
  let inData = false;
  let rest = "";
  const answer = (text: string) => setTimeout(() => socket.write(text), delay);
  socket.on("error", () => {});
  socket.setEncoding("latin1");
  answer("220 sink ESMTP\r\n");
  socket.on("data", (chunk: string) => {
    rest += chunk;
    for (;;) {
      if (inData) {
        const end = rest.indexOf("\r\n.\r\n");
        if (end < 0) {
          rest = rest.slice(-4);
          return;
        }
        rest = rest.slice(end + 5);
        inData = false;
        answer("250 2.0.0 queued\r\n");
        continue;
      }
      const line = rest.indexOf("\r\n");
      if (line < 0) return;
      const verb = rest.slice(0, 4).toUpperCase();
      rest = rest.slice(line + 2);
      if (verb === "EHLO") answer("250-sink\r\n250-8BITMIME\r\n250 PIPELINING\r\n");
      else if (verb === "DATA") {
        inData = true;
        answer("354 go\r\n");
      } else if (verb === "QUIT") setTimeout(() => socket.end("221 bye\r\n"), delay);
      else answer("250 2.0.0 ok\r\n");
    }
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address && typeof address === "object") process.send?.(address.port);
});
process.once("disconnect", () => process.exit());
