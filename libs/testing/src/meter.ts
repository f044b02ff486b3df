import type { BaseDate, Commodity, DecoderKeyAlgorithm, EncryptionAlgorithm } from '@openprepay/contracts/wire';
import { makeMeterNumber } from '@openprepay/sts';

/** All that the vault derives a meter's decoder key from, but the vending key. */
export interface TestKeyData {
  readonly supplyGroupCode: string;
  readonly keyType: number;
  readonly keyRevision: number;
  readonly tariffIndex: string;
  readonly encryptionAlgorithm: EncryptionAlgorithm;
  readonly decoderKeyAlgorithm: DecoderKeyAlgorithm;
  readonly baseDate: BaseDate;
}

export interface TestMeter {
  readonly meterNumber: string;
  readonly commodity: Commodity;
  readonly accountNumber: string | undefined;
  readonly keyData: TestKeyData;
}

const MANUFACTURER = '07';
let lastSerial = 0;

/** A meter number that nothing else in this process has. */
export const newMeterNumber = (): string => makeMeterNumber(MANUFACTURER, String(++lastSerial).padStart(8, '0'));

export const meterKeyData: TestKeyData = {
  supplyGroupCode: '600100',
  keyType: 2,
  keyRevision: 1,
  tariffIndex: '01',
  encryptionAlgorithm: 'EA11',
  decoderKeyAlgorithm: 'DKGA04',
  baseDate: 2014,
};

/** An electricity meter on no account, with a number of its own. */
export const newMeter = (changes: Partial<TestMeter> = {}): TestMeter => ({
  meterNumber: newMeterNumber(),
  commodity: 'electricity',
  accountNumber: undefined,
  keyData: meterKeyData,
  ...changes,
});
