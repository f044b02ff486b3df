import type { TokenVerdictAnswer } from '@openprepay/contracts/http/key-management-tokens';
import { present } from '@openprepay/contracts/present';
import { formatCredit } from '@openprepay/quantities';
import { UNITS } from '@openprepay/sts';
import type { OpenedToken } from '../security-module/security-module.js';
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

const unitsOf = ({ commodity, amountTenths }: OpenedToken) =>
  commodity !== undefined && amountTenths !== undefined ? { value: formatCredit(amountTenths), unit: UNITS[commodity] } : undefined;
