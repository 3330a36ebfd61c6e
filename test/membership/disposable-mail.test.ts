/** Domains whose addresses end: told by name and by what they are below, in any spelling; lasting ones and aliases are not. */
import { expect, it, test } from "vitest";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { findDisposableDomain, warnOfDomain } from "../../src/membership/disposable-mail.ts";

function read(text: string) {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.address;
}

test.each([
  ["ada@mailinator.com", "mailinator.com"],
  ["Ada@MAILINATOR.com", "mailinator.com"],
  ["ada@lab.of.mailinator.com", "mailinator.com"],
  ["ada@guerrillamail.com", "guerrillamail.com"],
  ["ada@lab-mailinator.com", null],
  ["ada@mailinator.com.example.org", null],
  ["mailinator.com@example.org", null],
  ["ada@gmail.com", null],
  ["ada@localhost", null],
  ["ada@bücher.example", null],
  ["slack:C0123ABCD", null],
])("%s is of %s", async (address, domain) => {
  expect(await findDisposableDomain(read(address))).toBe(domain);
});

it("forwarders and the mailboxes of universities and providers are lasting", async () => {
  const lasting =
    "duck.com mozmail.com simplelogin.com anonaddy.com passmail.net privaterelay.appleid.com proton.me gmx.de web.de qq.com 163.com yandex.ru naver.com ethz.ch mit.edu";
  for (const domain of lasting.split(" ")) expect(await findDisposableDomain(read(`ada@${domain}`))).toBeNull();
});

it("says what it means and what to do", () => {
  expect(warnOfDomain("mailinator.com")).toBe(
    "mailinator.com gives addresses that end after a while; digests that come back end the subscription. Use a lasting one if you can.",
  );
});
