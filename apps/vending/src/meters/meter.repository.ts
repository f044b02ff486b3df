import type { BaseDate, Commodity, DecoderKeyAlgorithm, EncryptionAlgorithm } from '@openprepay/contracts/wire';
import type { Tx } from '@openprepay/persistence/tx';
import { MoreThan } from 'typeorm';
import { columnsOf } from '../row-columns.js';
import type { Meter } from './meter.js';
import { MeterRow } from './meter.row.js';

export interface MeterFilter {
  readonly accountNumber?: string | undefined;
  /** Meters with a greater number only. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export class MeterRepository {
  async find(tx: Tx, meterNumber: string): Promise<Meter | undefined> {
    const row = await tx.manager.findOneBy(MeterRow, { utility: tx.utility, meterNumber });
    return row ? fromRow(row) : undefined;
  }

  /** Takes the meter for the rest of the transaction: whatever sells to it, changes it or gives back waits its turn here. */
  async lock(tx: Tx, meterNumber: string): Promise<Meter | undefined> {
    const [row] = await tx.query<MeterRow>(
      `SELECT ${columnsOf(tx, MeterRow, 'm')} FROM meter m WHERE m.utility = $1 AND m.meter_number = $2 FOR UPDATE`,
      [tx.utility, meterNumber],
    );
    return row ? fromRow(row) : undefined;
  }

  /** As `lock`, for several; always in one order, so that two that lock the same meters never wait for each other. */
  async lockAll(tx: Tx, meterNumbers: readonly string[]): Promise<void> {
    await tx.query('SELECT 1 FROM meter WHERE utility = $1 AND meter_number = ANY($2) ORDER BY meter_number FOR UPDATE', [
      tx.utility,
      meterNumbers,
    ]);
  }

  /** In the order of meter numbers. */
  async list(tx: Tx, { accountNumber, after, limit }: MeterFilter): Promise<readonly Meter[]> {
    const rows = await tx.manager.find(MeterRow, {
      where: {
        utility: tx.utility,
        ...(accountNumber === undefined ? {} : { accountNumber }),
        ...(after === undefined ? {} : { meterNumber: MoreThan(after) }),
      },
      order: { meterNumber: 'ASC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  async insert(tx: Tx, meter: Meter): Promise<void> {
    await tx.manager.insert(MeterRow, toRow(tx, meter));
  }

  async update(tx: Tx, meter: Meter): Promise<void> {
    await tx.manager.update(MeterRow, { utility: tx.utility, meterNumber: meter.meterNumber }, toRow(tx, meter));
  }
}

const toRow = (tx: Tx, { keyData, accountNumber, ...meter }: Meter): MeterRow => ({
  utility: tx.utility,
  ...meter,
  ...keyData,
  accountNumber: accountNumber ?? null,
});

const fromRow = (row: MeterRow): Meter => ({
  meterId: row.meterId,
  meterNumber: row.meterNumber,
  meterPan: row.meterPan,
  manufacturerCode: row.manufacturerCode,
  keyData: {
    supplyGroupCode: row.supplyGroupCode,
    keyType: row.keyType,
    keyRevision: row.keyRevision,
    tariffIndex: row.tariffIndex,
    encryptionAlgorithm: row.encryptionAlgorithm as EncryptionAlgorithm,
    decoderKeyAlgorithm: row.decoderKeyAlgorithm as DecoderKeyAlgorithm,
    baseDate: row.baseDate as BaseDate,
  },
  commodity: row.commodity as Commodity,
  accountNumber: row.accountNumber ?? undefined,
  supplyId: row.supplyId,
  createdAt: row.createdAt,
  changedAt: row.changedAt,
});
