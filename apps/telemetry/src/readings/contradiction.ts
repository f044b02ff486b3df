/** Another value for a register and time that is stored. */
export interface Contradiction {
  readonly register: string;
  readonly ts: Date;
  /** What was said later; exact decimals, in the register's usual unit. */
  readonly value: string;
  /** What was said first, and stands. */
  readonly storedValue: string;
  /** The meter's own counter of the message. */
  readonly seq: string;
  readonly receivedAt: Date;
}
