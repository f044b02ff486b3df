import type { EventData } from '@openprepay/contracts/event';
import { isKnown } from '@openprepay/contracts/open-enum';
import { present } from '@openprepay/contracts/present';
import type { MeterChanged } from '@openprepay/contracts/vending';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { type Meter, type MeterKeyData, readMeterNumber } from '../meters/meter.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { TakeSupply } from '../supplies/take-supply.js';

/** A meter that was registered or changed, as the others were told of it. */
export class RebuildMeter {
  constructor(
    private readonly meters: MeterRepository,
    private readonly takeSupply: TakeSupply,
    private readonly clock: Pick<Clock, 'newId'>,
  ) {}

  /** @returns whether it was not known so */
  async execute(tx: Tx, said: EventData<typeof MeterChanged>): Promise<boolean> {
    const known = await this.meters.lock(tx, said.meterNumber);
    const revision = said.revision ?? 1;
    if (known && known.revision >= revision) return false;
    const meter = asMeter(said, {
      revision,
      supplyId: known?.supplyId ?? this.clock.newId(),
      createdAt: known?.createdAt ?? said.changedAt,
    });
    if (!known) await this.meters.insert(tx, meter);
    if (known?.accountNumber === meter.accountNumber && known !== undefined) await this.meters.update(tx, meter);
    else await this.meters.update(tx, { ...meter, supplyId: await this.supplyOf(tx, meter, known) });
    await this.shareSupply(tx, meter);
    return true;
  }

  /** What a meter was sold before another one took its place is the supply's that the other one is on, whichever is told of first. */
  private async shareSupply(tx: Tx, { meterNumber, replaces, replacedBy }: Meter): Promise<void> {
    const pairs = [replaces === undefined ? [] : [replaces, meterNumber], replacedBy === undefined ? [] : [meterNumber, replacedBy]];
    for (const [left, taking] of pairs) {
      if (left === undefined || taking === undefined) continue;
      await this.meters.lockAll(tx, [left, taking]);
      const [old, other] = [await this.meters.find(tx, left), await this.meters.find(tx, taking)];
      if (old && other && old.supplyId !== other.supplyId) await this.meters.update(tx, { ...old, supplyId: other.supplyId });
    }
  }

  private supplyOf(tx: Tx, meter: Meter, known: Meter | undefined): Promise<string> {
    if (known === undefined) return this.takeSupply.execute(tx, meter, { at: meter.changedAt });
    return this.takeSupply.execute(tx, { ...meter, supplyId: this.clock.newId() }, { leaving: known.supplyId, at: meter.changedAt });
  }
}

interface Kept {
  readonly revision: number;
  readonly supplyId: string;
  readonly createdAt: Date;
}

function asMeter(said: EventData<typeof MeterChanged>, kept: Kept): Meter {
  const {
    meterId,
    meterNumber,
    meterPan,
    commodity,
    accountNumber,
    modelCode,
    networkNode,
    replaces,
    replacedBy,
    changedAt,
    encryptionAlgorithm,
    decoderKeyAlgorithm,
    ...rest
  } = said;
  // Vending said it itself: it knows the names it uses.
  if (!isKnown(commodity) || !isKnown(encryptionAlgorithm) || !isKnown(decoderKeyAlgorithm)) {
    throw new TypeError(`meter ${meterNumber} was told of by a later version: rebuild with that one`);
  }
  const { supplyGroupCode, keyType, keyRevision, tariffIndex, baseDate } = rest;
  const keyData: MeterKeyData = { supplyGroupCode, keyType, keyRevision, tariffIndex, encryptionAlgorithm, decoderKeyAlgorithm, baseDate };
  const { manufacturerCode } = readMeterNumber(meterNumber);
  return {
    meterId,
    meterNumber,
    meterPan,
    manufacturerCode,
    keyData,
    commodity,
    accountNumber,
    modelCode,
    networkNode,
    ...present({ replaces, replacedBy }),
    keyChangePending: false,
    changedAt,
    ...kept,
  };
}
