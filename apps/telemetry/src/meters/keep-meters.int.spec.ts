import { MeterChanged } from '@openprepay/contracts/vending';
import { UTILITY } from '@openprepay/testing/identity';
import { flightsOf } from '@openprepay/testing/flights';
import { newMeterNumber } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { meterChangedOf } from '../../test/events-of-vending.js';
import { type OpenedTelemetry, openTelemetry } from '../../test/opened-telemetry.js';

let telemetry: OpenedTelemetry;
beforeAll(async () => void (telemetry = await openTelemetry()));
afterAll(() => telemetry.stop());

describe('keeping what vending tells of a meter', () => {
  const tell = (meterNumber: string, changes: { commodity: 'water' | 'gas' | 'electricity'; revision?: number; changedAt: Date }) =>
    telemetry.deliver(MeterChanged, [{ ...meterChangedOf(meterNumber), ...changes }], { utility: UTILITY });
  const commodityOf = async (meterNumber: string) =>
    (await telemetry.owner.query('select commodity from meter where meter_number = $1', [meterNumber])).rows[0]?.commodity as unknown;

  it('keeps the highest revision, whichever comes last and whatever a clock said', async () => {
    const meterNumber = newMeterNumber();

    await tell(meterNumber, { commodity: 'gas', changedAt: new Date('2027-11-01T00:00:00Z') });
    await tell(meterNumber, { commodity: 'water', revision: 2, changedAt: new Date('2026-11-01T00:00:00Z') });
    await tell(meterNumber, { commodity: 'electricity', revision: 1, changedAt: new Date('2027-11-01T00:00:00Z') });

    expect(await commodityOf(meterNumber)).toBe('water');
  });

  it('keeps where in the network it hangs, and forgets that where it hangs there no longer', async () => {
    const meterNumber = newMeterNumber();
    const hang = (revision: number, networkNode?: string) =>
      telemetry.deliver(MeterChanged, [{ ...meterChangedOf(meterNumber), networkNode, revision }], { utility: UTILITY });
    const node = async () => (await telemetry.owner.query('select network_node from meter where meter_number = $1', [meterNumber])).rows;

    await hang(1, 'T1');
    expect(await node()).toEqual([{ network_node: 'T1' }]);
    await hang(2);
    expect(await node()).toEqual([{ network_node: null }]);
  });

  it('takes the highest revision of several that come together', async () => {
    const meterNumber = newMeterNumber();
    const of = (revision: number, commodity: 'water' | 'gas') => ({ ...meterChangedOf(meterNumber), revision, commodity });

    await telemetry.deliver(MeterChanged, [of(3, 'water'), of(2, 'gas')], { utility: UTILITY });

    expect(await commodityOf(meterNumber)).toBe('water');
  });

  it('asks the database no more often for many meters than for one', async () => {
    const statements = async (count: number): Promise<number> => {
      const told = Array.from({ length: count }, () => meterChangedOf(newMeterNumber()));
      return (await flightsOf(() => telemetry.deliver(MeterChanged, told, { utility: UTILITY }))).statements.length;
    };
    await statements(1);

    expect(await statements(20)).toBe(await statements(1));
  });
});
