import { VendCompleted } from '@openprepay/contracts/vending';
import { Signal } from '@openprepay/pace/signal';
import { eventually } from '@openprepay/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { vendCompletedOf } from '../../test/events-of-vending.js';
import { openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { ReportPresence } from '../presence/report-presence.js';
import { RecordTokenResult } from './record-token-result.js';
import { SendDeliveries } from './send-deliveries.js';

const PATIENCE_MS = 30_000;
const FIRST = '11111111111111111111';
const NEXT = '22222222222222222222';

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry();
});
afterAll(() => telemetry.stop());

it('sends a meter its next token, which is sold and looked at while what the meter said of the last one is being stored', async () => {
  const meterNumber = await telemetry.meter();
  const at = telemetry.clock.now();
  await telemetry.run((tx) =>
    telemetry.get(ReportPresence).execute(tx, {
      meter: { utility: tx.utility, meterNumber, meterPan: '600727070000000178' },
      state: { kind: 'state', meterNumber, online: true },
      at,
    }),
  );
  const sell = (token: string) => telemetry.deliver(VendCompleted, [vendCompletedOf(meterNumber, [token])]);
  const send = () => telemetry.get(SendDeliveries).execute();
  await sell(FIRST);
  await send();
  const { deliveryId } = telemetry.downlink.of(meterNumber)[0] as { readonly deliveryId: string };

  const [recorded, looked] = [new Signal(), new Signal()];
  const storing = telemetry.run(async (tx) => {
    const result = { kind: 'token-result', deliveryId, meterNumber, token: FIRST, verdict: { accepted: true } } as const;
    await telemetry.get(RecordTokenResult).execute(tx, { result, at });
    recorded.wake();
    await looked.wait(PATIENCE_MS);
  });
  await recorded.wait(PATIENCE_MS);
  await sell(NEXT);
  await send();
  looked.wake();
  await storing;

  await eventually(async () => {
    await send();
    expect(telemetry.downlink.of(meterNumber).flatMap(({ tokens }) => tokens)).toEqual([FIRST, NEXT]);
  });
});
