import type { TokenVerdictAnswer, TokenVerificationAnswer } from '@openprepay/contracts/http/key-management-tokens';
import { present } from '@openprepay/contracts/present';
import { formatCredit } from '@openprepay/quantities';
import { UNITS } from '@openprepay/sts';
import type { OpenedToken } from '../security-module/security-module.js';
import type { TokenVerification } from './token-verification.js';
import type { TokenVerdict } from './verify-token.js';

export function tokenVerdictToApi(verdict: TokenVerdict): TokenVerdictAnswer {
  if (!verdict.valid) return verdict;
  const { token, description, issuedAt, issuedHere, sampleTables } = verdict;
  const { supplyGroupCode, keyType, keyRevision, tariffIndex, encryptionAlgorithm } = description;
  return {
    valid: true,
    tokenClass: token.tokenClass,
    subClass: token.subClass,
    kind: token.kind,
    ...present({
      tid: token.tokenIdentifier,
      issuedAt: issuedAt?.toISOString(),
      commodity: token.commodity,
      units: unitsOf(token),
      parameters: token.parameters,
    }),
    supplyGroupCode,
    keyType,
    keyRevision,
    tariffIndex,
    encryptionAlgorithm,
    issuedHere,
    sampleTables,
  };
}

export const tokenVerificationToApi = (verification: TokenVerification): TokenVerificationAnswer => ({
  verificationId: verification.id,
  at: verification.at.toISOString(),
  actor: verification.actor,
  meterNumber: verification.meterNumber,
  vendingKeyId: verification.vendingKeyId,
  issuedHere: verification.issuedHere,
  valid: verification.valid,
});

const unitsOf = ({ commodity, amountTenths }: OpenedToken) =>
  commodity !== undefined && amountTenths !== undefined ? { value: formatCredit(amountTenths), unit: UNITS[commodity] } : undefined;
