import { makeMeterNumber } from '@openprepay/sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Platform } from './platform.js';
import { until } from './until.js';

const ROWS = 20_000;
const KILLS = 3;
const PATIENCE_MS = 180_000;
/** A wrong row in each so many: it is refused once, whatever dies. */
const WRONG_EVERY = 500;
const COLUMNS = 'meterNumber,supplyGroupCode,keyRevision,tariffIndex,encryptionAlgorithm,decoderKeyAlgorithm,baseDate,commodity';
const REST = '600100,1,07,EA11,DKGA04,2014,electricity';

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start({ meters: 1, simulate: false });
}, 240_000);
afterAll(() => platform?.stop());

const numberOf = (nth: number): string => makeMeterNumber('00', String(79_000_000 + nth));
const isWrong = (nth: number): boolean => nth % WRONG_EVERY === WRONG_EVERY - 1;
const rowOf = (nth: number): string => (isWrong(nth) ? `${numberOf(nth)},x,1,07,EA11,DKGA04,2014,electricity` : `${numberOf(nth)},${REST}`);

describe(`a file of ${ROWS} meters whose process is killed while it takes it`, () => {
  it(
    'is taken on from where it was: every row accepted once or refused once, and none lost',
    async () => {
      const { vending } = await platform.as('engineer');
      const file = `${COLUMNS}\n${Array.from({ length: ROWS }, (_, nth) => rowOf(nth)).join('\n')}\n`;
      const { body } = await vending.importMeters({ body: file });
      const read = async () => (await vending.readMeterImport({ params: { importId: body.importId } })).body;
      const wrong = Array.from({ length: ROWS }, (_, nth) => nth).filter(isWrong);

      const taken = async (): Promise<number> => {
        const { accepted, refused } = await read();
        return accepted + refused;
      };

      // killed where it says that it has taken some and not all, and each time further on
      let [seen, kills] = [0, 0];
      while (seen < ROWS) {
        const before = seen;
        await until(
          async () => {
            seen = await taken().catch(() => before);
            return seen > before;
          },
          { timeoutMs: PATIENCE_MS },
        );
        if (kills < KILLS && seen < ROWS && (await platform.kill('vending'))) kills += 1;
      }

      expect(kills).toBeGreaterThan(0);
      expect(await read()).toMatchObject({ rows: ROWS, accepted: ROWS - wrong.length, refused: wrong.length });
      const report = await vending.reportMeterImport({ params: { importId: body.importId } });
      const rows = String(report.body).trim().split('\n').slice(1);
      expect(rows.map((line) => Number(line.split(',', 1)[0]))).toEqual(wrong.map((nth) => nth + 2));
      const { body: last } = await vending.readMeter({ params: { meterNumber: numberOf(ROWS - 2) } });
      expect(last).toMatchObject({ meterNumber: numberOf(ROWS - 2) });
    },
    PATIENCE_MS * 2,
  );
});
