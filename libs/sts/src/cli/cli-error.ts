import { StsError, type StsErrorCode } from '../sts-error.js';

/** What can go wrong at the command line, besides the library's own errors. */
export type CliErrorCode =
  | 'sts.input_not_json'
  | 'sts.input_invalid'
  | 'sts.input_too_long'
  | 'sts.usage'
  | 'sts.decoder_key_mismatch'
  | 'sts.file_unreadable'
  | 'sts.implementation_failed';

/** The command line's one error class. Its messages never contain a key or a token. */
export class CliError extends Error {
  override readonly name = 'CliError';
  constructor(
    readonly code: CliErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** An error as data, or undefined for one that nobody foresaw. */
export function describeError(error: unknown): { readonly code: StsErrorCode | CliErrorCode; readonly message: string } | undefined {
  if (error instanceof StsError || error instanceof CliError) return { code: error.code, message: error.message };
  return undefined;
}
