import { z } from 'zod';
import type { EventData, EventDefinition } from './event.js';
import { signedWith } from './signed-together.js';

/** An Ed25519 signature, 64 octets. */
export const requestSignature = z.base64url().length(86);

/** An event that carries the signature of whoever asks. */
export type SignedEvent = EventDefinition<string, z.ZodType<{ readonly signature?: string | undefined }>>;

/** An event that may also be signed together with others. */
export type JointlySignedEvent = EventDefinition<
  string,
  z.ZodType<{ readonly signature?: string | undefined; readonly signedWith?: readonly string[] | undefined }>
>;

/** What a request says of who asks. `signedWith`: of one that was signed together with others, the way to what was signed. */
export const requestSeal = { signature: requestSignature.optional(), signedWith: signedWith.optional() };

/**
 * What is signed of a request: whose it is, of which kind, and all that it says. A field that this version does not know is not in
 * what it verifies: whoever answers requests is updated before those who ask get a new one.
 */
export function signedText<Definition extends SignedEvent>(event: Definition, utility: string, data: EventData<Definition>): string {
  const { signature: _signature, signedWith: _way, ...said } = z.encode(event.data, data) as Readonly<Record<string, unknown>>;
  return JSON.stringify([event.type, utility, said], inOneOrder);
}

/** The fields of an object by their names, whatever order it has them in. */
const inOneOrder = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value;
