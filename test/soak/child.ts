/** A soak in a process of its own, so that its memory is its own: `node --expose-gc child.ts long|short URL`; says JSON, a line a day. */
import { live } from "./course.ts";
import { LONG, SHORT } from "./plan.ts";
import { prove } from "./proof.ts";

const [form, url, readers] = process.argv.slice(2) as [string, string, string | undefined];
const plan = form === "long" ? LONG : SHORT;
const own = readers ? { ...plan, readers: Number(readers) } : plan;
const say = (what: object) => console.log(JSON.stringify(what));
const course = await live(own, url, (day) => say({ day }));
const { faults } = course.relay;
const proof = await prove(own, course);
say({ proof, faults, stopped: course.stopped, merges: course.merges.length });
await course.db.destroy();
