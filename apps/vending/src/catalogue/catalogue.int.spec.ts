import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staff, startVending, type Vending } from '../../test/fixture.js';
import { AddManufacturer } from './add-manufacturer.js';
import { AddMeterModel, type NewMeterModel } from './add-meter-model.js';
import { FindManufacturers } from './find-manufacturers.js';
import { ImportManufacturers } from './import-manufacturers.js';

const page = { limit: 50 };
let utilities = 0;
/** A utility of the test's own. */
const somebody = () => staff(`catalogue-${++utilities}`);

const model = (changes: Partial<NewMeterModel> = {}): NewMeterModel => ({
  modelCode: 'M-1',
  manufacturerCode: '07',
  name: 'Model one',
  commodity: 'electricity',
  encryptionAlgorithms: ['EA07', 'EA11'],
  decoderKeyAlgorithms: ['DKGA02', 'DKGA04'],
  keyChangeTokens: 2,
  certificate: { number: 'C-1', edition: 2, validUntil: '2027-01-01' },
  ...changes,
});

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
});
afterAll(() => vending.stop());

describe('manufacturers', () => {
  it('are imported from a list that adds, renames and leaves, and its wrong rows are told of by row, column and code', async () => {
    const caller = somebody();
    await vending.get(AddManufacturer).execute(caller, { code: '07', name: 'Old name' });
    await vending.get(AddManufacturer).execute(caller, { code: '0001', name: 'Stays' });
    const csv =
      '\u{feff}name,code\r\nNew name,07\r\nStays,0001\r\n"Meters, Ltd",12\r\nShort,1\r\n,13\r\nAgain,12\r\nBroken"quote,14\r\n\r\n';

    const imported = await vending.get(ImportManufacturers).execute(caller, { csv });

    expect(imported).toMatchObject({ added: 1, changed: 1, unchanged: 1 });
    expect(imported.refusals.map(({ row, column, code }) => [row, column, code])).toEqual([
      [5, 'code', 'import.cell_invalid'],
      [6, 'name', 'import.cell_missing'],
      [7, 'code', 'vending.manufacturer_exists'],
      [8, undefined, 'import.row_malformed'],
    ]);
    const { items } = await vending.get(FindManufacturers).execute(caller, page);
    expect(items.map(({ code, name }) => [code, name])).toEqual([
      ['0001', 'Stays'],
      ['07', 'New name'],
      ['12', 'Meters, Ltd'],
    ]);
  });

  it('of a list with another header are refused whole', async () => {
    const importing = vending.get(ImportManufacturers).execute(somebody(), { csv: 'code;name\n07;A\n' });

    await expect(importing).rejects.toMatchObject({ code: 'vending.import_header_invalid' });
  });

  it('and models are added once each', async () => {
    const caller = somebody();
    await vending.get(AddManufacturer).execute(caller, { code: '07', name: 'Ann' });
    await vending.get(AddMeterModel).execute(caller, model());

    await expect(vending.get(AddManufacturer).execute(caller, { code: '07', name: 'Bob' })).rejects.toMatchObject({
      code: 'vending.manufacturer_exists',
    });
    await expect(vending.get(AddMeterModel).execute(caller, model({ name: 'Other' }))).rejects.toMatchObject({
      code: 'vending.meter_model_exists',
    });
  });
});

describe('a meter', () => {
  it('of an unknown manufacturer and an unknown model carries a warning of each, and none once both are known', async () => {
    const caller = somebody();
    const wanted = { ...newMeter(), modelCode: 'M-1' };

    const created = await vending.createMeter.execute(caller, wanted);
    await vending.get(AddManufacturer).execute(caller, { code: '07', name: 'Ann' });
    await vending.get(AddMeterModel).execute(caller, model());

    expect(created.warnings).toEqual(['manufacturer-unknown', 'model-unknown']);
    expect((await vending.findMeter.execute(caller, wanted)).warnings).toEqual([]);
  });

  it.each([
    ['without a certificate', { certificate: undefined }, ['model-uncertified']],
    ['with one that has run out', { certificate: { number: 'C', edition: 1, validUntil: '2026-11-09' } }, ['certificate-expired']],
    ['with one that runs out today', { certificate: { number: 'C', edition: 1, validUntil: '2026-11-10' } }, []],
    ['of another manufacturer', { manufacturerCode: '12' }, ['manufacturer-not-of-model']],
    ['of another commodity', { commodity: 'water' }, ['commodity-not-of-model']],
    ['that cannot do its algorithms', { encryptionAlgorithms: ['EA07'] }, ['algorithms-not-of-model']],
  ] satisfies [string, Partial<NewMeterModel>, string[]][])('of a model %s is warned of so', async (_, changes, warnings) => {
    const caller = somebody();
    await vending.get(AddManufacturer).execute(caller, { code: '07', name: 'Ann' });
    await vending.get(AddMeterModel).execute(caller, model(changes));

    expect((await vending.createMeter.execute(caller, { ...newMeter(), modelCode: 'M-1' })).warnings).toEqual(warnings);
  });

  it('is found among those that are warned of, page by page, and the others are not', async () => {
    const caller = somebody();
    await vending.get(AddManufacturer).execute(caller, { code: '07', name: 'Ann' });
    await vending.createMeter.execute(caller, newMeter());
    const [one, two] = [newMeter(), newMeter()];
    await vending.createMeter.execute(caller, { ...one, modelCode: 'NONE' });
    await vending.createMeter.execute(caller, two);
    await vending.updateMeter.execute(caller, { meterNumber: two.meterNumber, modelCode: 'NONE' });

    const first = await vending.findMeters.execute(caller, { limit: 1, warned: 'true' });
    const second = await vending.findMeters.execute(caller, { limit: 1, warned: 'true', cursor: first.nextCursor });

    expect([...first.items, ...second.items].map(({ meterNumber, warnings }) => [meterNumber, warnings])).toEqual(
      [one, two].map(({ meterNumber }) => [meterNumber, ['model-unknown']]),
    );
    expect(second.nextCursor).toBeUndefined();
    await vending.updateMeter.execute(caller, { meterNumber: two.meterNumber, modelCode: null });
    expect((await vending.findMeters.execute(caller, { limit: 9, warned: 'true' })).items).toHaveLength(1);
  });

  it('is warned of by its own utility’s catalogue alone', async () => {
    const [caller, other] = [somebody(), somebody()];
    await vending.get(AddManufacturer).execute(other, { code: '07', name: 'Ann' });

    expect((await vending.createMeter.execute(caller, newMeter())).warnings).toEqual(['manufacturer-unknown']);
  });
});
