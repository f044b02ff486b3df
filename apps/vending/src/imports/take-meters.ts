import { MeterChanged } from '@openprepay/contracts/vending';
import type { CellFlaw } from '@openprepay/imports/read-cells';
import type { RowTaker } from '@openprepay/imports/take-rows';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { type Meter, registerMeter } from '../meters/meter.js';
import { meterChangedEvent } from '../meters/meter-event.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { NetworkNodeRepository } from '../network/network-node.repository.js';
import type { SupplyRepository } from '../supplies/supply.repository.js';
import type { TakeSupply } from '../supplies/take-supply.js';
import { VendingError } from '../vending-error.js';
import { meterRow, newMeterOfRow, type MeterRowCells } from './meter-row.js';

/** Where in its rows a meter stands. */
interface Candidate {
  readonly place: number;
  readonly meter: Meter;
}

/** Registers the meters of rows together, as one is registered by itself: the same rules, supplies and events. */
export class TakeMeters implements RowTaker<typeof meterRow> {
  readonly schema = meterRow;

  constructor(
    private readonly meters: MeterRepository,
    private readonly network: NetworkNodeRepository,
    private readonly supplies: SupplyRepository,
    private readonly takeSupply: TakeSupply,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async take(tx: Tx, rows: readonly MeterRowCells[]): Promise<ReadonlyMap<number, CellFlaw>> {
    const flaws = new Map<number, CellFlaw>();
    const known = await this.network.known(
      tx,
      rows.flatMap(({ networkNode }) => networkNode ?? []),
    );
    const wanted = this.readAll(rows, known, flaws);
    const inserted = await this.meters.insertNew(
      tx,
      wanted.map(({ meter }) => meter),
    );
    for (const { place, meter } of wanted) if (!inserted.has(meter.meterNumber)) flaws.set(place, exists(meter.meterNumber));
    await this.begin(
      tx,
      wanted.map(({ meter }) => meter).filter(({ meterNumber }) => inserted.has(meterNumber)),
    );
    return flaws;
  }

  private readAll(rows: readonly MeterRowCells[], known: ReadonlySet<string>, flaws: Map<number, CellFlaw>): readonly Candidate[] {
    const now = this.clock.now();
    const wanted = new Map<string, Candidate>();
    for (const [place, row] of rows.entries()) {
      if (row.networkNode !== undefined && !known.has(row.networkNode)) {
        const message = 'there is no such network node';
        flaws.set(place, { column: 'networkNode', code: 'vending.network_node_unknown', message });
        continue;
      }
      try {
        const meter = registerMeter(newMeterOfRow(row), { meterId: this.clock.newId(), supplyId: this.clock.newId() }, now);
        if (wanted.has(meter.meterNumber)) flaws.set(place, exists(meter.meterNumber));
        else wanted.set(meter.meterNumber, { place, meter });
      } catch (error) {
        if (!(error instanceof VendingError)) throw error;
        const column = error.code === 'vending.meter_number_invalid' ? 'meterNumber' : 'encryptionAlgorithm';
        flaws.set(place, { column, code: error.code, message: error.message });
      }
    }
    return [...wanted.values()];
  }

  /** Puts new meters on their supplies and tells of them. Where one was left, the meter goes on with it, in the order of the file. */
  private async begin(tx: Tx, meters: readonly Meter[]): Promise<void> {
    if (meters.length === 0) return;
    const returning = await this.supplies.atLeftPlaces(tx, meters);
    const fresh = meters.filter(({ meterNumber }) => !returning.has(meterNumber));
    await this.supplies.startAll(tx, fresh, this.clock.now());
    const placed: Meter[] = [...fresh];
    for (const meter of meters) {
      if (!returning.has(meter.meterNumber)) continue;
      const supplyId = await this.takeSupply.execute(tx, meter, { at: meter.createdAt });
      if (supplyId !== meter.supplyId) await this.meters.update(tx, { ...meter, supplyId });
      placed.push({ ...meter, supplyId });
    }
    await this.outbox.appendAll(
      tx,
      MeterChanged,
      placed.map((meter) => ({ data: meterChangedEvent(meter) })),
    );
  }
}

const exists = (meterNumber: string): CellFlaw => ({
  column: 'meterNumber',
  code: 'vending.meter_exists',
  message: `meter ${meterNumber} is registered already`,
});
