import { MeterChanged } from '@openprepay/contracts/vending';
import { CHUNK_BYTES } from '@openprepay/imports/import-run';
import { ReadImport } from '@openprepay/imports/read-import';
import { ReceiveImport } from '@openprepay/imports/receive-import';
import { TakeRows } from '@openprepay/imports/take-rows';
import { newMeter, newMeterNumber } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staff, startVending, type Vending } from '../../test/fixture.js';
import { TakeMeters } from './take-meters.js';

const HEADER =
  'meterNumber,supplyGroupCode,keyRevision,tariffIndex,encryptionAlgorithm,decoderKeyAlgorithm,baseDate,commodity,accountNumber\n';
const line = (meterNumber: string, rest = '600100,1,01,EA11,DKGA04,2014,electricity,'): string => `${meterNumber},${rest}\n`;

let utilities = 0;
const somebody = () => staff(`imports-${++utilities}`);
type Somebody = ReturnType<typeof somebody>;

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
});
afterAll(() => vending.stop());

/** As the network hands a body over: in parts of whatever size. */
async function* sent(file: string | Buffer, size = 1_000): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(file);
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}
const receive = (caller: Somebody, file: string | Buffer, size?: number) => vending.get(ReceiveImport).execute(caller, sent(file, size));
const read = (caller: Somebody, importId: string) => vending.get(ReadImport).execute(caller, importId);

async function takeAll(): Promise<void> {
  while ((await vending.get(TakeRows).execute()) > 0);
}
async function report(caller: Somebody, importId: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const text of await vending.get(ReadImport).report(caller, importId))
    lines.push(...text.split('\r\n').filter((one) => one !== ''));
  return lines;
}
async function numbersOf(caller: Somebody): Promise<string[]> {
  const { items } = await vending.findMeters.execute(caller, { limit: 500 });
  return items.map(({ meterNumber }) => meterNumber);
}

