import { ApiError } from '@openprepay/contracts/http/client-errors';

/** What to show of something that went wrong. */
export interface Failure {
  /** For programs, and for whoever is asked for help. */
  readonly code: string;
  /** What the server says of it, in words for people; absent where none answered. */
  readonly detail?: string;
  /** By field of the input, as the contract spells it (`tender.amount`). */
  readonly fields: Readonly<Record<string, string>>;
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof ApiError)) return { code: 'client.no_answer', fields: {} };
  const fields = Object.fromEntries((error.problem?.errors ?? []).map(({ path, message }) => [path, message]));
  return { code: error.code, fields, ...(error.problem === undefined ? {} : { detail: error.problem.detail }) };
}

/** The code alone, for a decision. */
export const codeOf = (error: unknown): string => failureOf(error).code;
