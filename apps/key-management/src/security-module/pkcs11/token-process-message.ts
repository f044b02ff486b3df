import { NamedOutage } from '@openprepay/contracts/coded';
import { StsError, type StsErrorCode } from '@openprepay/sts';
import { KeyManagementError, type KeyManagementErrorCode } from '../../key-management-error.js';
import type { Arguments, Operation } from '../forwarded-security-module.js';
import type { MasterKeyFiles } from '../load-master-keys.js';
import type { TokenSettings } from './token-session.js';

/** What the process that owns the token is told before anything else. */
export interface TokenProcessSettings {
  readonly token: TokenSettings;
  /** Master keys that open what was sealed before there was a token. */
  readonly older: MasterKeyFiles | undefined;
  readonly staTablesFile: string | undefined;
}

export type ToTokenProcess =
  | { readonly open: TokenProcessSettings }
  | { readonly [Name in Operation]: { readonly id: number; readonly name: Name; readonly args: Arguments<Name> } }[Operation];

export type FromTokenProcess =
  { readonly id: number; readonly answer: unknown } | { readonly id: number; readonly failure: WrittenFailure };

/** A failure on its way between the processes: what it says, and nothing of where it was. */
export interface WrittenFailure {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
}

export function writeFailure(error: unknown): WrittenFailure {
  if (error instanceof NamedOutage || error instanceof KeyManagementError || error instanceof StsError) {
    return { name: error.name, message: error.message, code: String(error.code) };
  }
  return { name: 'Error', message: error instanceof Error ? error.message : 'the token’s process failed' };
}

export function readFailure({ name, message, code }: WrittenFailure): Error {
  if (code === undefined) return new Error(message);
  if (name === 'NamedOutage') return new NamedOutage(code, message);
  return name === 'StsError'
    ? new StsError(code as StsErrorCode, message)
    : new KeyManagementError(code as KeyManagementErrorCode, message);
}
