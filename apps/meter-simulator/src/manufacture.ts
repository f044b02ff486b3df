import { type BaseDate, meterPan, tokenIdentifierAt } from '@openprepay/sts';
import { deriveDecoderKey, type KeyType } from '@openprepay/sts/keys';
import { createMeterState, type MeterFunction, type MeterState } from '@openprepay/sts/meter';
import type { MeterDescription } from './meters-file.js';

/** Meters of the simulator were all made then, unless their description says otherwise. */
const MANUFACTURED_AT: Readonly<Record<BaseDate, Date>> = {
  1993: new Date('2010-01-01T00:00:00Z'),
  2014: new Date('2020-01-01T00:00:00Z'),
  2035: new Date('2035-01-01T00:00:00Z'),
};

/** The management tokens that they understand: all but extended ones. */
const FUNCTIONS: readonly MeterFunction[] = [
  'set-maximum-power-limit',
  'clear-credit',
  'set-tariff-rate',
  'clear-tamper-condition',
  'set-maximum-phase-power-unbalance-limit',
  'set-water-meter-factor',
];

/**
 * A meter as its manufacturer would make it. Its decoder key comes from the description, or is derived here from the
 * vending key that the manufacturer was given: the vault never hands out either.
 *
 * @throws {StsError} where the description is no possible meter
 */
export function manufacture(meter: MeterDescription): MeterState {
  const { meterNumber, encryptionAlgorithm, keyExpiry, keyRevision, supplyGroupCode, tariffIndex, baseDate, commodity } = meter;
  const state = createMeterState({
    meterNumber,
    encryptionAlgorithm,
    decoderKey: decoderKeyOf(meter),
    keyType: meter.keyType as KeyType,
    keyRevision,
    supplyGroupCode,
    tariffIndex,
    tokenIdentifierOfManufacture: tokenIdentifierAt(meter.manufacturedAt ?? MANUFACTURED_AT[baseDate], baseDate),
    commodities: [commodity],
    functions: FUNCTIONS,
    ...(keyExpiry === undefined ? {} : { keyExpiry }),
  });
  return { ...state, creditTenths: { ...state.creditTenths, [commodity]: meter.initialCreditTenths } };
}

function decoderKeyOf(meter: MeterDescription): Uint8Array {
  if (meter.decoderKey !== undefined) return Buffer.from(meter.decoderKey, 'hex');
  const { meterNumber, keyRevision, supplyGroupCode, tariffIndex, baseDate, encryptionAlgorithm, decoderKeyAlgorithm } = meter;
  return deriveDecoderKey({
    algorithm: decoderKeyAlgorithm,
    vendingKey: Buffer.from(meter.vendingKey ?? '', 'hex'),
    meterPan: meterPan(meterNumber),
    keyType: meter.keyType as KeyType,
    supplyGroupCode,
    tariffIndex,
    keyRevision,
    baseDate,
    encryptionAlgorithm,
  });
}
