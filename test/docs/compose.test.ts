/** What compose gives to the program: every variable there is, and with those that the documents want, mail to everybody. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../../src/config.ts";
import { variables } from "../../src/config-variables.ts";
import { usesOutbox } from "../../src/open-channels.ts";

interface Compose {
  networks?: Record<string, { ipam: { config: { subnet: string }[] } }>;
  services: Record<string, { environment?: Record<string, string>; networks?: string[] }>;
}
const read = (file: string) => readFileSync(join(import.meta.dirname, "../..", file), "utf8");
const readCompose = (file: string): Compose => parse(read(file), { merge: true }) as Compose;
const base = readCompose("docker-compose.yml");
const production = readCompose("deploy/production.yml");

/** As compose does it: `-` fills what is unset, `:-` also what is empty, `:?` refuses both. */
const fill = (text: string, env: Record<string, string>): string =>
  text.replace(/\$\{(\w+)(?:(:?)([-?])([^{}]*))?\}/g, (_, name: string, colon?: string, sign?: string, rest = "") => {
    const value = env[name];
    if (value !== undefined && (value !== "" || !colon)) return value;
    if (sign === "?") throw new Error(`${name}: ${rest}`);
    return sign === "-" ? rest : "";
  });

/** The environment of a service, with `.env` and one file or both. */
const environmentOf = (service: string, env: Record<string, string>, files = [base]): Record<string, string> =>
  Object.fromEntries(
    files
      .flatMap(({ services }) => Object.entries(services[service]?.environment ?? {}))
      .map(([name, text]) => [name, fill(text, env)]),
  );

/** Of the file itself: a host's own database, folder and port mean nothing in a container. */
const FIXED = ["DATABASE_URL", "PAPERBOY_DATA", "PAPERBOY_LISTEN"];
const names = Object.keys(variables);
const REAL = {
  PAPERBOY_URL: "https://papers.lab.example.org",
  PAPERBOY_SECRET: "0123456789abcdef0123456789abcdef",
  PAPERBOY_ADDRESS: "Vision Lab, 1 Example Street, 12345 Exampleton",
  SMTP_URL: "smtp://relay.lab.example.org",
  MAIL_FROM: "papers@lab.example.org",
};

describe.each(["paperboy", "worker"])("compose's %s", (service) => {
  it("gets every variable that stands in .env, but for those of compose itself", () => {
    const env = Object.fromEntries(names.map((name) => [name, `my ${name}`]));
    const given = environmentOf(service, env);
    for (const name of names.filter((each) => !FIXED.includes(each))) expect(given[name], name).toBe(env[name]);
    for (const name of FIXED) expect(given[name], name).not.toContain("my ");
  });

  it("can be configured with none of them, and then writes to the sample readers alone", () => {
    expect(readConfig(environmentOf(service, {})).mail.allow).toContain("*@example.org");
    expect(readConfig(environmentOf(service, { MAIL_ALLOW: "" })).mail.allow).toEqual([]);
  });

  it("writes to everybody in production, with what the documents want in .env", () => {
    const listed = /It wants ([^.]*?) in `\.env`/.exec(read("docs/operating.md"))?.[1] ?? "";
    const wanted = [...listed.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
    const env: Record<string, string> = Object.fromEntries(wanted.map((name) => [name, `x of ${name}`]));
    for (const [name, value] of Object.entries(REAL)) if (name in env) env[name] = value;
    const all = ["postgres", service, "proxy"].flatMap((each) =>
      Object.keys(environmentOf(each, env, [base, production])),
    );
    for (const name of wanted) expect(all, name).toContain(name);
    for (const name of wanted)
      expect(
        () => ["postgres", service, "proxy"].map((each) => environmentOf(each, { ...env, [name]: "" }, [production])),
        name,
      ).toThrow(`${name}: set it in .env`);
    const given = environmentOf(service, { ...env, SLACK_BOT_TOKEN: "xoxb-1" }, [base, production]);
    expect(usesOutbox(readConfig(given))).toBe(false);
  });
});

it("has a database whose password may hold any sign, since it stands in no address", () => {
  const given = environmentOf("paperboy", { POSTGRES_PASSWORD: "a/b@c:d?e" });
  expect(given.PGPASSWORD).toBe("a/b@c:d?e");
  expect(given.DATABASE_URL).toBe(environmentOf("paperboy", {}).DATABASE_URL);
  expect(environmentOf("postgres", {}).POSTGRES_PASSWORD).toBe(environmentOf("paperboy", {}).PGPASSWORD);
});

it("believes Caddy who its visitors are, and nobody in another network", () => {
  const given = environmentOf("paperboy", REAL, [base, production]);
  const [subnet] = production.networks?.front?.ipam.config ?? [];
  expect(readConfig(given).trustedProxies).toEqual([subnet?.subnet]);
  const there = Object.entries(production.services).filter(([, { networks }]) => networks?.includes("front"));
  expect(there.map(([name]) => name)).toEqual(["paperboy", "proxy"]);
});

it(".env with all that compose and Caddy read there is taken by the program outside of Docker too", () => {
  const filled = JSON.stringify([base, production]).matchAll(/\$\{(\w+)/g);
  const named = new Set([...filled].map(([, name = ""]) => name));
  expect(named).toContain("CADDY_DOMAIN");
  const others = [...named].filter((name) => !names.includes(name));
  expect(() => readConfig(Object.fromEntries(others.map((name) => [name, "x"])))).not.toThrow();
  expect(read("deploy/Caddyfile")).toContain("{$CADDY_DOMAIN} {");
});

it("a variable that is empty means the same as one that is not set", () => {
  for (const name of names) expect(readConfig({ [name]: "" }), name).toEqual(readConfig({}));
});
