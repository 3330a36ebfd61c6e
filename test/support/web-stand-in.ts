/** An HTTP server on this machine that answers as the test says. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface WebStandIn {
  url: string;
  /** Paths with their query, in the order they were asked for. */
  asked: string[];
  close(): Promise<void>;
}

export async function openWebStandIn(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<WebStandIn> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
