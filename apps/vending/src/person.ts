import type { Principal } from '@openprepay/contracts/identity';

/** Who asked for something, or decided on it, as the record has it. */
export interface Person {
  readonly subject: string;
  readonly username: string;
}

export const personOf = ({ subject, username }: Principal): Person => ({ subject, username });
