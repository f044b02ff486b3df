import type { OperationsAnswer } from '@openprepay/contracts/http/parked-messages';

/** Messages of other services that a service has still to read; those of its slowest reader count with the others'. */
export const toRead = ({ consumers }: OperationsAnswer): number => consumers.reduce((total, { lag }) => total + lag, 0);

/** Readers that do not run: nothing of theirs gets on. */
export const stopped = ({ consumers }: OperationsAnswer): readonly string[] =>
  consumers.filter(({ running }) => !running).map(({ group }) => group);