describe('an import of meters', () => {
  it('registers each good row as a meter that is registered by itself, and names row, column and code of each bad one', async () => {
    const caller = somebody();
    const [known, plain, spaced, onAccount] = [newMeterNumber(), newMeterNumber(), newMeterNumber(), newMeterNumber()];
    await vending.createMeter.execute(caller, { ...newMeter(), meterNumber: known });
    const wrongDigit = plain.slice(0, -1) + ((Number(plain.at(-1)) + 1) % 10);
    const file = Buffer.concat([
      Buffer.from('\u{feff}' + HEADER.replace('\n', '\r\n')),
      Buffer.from(line(plain)),
      Buffer.from(line(`"${spaced.slice(0, 4)} ${spaced.slice(4)}"`)),
      Buffer.from(line(onAccount, '600100,1,01,EA11,DKGA04,2014,electricity,ACC-1').replace('\n', '\r\n')),
      Buffer.from(line(known) + line(plain) + line(wrongDigit)),
      Buffer.from(line(newMeterNumber(), '600100,1,1,EA11,DKGA02,2014,electricity,=1+1')),
      Buffer.from(line(newMeterNumber(), '600100,1,01,EA11,DKGA02,2014,electricity,')),
      Buffer.from(line(newMeterNumber(), '600100,1,01')),
      Buffer.from('a"b,c\n\n,,,,,,,,\n'),
      Buffer.from(`${line(newMeterNumber()).trimEnd()}Jos\xe9\n`, 'latin1'),
      Buffer.from(line(newMeterNumber(), '600100,1,01,EA11,DKGA04,2014,electricity,A\0')),
      Buffer.from(line('x'.repeat(1_048_576))),
      Buffer.from(line('')),
    ]);

    const importId = await receive(caller, file);
    await takeAll();

    expect(await read(caller, importId)).toMatchObject({
      state: 'done',
      accepted: 3,
      refused: 11,
      bytes: file.length,
      position: file.length,
    });
    expect(await numbersOf(caller)).toEqual([known, plain, spaced, onAccount].toSorted());
    expect((await report(caller, importId)).map((one) => one.split(',').slice(0, 3).join())).toEqual([
      'row,column,code',
      '5,meterNumber,vending.meter_exists',
      '6,meterNumber,vending.meter_exists',
      '7,meterNumber,vending.meter_number_invalid',
      '8,tariffIndex,import.cell_invalid',
      '8,accountNumber,import.cell_invalid',
      '9,encryptionAlgorithm,vending.meter_algorithms_mismatch',
      '10,,import.row_cells',
      '11,,import.row_malformed',
      '14,accountNumber,import.cell_encoding',
      '15,accountNumber,import.cell_invalid',
      '16,,import.row_too_large',
      '17,meterNumber,import.cell_missing',
    ]);
    expect((await report(caller, importId)).find((one) => one.startsWith('8,accountNumber'))).toMatch(/,"'=1\+1"$/);
    const told = (await vending.events(MeterChanged)).filter(({ data }) => data.meterNumber === onAccount);
    expect(told.map(({ data }) => [data.accountNumber, data.revision])).toEqual([['ACC-1', 1]]);
  });

  it('puts a meter on the supply that was left on its account, as one that is registered by itself', async () => {
    const caller = somebody();
    const old = await vending.createMeter.execute(caller, newMeter({ accountNumber: 'ACC-1' }));
    await vending.updateMeter.execute(caller, { meterNumber: old.meterNumber, accountNumber: null });
    const [first, second] = [newMeterNumber(), newMeterNumber()];
    const onAccount = '600100,1,01,EA11,DKGA04,2014,electricity,ACC-1';

    await receive(caller, HEADER + line(first, onAccount) + line(second, onAccount));
    await takeAll();

    expect((await vending.findMeter.execute(caller, { meterNumber: first })).supplyId).toBe(old.supplyId);
    expect((await vending.findMeter.execute(caller, { meterNumber: second })).supplyId).not.toBe(old.supplyId);
  });

  it('goes on where it was when a process dies at any window, and repeats and loses nothing', async () => {
    const caller = somebody();
    const numbers = Array.from({ length: Math.ceil((3 * CHUNK_BYTES) / line(newMeterNumber()).length) }, newMeterNumber);
    const importId = await receive(caller, HEADER + numbers.map((one) => line(one)).join(''), 100_000);
    const meters = vending.get(TakeMeters);
    const take = meters.take.bind(meters);

    const positions: number[] = [];
    for (let more = 1; more > 0;) {
      // Everything is done but the commit, and then the process is gone.
      meters.take = async (tx, rows) => {
        await take(tx, rows);
        throw new Error('killed');
      };
      if ((await read(caller, importId)).state !== 'done') await expect(vending.get(TakeRows).execute()).rejects.toThrow('killed');
      meters.take = take;
      more = await vending.get(TakeRows).execute();
      positions.push((await read(caller, importId)).position);
    }

    expect(new Set(positions).size).toBeGreaterThan(2);
    expect(await read(caller, importId)).toMatchObject({ state: 'done', accepted: numbers.length, refused: 0 });
    const told = new Set((await vending.events(MeterChanged)).map(({ data }) => data.meterNumber));
    expect(numbers.filter((one) => !told.has(one))).toEqual([]);
  });

  it('is worked on by one process at a time, however many there are', async () => {
    const caller = somebody();
    const numbers = Array.from({ length: 2_000 }, newMeterNumber);
    const importId = await receive(caller, HEADER + numbers.map((one) => line(one)).join(''));

    for (let found = 1; found > 0;) found = Math.max(...(await Promise.all([1, 2, 3].map(() => vending.get(TakeRows).execute()))));

    expect(await read(caller, importId)).toMatchObject({ state: 'done', accepted: numbers.length, refused: 0 });
  });

  it('is refused whole for its header, and nothing of a file that did not come whole is kept', async () => {
    const caller = somebody();
    await expect(receive(caller, 'meterNumber;supplyGroupCode\n')).rejects.toMatchObject({ code: 'vending.import_header_invalid' });
    await expect(receive(caller, '')).rejects.toMatchObject({ code: 'vending.import_header_invalid' });

    const broken = (async function* () {
      yield* sent(HEADER + line(newMeterNumber()).repeat(5_000), 50_000);
      throw new Error('the sender is gone');
    })();
    await expect(vending.get(ReceiveImport).execute(caller, broken)).rejects.toThrow('the sender is gone');

    await takeAll();
    expect(await numbersOf(caller)).toEqual([]);
  });

  it('is known to its own utility alone', async () => {
    const importId = await receive(somebody(), HEADER + line(newMeterNumber()));
    const unknown = { code: 'vending.import_unknown' };

    await expect(read(somebody(), importId)).rejects.toMatchObject(unknown);
    await expect(vending.get(ReadImport).report(somebody(), importId)).rejects.toMatchObject(unknown);
    await takeAll();
  });
});
