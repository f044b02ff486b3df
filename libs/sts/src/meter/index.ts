export {
  type AcceptanceCode,
  type AcceptanceResult,
  type Acceptance,
  type MeterEffect,
  type RejectionCode,
  acceptToken,
} from './accept-token.js';
export { type MeterConfig, type MeterState, consumeCredit, createMeterState } from './meter-state.js';
export { TOKEN_IDENTIFIER_CAPACITY } from './token-identifier-store.js';
