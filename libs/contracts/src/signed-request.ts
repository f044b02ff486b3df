import { z } from 'zod';
import type { EventData, EventDefinition } from './event.js';
import { quickCodecOf } from './quick-codec.js';
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
  const encoded = quickCodecOf(event.data).encode(data) ?? z.encode(event.data, data);
  const { signature: _signature, signedWith: _way, ...said } = encoded as Readonly<Record<string, unknown>>;
  return JSON.stringify([event.type, utility, inOneOrder(said)]);
}

/** JSON with the fields of all objects by their names, whatever order they come in. */
function inOneOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inOneOrder);
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map((name) => [name, inOneOrder(fields[name])]),
  );
}
