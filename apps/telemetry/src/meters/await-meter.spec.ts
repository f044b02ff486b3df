import type { Notifications } from '@openprepay/persistence/notifications';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { newMeterNumber } from '@openprepay/testing/meter';
import { describe, expect, it } from 'vitest';
import { callerOf } from '../../test/opened-telemetry.js';
import { AwaitMeter } from './await-meter.js';
import type { MeterRepository } from './meter.repository.js';

describe('waiting to hear of a meter', () => {
  it('is not begun for a number that no meter can have', async () => {
    const waited: string[] = [];
    const notifications = { waitFor: async ({ payload }: { payload: string }) => void waited.push(payload) } as unknown as Notifications;
    const awaitMeter = new AwaitMeter({} as UnitOfWork, {} as MeterRepository, notifications, { waitMs: 5_000 });
    const meterNumber = newMeterNumber();
    const wrong = `${meterNumber.slice(0, -1)}${(Number(meterNumber.at(-1)) + 1) % 10}`;

    await expect(awaitMeter.execute(callerOf('engineer'), { meterNumber: wrong })).rejects.toMatchObject({
      code: 'telemetry.meter_unknown',
    });
    expect(waited).toEqual([]);

    await expect(awaitMeter.execute(callerOf('engineer'), { meterNumber })).rejects.toMatchObject({ code: 'telemetry.meter_unknown' });
    expect(waited).toEqual([`acme/${meterNumber}`]);
  });
});
