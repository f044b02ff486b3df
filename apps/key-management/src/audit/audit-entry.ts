import { createHash } from 'node:crypto';

/** What people and the service do with keys. An action is API: auditors filter by it. */
export const auditActions = [
  'supply-group.created',
  'vending-key.created',
  'vending-key.generated',
  'vending-key.component-entered',
  'vending-key.component-refused',
  'vending-key.activated',
  'vending-key.retiring',
  'vending-key.change-asked',
  'vending-key.change-refused',
  'vending-key.approval-refused',
  'vending-key.retired',
  'vending-key.reactivated',
  'vending-key.first-used-today',
  'vending-key.rewrapped',
  'vending-key.integrity-failed',
  'vending-key.integrity-restored',
  'management-token.issued',
  'key-change.issued',
  'custodian.changed',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Who did it: a person from the access token, or the service itself. */
export interface AuditActor {
  readonly subject: string;
  readonly username: string;
}

export const serviceActor: AuditActor = { subject: 'service:key-management', username: 'key-management' };

/** Something that was done, before it has its place in the chain. Details never hold key material or a token. */
export interface AuditRecord {
  readonly at: Date;
  readonly actor: AuditActor;
  readonly action: AuditAction;
  /** The supply group code or vending key id that it was done to. */
  readonly target: string;
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

/** A link of a utility's chain: its hash covers everything in it and the hash before it. */
export interface AuditEntry {
  readonly utility: string;
  /** 1, 2, 3, … without a gap. */
  readonly sequence: bigint;
  readonly at: Date;
  readonly actor: AuditActor;
  readonly action: string;
  readonly target: string;
  /** JSON, hashed as it is written. */
  readonly details: string;
  /** 64 hexadecimal digits. */
  readonly previousHash: string;
  readonly hash: string;
}

/** The last link of a chain; whoever has noted it elsewhere can tell that the chain's end was cut off or rewritten. */
export interface AuditHead {
  readonly sequence: bigint;
  readonly hash: string;
}

/** What the first entry follows. */
export const emptyHead: AuditHead = { sequence: 0n, hash: '0'.repeat(64) };

/** Puts a record at the end of a chain. */
export function linkTo(head: AuditHead, utility: string, record: AuditRecord): AuditEntry {
  const { at, actor, action, target, details } = record;
  const unsealed = {
    utility,
    sequence: head.sequence + 1n,
    at,
    actor,
    action,
    target,
    details: JSON.stringify(details),
    previousHash: head.hash,
  };
  return { ...unsealed, hash: hashOf(unsealed) };
}

/** Why an entry does not follow the one before it; undefined where it does. */
export function flawOf(entry: AuditEntry, before: AuditHead): AuditFlaw | undefined {
  if (entry.sequence !== before.sequence + 1n) return 'entry-missing';
  if (entry.previousHash !== before.hash) return 'link-broken';
  return hashOf(entry) === entry.hash ? undefined : 'entry-altered';
}

export type AuditFlaw =
  | 'entry-missing'
  | 'link-broken'
  | 'entry-altered'
  | 'head-mismatch'
  | 'checkpoint-mismatch'
  | 'checkpoint-forged'
  | 'checkpoint-unverifiable';

function hashOf(entry: Omit<AuditEntry, 'hash'>): string {
  const fields = [
    entry.previousHash,
    entry.utility,
    entry.sequence.toString(),
    entry.at.toISOString(),
    entry.actor.subject,
    entry.actor.username,
    entry.action,
    entry.target,
    entry.details,
  ];
  const hash = createHash('sha256');
  // Each field's length before it: moving a character from one field to the next changes the hash.
  for (const field of fields) hash.update(`${Buffer.byteLength(field)}:`).update(field);
  return hash.digest('hex');
}
