/** What is used of autocannon, which comes without types. */
declare module "autocannon" {
  export default function autocannon(order: {
    url: string;
    connections: number;
    duration: number;
    overallRate?: number;
    requests: { path: string; headers: Record<string, string> }[];
  }): Promise<{
    requests: { average: number };
    latency: { p50: number; p99: number };
    throughput: { average: number };
    non2xx: number;
    errors: number;
    timeouts: number;
  }>;
}
