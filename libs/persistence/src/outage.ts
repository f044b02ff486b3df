import { TransactionTimeout } from './transaction-timeout.js';
import { databaseCause } from './unique-violation.js';

/** SQLSTATE classes and codes that say "not now" rather than "not this": the same work may succeed later. */
const OUTAGE_CLASSES = ['08', '53', '57P', '58'];
/**
 * Another's lock, or too little time: a statement or its wait for a lock ran out of it (57014, 55P03), a transaction stood
 * idle too long (25P03), or another one was in its way (40001, 40P01).
 */
const BUSY = new Set(['57014', '55P03', '25P03', '40001', '40P01']);
const READ_ONLY_TRANSACTION = '25006';
const SOCKET_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** node-postgres gives these no code. */
const DRIVER_MESSAGES = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Client was closed',
  'Driver not Connected',
  'Cannot use a pool after calling end',
];

/**
 * Tells an outage of the database (down, restarting, out of room, failed over) from work that it refused. A socket's error
 * may be another server's, where the work speaks to one.
 */
export const isDatabaseOutage = (error: unknown): boolean => isServerOutage(error) || SOCKET_ERRORS.has(databaseCause(error)?.code ?? '');

/**
 * Tells that the database was there and did not get the work done in time: it is slow, or others were in the way. Alone it
 * says nothing about the work, which may also be what is slow.
 */
export function isDatabaseBusy(error: unknown): boolean {
  if (error instanceof TransactionTimeout) return error.inStatement;
  return BUSY.has(databaseCause(error)?.code ?? '');
}

/** As `isDatabaseOutage`, only where the database, its driver or the error says so itself. */
export function isServerOutage(error: unknown): boolean {
  if (error instanceof Error && 'outage' in error && error.outage === true) return true;
  const cause = databaseCause(error);
  if (cause === undefined) return false;
  const code = cause.code ?? '';
  if (code === READ_ONLY_TRANSACTION) return true;
  if (code.length === 5 && OUTAGE_CLASSES.some((prefix) => code.startsWith(prefix))) return true;
  return DRIVER_MESSAGES.some((message) => cause.message?.includes(message) === true);
}
