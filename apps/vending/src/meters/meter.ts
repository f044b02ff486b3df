import type { MeterWarning } from '@openprepay/contracts/http/vending-catalogue';
import type { BaseDate, Commodity, DecoderKeyAlgorithm, EncryptionAlgorithm } from '@openprepay/contracts/wire';
import { parseMeterNumber, StsError } from '@openprepay/sts';
import { VendingError } from '../vending-error.js';

/** All that the vault derives a meter's decoder key from, but the vending key. */
export interface MeterKeyData {
  readonly supplyGroupCode: string;
  readonly keyType: number;
  readonly keyRevision: number;
  readonly tariffIndex: string;
  readonly encryptionAlgorithm: EncryptionAlgorithm;
  readonly decoderKeyAlgorithm: DecoderKeyAlgorithm;
  readonly baseDate: BaseDate;
}

/** A point of service: one physical meter of one utility. */
export interface Meter {
  readonly meterId: string;
  readonly meterNumber: string;
  readonly meterPan: string;
  /** The STS Association's code, from the meter number. */
  readonly manufacturerCode: string;
  readonly keyData: MeterKeyData;
  readonly commodity: Commodity;
  readonly accountNumber: string | undefined;
  /** As the catalogue names it, which may not know it. */
  readonly modelCode: string | undefined;
  /** The part of the network that it hangs on. */
  readonly networkNode: string | undefined;
  /** The supply (this meter on this account) that vends are priced for. */
  readonly supplyId: string;
  /** The meter whose place it took. */
  readonly replaces?: string | undefined;
  /** The meter that took its place: nothing is made for this one any more. */
  readonly replacedBy?: string | undefined;
  /** True while a set for another key is being made: nothing is sold to it then. */
  readonly keyChangePending: boolean;
  /** Grows with every change, under the meter's lock: others tell by it what is newer. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

export interface NewMeter {
  readonly meterNumber: string;
  readonly keyData: MeterKeyData;
  readonly commodity: Commodity;
  readonly accountNumber: string | undefined;
  readonly modelCode?: string | undefined;
  readonly networkNode?: string | undefined;
}

/** A meter, and what the catalogue has to say of it. */
export interface WarnedMeter extends Meter {
  readonly warnings: readonly MeterWarning[];
}

/**
 * A meter as it is first registered; its PAN and manufacturer come from its number.
 * @throws {VendingError} `vending.meter_number_invalid`, `vending.meter_algorithms_mismatch`
 */
export function registerMeter(wanted: NewMeter, ids: { readonly meterId: string; readonly supplyId: string }, now: Date): Meter {
  const { meterNumber, pan, manufacturerCode } = readMeterNumber(wanted.meterNumber);
  checkAlgorithms(wanted.keyData);
  const { keyData, commodity, accountNumber, modelCode, networkNode } = wanted;
  return {
    ...ids,
    keyData,
    commodity,
    accountNumber,
    modelCode,
    networkNode,
    meterNumber,
    meterPan: pan,
    manufacturerCode,
    keyChangePending: false,
    revision: 1,
    createdAt: now,
    changedAt: now,
  };
}

export interface MeterChange {
  readonly keyData?: Partial<MeterKeyData>;
  /** `null` takes the meter off its account. */
  readonly accountNumber?: string | null;
  /** `null`: of no model that is known. */
  readonly modelCode?: string | null;
  /** `null`: hanging on nothing that is known. */
  readonly networkNode?: string | null;
}

/**
 * The meter after a change, but for its supply: on another account it is on another.
 * @throws {VendingError} `vending.meter_algorithms_mismatch`
 */
export function changeMeter(meter: Meter, change: MeterChange, now: Date): Meter {
  const keyData = { ...meter.keyData, ...change.keyData };
  checkAlgorithms(keyData);
  const accountNumber = change.accountNumber === undefined ? meter.accountNumber : (change.accountNumber ?? undefined);
  const modelCode = change.modelCode === undefined ? meter.modelCode : (change.modelCode ?? undefined);
  const networkNode = change.networkNode === undefined ? meter.networkNode : (change.networkNode ?? undefined);
  return { ...meter, keyData, accountNumber, modelCode, networkNode, revision: meter.revision + 1, changedAt: now };
}

/**
 * Nothing is made for a meter whose place another one has taken.
 * @throws {VendingError} `vending.meter_replaced`
 */
export function requireInUse({ meterNumber, replacedBy }: Meter): void {
  if (replacedBy === undefined) return;
  throw new VendingError('vending.meter_replaced', `meter ${meterNumber} was replaced by meter ${replacedBy}`);
}

/**
 * Nor for one that is being given another key: nobody knows yet which of the two it is to be made under.
 * @throws {VendingError} `vending.meter_replaced`, `vending.key_change_pending`
 */
export function requireSettledKey(meter: Meter): void {
  requireInUse(meter);
  if (!meter.keyChangePending) return;
  throw new VendingError('vending.key_change_pending', 'the meter is being given another key: try again', { retryAfterSeconds: 2 });
}

/**
 * The number as the platform writes it, without the spaces of a label, and what it says.
 * @throws {VendingError} `vending.meter_number_invalid` for a wrong length or check digit
 */
export function readMeterNumber(text: string): ReturnType<typeof parseMeterNumber> {
  try {
    return parseMeterNumber(text);
  } catch (error) {
    if (error instanceof StsError) throw new VendingError('vending.meter_number_invalid', error.message, { cause: error });
    throw error;
  }
}

/**
 * EA11 takes a 128-bit key, which only DKGA04 makes.
 * @source IEC 62055-41 6.5.3, decoder key generation algorithms
 */
function checkAlgorithms({ encryptionAlgorithm, decoderKeyAlgorithm }: MeterKeyData): void {
  if (encryptionAlgorithm === 'EA11' && decoderKeyAlgorithm !== 'DKGA04') {
    throw new VendingError('vending.meter_algorithms_mismatch', `${encryptionAlgorithm} cannot use a key of ${decoderKeyAlgorithm}`);
  }
}
