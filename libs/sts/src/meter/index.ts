export { acceptToken } from './accept-token.js';
export {
  type Acceptance,
  type AcceptanceCode,
  type AcceptanceResult,
  type KeyChangePart,
  type MeterDisplay,
  type MeterEffect,
  type RejectionCode,
  resultRegister,
} from './acceptance.js';
export { KEY_CHANGE_TIME_LIMIT_MS } from './key-change-assembly.js';
export {
  type MeterConfig,
  type MeterFunction,
  type MeterState,
  type PendingKeyChange,
  consumeCredit,
  createMeterState,
} from './meter-state.js';
export {
  TOKEN_IDENTIFIER_CAPACITY,
  type TokenIdentifierStore,
  judgeTokenIdentifier,
  rememberTokenIdentifier,
} from './token-identifier-store.js';
