import type { MeterWarning } from '@openprepay/contracts/http/vending-catalogue';
import type { BaseDate, Commodity, DecoderKeyAlgorithm, EncryptionAlgorithm } from '@openprepay/contracts/wire';
import { present } from '@openprepay/contracts/present';
import { columnNamesOf, columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { VendingError } from '../vending-error.js';
import type { Meter, WarnedMeter } from './meter.js';
import { MeterRow } from './meter.row.js';

/** The day that a moment is of, where the utility is. */
export interface LocalDay {
  readonly at: Date;
  readonly timeZone: string;
}

/** The codes of a part of the network and of all that it feeds; `$1` is the utility. */
export const partsBelow = (code: string): string => `with recursive below as (
    select code from network_node where utility = $1 and code = ${code}
    union select n.code from network_node n join below on n.utility = $1 and n.parent = below.code)
  select code from below`;

export class MeterRepository {
  async find(tx: Tx, meterNumber: string): Promise<Meter | undefined> {
    const row = await entities(tx).findOneBy(MeterRow, { utility: tx.utility, meterNumber });
    return row ? meterFromRow(row) : undefined;
  }

  /** Takes the meter for the rest of the transaction: whatever sells to it, changes it or gives back waits its turn here. */
  async lock(tx: Tx, meterNumber: string): Promise<Meter | undefined> {
    const [row] = await sql<MeterRow>(
      tx,
      `select ${columnsOf(MeterRow, 'm')} from meter m where m.utility = $1 and m.meter_number = $2 for update`,
      [tx.utility, meterNumber],
    );
    return row ? meterFromRow(row) : undefined;
  }

  /** As `lock`, for several; always in one order, so that two that lock the same meters never wait for each other. */
  async lockAll(tx: Tx, meterNumbers: readonly string[]): Promise<void> {
    await sql(tx, 'select 1 from meter where utility = $1 and meter_number = any($2) order by meter_number for update', [
      tx.utility,
      meterNumbers,
    ]);
  }

  /** As `lockAll`, with the meters that there are. */
  async lockMany(tx: Tx, meterNumbers: readonly string[]): Promise<readonly Meter[]> {
    const rows = await sql<MeterRow>(
      tx,
      `select ${columnsOf(MeterRow, 'm')} from meter m where m.utility = $1 and m.meter_number = any($2)
        order by m.meter_number for update`,
      [tx.utility, meterNumbers],
    );
    return rows.map(meterFromRow);
  }

  /** The meters with what the catalogue has to say of each on a day. */
  async warned(tx: Tx, meters: readonly Meter[], { at, timeZone }: LocalDay): Promise<readonly WarnedMeter[]> {
    const rows = await sql<{ readonly meterNumber: string; readonly warnings: readonly MeterWarning[] }>(
      tx,
      `select m.meter_number as "meterNumber", meter_warnings(m, ($3::timestamptz at time zone $4)::date) as warnings
         from meter m where m.utility = $1 and m.meter_number = any($2)`,
      [tx.utility, meters.map(({ meterNumber }) => meterNumber), at, timeZone],
    );
    const warnings = new Map(rows.map((row) => [row.meterNumber, row.warnings]));
    return meters.map((meter) => ({ ...meter, warnings: warnings.get(meter.meterNumber) ?? [] }));
  }

  /** @throws {VendingError} `vending.meter_exists` */
  async insert(tx: Tx, meter: Meter): Promise<void> {
    await entities(tx)
      .insert(MeterRow, toRow(tx, meter))
      .catch((cause: unknown) => {
        if (!isUniqueViolation(cause, 'meter_pk')) throw cause;
        throw new VendingError('vending.meter_exists', `meter ${meter.meterNumber} is registered already`, { cause });
      });
  }

  /** Registers meters together. @returns the numbers of those that were not there */
  async insertNew(tx: Tx, meters: readonly Meter[]): Promise<ReadonlySet<string>> {
    const record = meters.map((meter) => named(COLUMNS, toRow(tx, meter)));
    const inserted = await sql<{ readonly meterNumber: string }>(
      tx,
      `insert into meter (${COLUMN_LIST}) select ${COLUMN_LIST} from jsonb_populate_recordset(null::meter, $1::jsonb)
       on conflict on constraint meter_pk do nothing returning meter_number as "meterNumber"`,
      [JSON.stringify(record)],
    );
    return new Set(inserted.map(({ meterNumber }) => meterNumber));
  }

  /** Stores the keys of meters that the transaction has locked, and that nothing is being made of those. */
  async settleKeys(tx: Tx, meters: readonly Meter[]): Promise<void> {
    await sql(
      tx,
      `update meter m set ${KEY_CHANGES.map(({ column }) => `${column} = t.${column}`).join(', ')}
         from jsonb_populate_recordset(null::meter, $2::jsonb) t where m.utility = $1 and m.meter_number = t.meter_number`,
      [tx.utility, JSON.stringify(meters.map((meter) => named(KEY_CHANGES, toRow(tx, { ...meter, keyChangePending: false }))))],
    );
  }

  /** Notes of meters that the transaction has locked that their keys are being changed. */
  async awaitKeys(tx: Tx, meterNumbers: readonly string[]): Promise<void> {
    await sql(tx, 'update meter set key_change_pending = true where utility = $1 and meter_number = any($2)', [tx.utility, meterNumbers]);
  }

  async update(tx: Tx, meter: Meter): Promise<void> {
    await entities(tx).update(MeterRow, { utility: tx.utility, meterNumber: meter.meterNumber }, toRow(tx, meter));
  }
}

const COLUMNS = columnNamesOf(MeterRow);
const COLUMN_LIST = COLUMNS.map(({ column }) => column).join(', ');
/** What becomes different of a meter that has another key, and its number. */
const KEY_COLUMNS = ['supplyGroupCode', 'keyType', 'keyRevision', 'tariffIndex', 'encryptionAlgorithm', 'decoderKeyAlgorithm', 'baseDate'];
const KEY_CHANGES = COLUMNS.filter(({ property }) =>
  [...KEY_COLUMNS, 'meterNumber', 'keyChangePending', 'revision', 'changedAt'].includes(property),
);

/** A row as `jsonb_populate_recordset` reads it. */
const named = (columns: typeof COLUMNS, row: MeterRow): Record<string, unknown> =>
  Object.fromEntries(columns.map(({ property, column }) => [column, row[property as keyof MeterRow]]));

const toRow = (tx: Tx, { keyData, accountNumber, modelCode, networkNode, replaces, replacedBy, ...meter }: Meter): MeterRow => ({
  utility: tx.utility,
  ...meter,
  ...keyData,
  accountNumber: accountNumber ?? null,
  modelCode: modelCode ?? null,
  networkNode: networkNode ?? null,
  replaces: replaces ?? null,
  replacedBy: replacedBy ?? null,
});

/** A meter as its row has it. */
export const meterFromRow = (row: MeterRow): Meter => ({
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
  modelCode: row.modelCode ?? undefined,
  networkNode: row.networkNode ?? undefined,
  supplyId: row.supplyId,
  ...present({ replaces: row.replaces ?? undefined, replacedBy: row.replacedBy ?? undefined }),
  keyChangePending: row.keyChangePending,
  revision: row.revision,
  createdAt: row.createdAt,
  changedAt: row.changedAt,
});
