import type { AuditHead } from './audit-entry.js';

/** A place of a utility's chain, signed with a key that its database does not hold: the chain up to it cannot be written anew. */
export interface AuditCheckpoint extends AuditHead {
  readonly utility: string;
  readonly signedAt: Date;
  readonly masterKeyId: string;
  /** 64 hexadecimal digits. */
  readonly signature: string;
}

/** What is signed. Each field's length before it, as in an entry's hash. */
export const signedText = ({ utility, sequence, hash, signedAt }: Omit<AuditCheckpoint, 'masterKeyId' | 'signature'>): string =>
  [utility, sequence.toString(), hash, signedAt.toISOString()].map((field) => `${Buffer.byteLength(field)}:${field}`).join('');
