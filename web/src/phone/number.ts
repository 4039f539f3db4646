import type { Peer } from "./model";

/** What a dialled text means: the number to call, and the tones to send after the answer. */
export interface Dialled {
  readonly number: string;
  readonly after: string;
}

const kLongestNumber = 32;
// Spaces of every kind, brackets, dots, slashes, and dashes from every keyboard and word processor.
const kDecoration =
  /[\s\u00a0\u2000-\u200f\u2028-\u202f\u2060\ufeff()[\]./\u00ad\u2010-\u2015\u2212-]/gu;

/** The number in `text` as one would press it on a desk phone, or null if there is none. */
export function dialled(text: string): Dialled | null {
  // Full-width digits from Asian keyboards are digits; NFKC makes them so.
  const plain = withoutScheme(text.normalize("NFKC").trim());
  const [head = "", ...rest] = plain.split(/[,;]/);
  const pauses = rest.length > 0 ? plain.slice(head.length).replaceAll(";", ",") : "";
  const number = withoutTrunkZero(head).replace(kDecoration, "");
  const after = pauses.replace(kDecoration, "");
  if (!/^(\+[0-9]{3,}|[0-9*#]+)$/.test(number) || number.length > kLongestNumber) return null;
  if (!/^[0-9*#,A-Da-d]*$/.test(after)) return null;
  return { number, after };
}

function withoutScheme(text: string): string {
  // [RFC3966 §3] parameters follow a `;` and have names; in a plain number a `;` is a pause.
  if (!/^tel:/i.test(text)) return text;
  return text.slice(4).replace(/;[a-z-]+(=[^;]*)?/gi, "");
}

/** +44 (0)20 … is written for two kinds of reader; who dials the + must leave the (0) out. */
function withoutTrunkZero(text: string): string {
  return text.trimStart().startsWith("+") ? text.replace(/\(\s*0\s*\)/, "") : text;
}

/** The touch-tones in a pasted or typed text, `,` for a pause. */
export function tonesIn(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(";", ",")
    .replace(/[^0-9*#,A-Da-d]/g, "")
    .toUpperCase();
}

/** Whether redial may offer it: no withheld number and no feature code. */
export function redialable(peer: Peer): boolean {
  return /^\+?[0-9]/.test(peer.number) && dialled(peer.number) !== null;
}

/** An extension, as opposed to a number of the public network. */
export function looksInternal(number: string): boolean {
  return /^[0-9*#]{1,6}$/.test(number);
}

/** How a party is called on the screen. */
export function title(peer: Peer): string {
  return peer.name ?? (peer.number || "Private number");
}

/** The second line under the title, empty when the title already says it. */
export function subtitle(peer: Peer): string {
  return peer.name === null ? "" : peer.number;
}
