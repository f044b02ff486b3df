/** Where a utility's audit chain in the vault had come to, as the vault said then and signed. */
export interface KeptHead {
  readonly utility: string;
  readonly sequence: bigint;
  readonly hash: string;
  readonly signedAt: Date;
  readonly masterKeyId: string;
  readonly signature: string;
  readonly receivedAt: Date;
  /** The vault had said something else: the chain has another entry here than before, or ends before where it had come to. */
  readonly contradicts: boolean;
}
