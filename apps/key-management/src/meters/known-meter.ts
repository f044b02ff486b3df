import type { EventData } from '@openprepay/contracts/event';
import { memberText } from '@openprepay/contracts/open-enum';
import type { MeterChanged } from '@openprepay/contracts/vending';
import type { EncryptionAlgorithm } from '@openprepay/contracts/wire';

/** How a meter decodes its tokens: with which key, and by which algorithm. */
export interface MeterDescription {
  readonly supplyGroupCode: string;
  readonly keyType: number;
  readonly keyRevision: number;
  readonly tariffIndex: string;
  readonly encryptionAlgorithm: EncryptionAlgorithm;
}

/** A meter as vending last described it. */
export interface KnownMeter extends Omit<MeterDescription, 'encryptionAlgorithm'> {
  /** Also one that this version does not know. */
  readonly encryptionAlgorithm: string;
  readonly meterNumber: string;
  readonly meterPan: string;
  /** Vending's; 0 of what was said before there were revisions, where the time tells. */
  readonly revision: number;
  readonly changedAt: Date;
}

export const knownMeterOf = (meter: EventData<typeof MeterChanged>): KnownMeter => ({
  meterNumber: meter.meterNumber,
  meterPan: meter.meterPan,
  supplyGroupCode: meter.supplyGroupCode,
  keyType: meter.keyType,
  keyRevision: meter.keyRevision,
  tariffIndex: meter.tariffIndex,
  encryptionAlgorithm: memberText(meter.encryptionAlgorithm),
  revision: meter.revision ?? 0,
  changedAt: meter.changedAt,
});

/** The last of several descriptions of each meter. */
export function latestOf(meters: readonly KnownMeter[]): readonly KnownMeter[] {
  const latest = new Map<string, KnownMeter>();
  for (const meter of meters) {
    const earlier = latest.get(meter.meterNumber);
    if (!earlier || !isNewer(earlier, meter)) latest.set(meter.meterNumber, meter);
  }
  return [...latest.values()];
}

const isNewer = (left: KnownMeter, right: KnownMeter): boolean =>
  left.revision === right.revision ? left.changedAt > right.changedAt : left.revision > right.revision;
