/** Metrics in Prometheus' form: what this process settled, and what the database says when it is asked. */
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { SettledDelivery } from "../pipeline/deliver-order.ts";
import type { Gauges } from "../reading/gauges.ts";

export interface Metrics {
  /** Counts a delivery that ended. */
  observe(settled: SettledDelivery): void;
  /** The exposition text. */
  render(gauges: Gauges, waiting: Map<string, number>): Promise<string>;
  contentType: string;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `paperboy_${name}`, help, labelNames, registers });
  const settled = new Counter({
    name: "paperboy_deliveries_settled_total",
    help: "Deliveries this process settled, by how they ended",
    labelNames: ["channel", "via", "state"],
    registers,
  });
  const seconds = new Histogram({
    name: "paperboy_send_seconds",
    help: "From taking a delivery up to its end",
    labelNames: ["via"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const open = gauge("deliveries_open", "Deliveries that are open, by state", ["channel", "state"]);
  const due = gauge("readers_due", "Readers whose due time has passed without a digest");
  const oldest = gauge("oldest_due_seconds", "How long the first of them has waited");
  const readAt = gauge("source_read_timestamp_seconds", "When a source was last read", ["source"]);
  const completeOn = gauge("source_complete_timestamp_seconds", "The latest complete day of a source", ["source"]);
  const listings = gauge("source_listings", "Listings of a source's last reading", ["source"]);
  const jobs = gauge("jobs_waiting", "Jobs that wait in the queue", ["step"]);
  const stopped = gauge("relay_stopped", "1 while a relay rests", ["via"]);
  const workers = gauge("workers", "Processes at work");
  return {
    contentType: registry.contentType,
    observe({ channel, via, state, seconds: took }) {
      settled.inc({ channel, via, state });
      seconds.observe({ via }, took);
    },
    render(gauges, waiting) {
      for (const each of [open, jobs, stopped]) each.reset();
      for (const { channel, state, count } of gauges.open) open.set({ channel, state }, count);
      due.set(gauges.due);
      oldest.set(gauges.oldestDueSeconds);
      for (const { source, readAt: at, completeOn: day, listings: count } of gauges.sources) {
        if (at) readAt.set({ source }, at.getTime() / 1_000);
        if (day) completeOn.set({ source }, Date.parse(`${day}T00:00:00Z`) / 1_000);
        listings.set({ source }, count);
      }
      for (const [step, count] of waiting) jobs.set({ step }, count);
      for (const relay of gauges.relays)
        stopped.set({ via: relay.via }, relay.stopped_until && relay.stopped_until > new Date() ? 1 : 0);
      workers.set(gauges.workers);
      return registry.metrics();
    },
  };
}
