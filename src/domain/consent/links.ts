/** Addresses in mails that name a reader by a signed token: where to change or end what comes, and where bounces go. */
import { makeToken } from "./token.ts";

export interface Links {
  /** The first page. */
  home: string;
  /** Ends everything: GET shows one button, POST acts (RFC 8058). */
  leave(subscriberId: number): string;
  preferences(subscriberId: number): string;
  confirm(signupId: number): string;
  /** Sends a digest to the address that a letter went to. */
  move(letterId: number): string;
  /** Takes back what a farewell told. */
  back(letterId: number): string;
  /** The first page, for somebody who is invited to sign up. */
  invite(invitationId: number): string;
  /** A digest on the web. */
  digest(digestId: number): string;
  leaveTopic(subscriptionId: number): string;
  /** A topic's page, with its feeds beside it. */
  own(subscriptionId: number): string;
}

/** `publicUrl`: http or https; a path is kept, credentials, query and fragment are not. @throws TypeError for what is no address. */
export function createLinks(publicUrl: string, secret: string): Links {
  const { origin, pathname } = new URL(publicUrl);
  const base = `${origin}${pathname.replace(/\/+$/, "").replace(/[<>"\s]/g, encodeURIComponent)}`;
  return {
    home: `${base}/`,
    leave: (id) => `${base}/leave/${makeToken(secret, "leave", id)}`,
    preferences: (id) => `${base}/preferences/${makeToken(secret, "preferences", id)}`,
    digest: (id) => `${base}/digest/${makeToken(secret, "digest", id)}`,
    move: (id) => `${base}/move/${makeToken(secret, "move", id)}`,
    back: (id) => `${base}/back/${makeToken(secret, "back", id)}`,
    confirm: (id) => `${base}/confirm/${makeToken(secret, "confirm", id)}`,
    invite: (id) => `${base}/?invite=${makeToken(secret, "invite", id)}`,
    leaveTopic: (id) => `${base}/leave-topic/${makeToken(secret, "leave-topic", id)}`,
    own: (id) => `${base}/own/${makeToken(secret, "own", id)}`,
  };
}

/** The envelope sender of one delivery. */
export type ReturnPath = (deliveryId: number) => string;

/** VERP: `bounces@lab.example.org` becomes `bounces+TOKEN@lab.example.org`, so that a bounce names its delivery by itself. */
export function createReturnPath(address: string, secret: string): ReturnPath {
  const at = address.lastIndexOf("@");
  const [local, domain] = [address.slice(0, at), address.slice(at)];
  return (deliveryId) => `${local}+${makeToken(secret, "bounce", deliveryId)}${domain}`;
}
