/** The steady load of `bench web`, a process of its own: `node bench/web-load.ts ORDER`, with the order and the answer as JSON. */
import autocannon from "autocannon";

export interface LoadOrder {
  url: string;
  /** Asked in turn; paths. */
  paths: string[];
  connections: number;
  seconds: number;
  /** Requests a second. */
  rate: number;
}

export interface LoadReport {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Not 2xx, and requests that failed. */
  wrong: number;
  bytesPerSecond: number;
  /** Of one core, of this process. */
  processor: number;
}

const order = JSON.parse(process.argv[2] as string) as LoadOrder;
const started = [performance.now(), process.cpuUsage()] as const;
const result = await autocannon({
  url: order.url,
  connections: order.connections,
  duration: order.seconds,
  overallRate: order.rate,
  requests: order.paths.map((path) => ({ path, headers: { "accept-encoding": "gzip" } })),
});
const { user, system } = process.cpuUsage(started[1]);
const report: LoadReport = {
  perSecond: result.requests.average,
  p50: result.latency.p50,
  p99: result.latency.p99,
  wrong: result.non2xx + result.errors + result.timeouts,
  bytesPerSecond: result.throughput.average,
  processor: (user + system) / 1_000 / (performance.now() - started[0]),
};
process.stdout.write(JSON.stringify(report));
