import path from 'node:path';
import { VendCompleted } from '@openprepay/contracts/vending';
import { describe, expect, it } from 'vitest';
import { readCatalogue } from './event-catalogue.js';
import { eventFiles } from './event-files.js';

const contracts = path.resolve(import.meta.dirname, '../../../libs/contracts');

describe('the events', () => {
  it('each stand on their topic, with the comment above them and what their key is made of', async () => {
    const catalogue = await readCatalogue(contracts);

    const vends = catalogue.find(({ topic }) => topic.topic === VendCompleted.topic);
    const keys = new Map(vends?.events.map(({ name, key }) => [name, key]));
    expect(keys.get('VendCompleted')).toBe('{meterPan}');
    expect(keys.get('VendFailed')).toBe('{meterPan}');
    expect(vends?.events.find(({ name }) => name === 'VendCompleted')?.description).toMatch(/^Money came in/);
    const pricing = catalogue.find(({ topic }) => topic.topic === 'billing.pricing.v1');
    expect(pricing?.events.map(({ key }) => key)).toContain('{utility}/tariff/{tariffCode}/{version}');
  });

  it('leave no topic without an event', async () => {
    expect((await readCatalogue(contracts)).filter(({ events }) => events.length === 0)).toEqual([]);
  });

  it('are shown as they travel: quantities as strings, times as text, what is optional as such', async () => {
    const { files } = await eventFiles(contracts);

    const page = files.get('events/vending.vends.v1.md') ?? '';
    expect(page).toContain('| `tenderMinor` |  | string');
    expect(page).toContain('| `completedAt` |  | RFC 3339 time in UTC |');
    expect(page).toContain('| `accountNumber` | optional | string');
    const schema = JSON.parse(files.get('events/vending.vends.v1.schema.json') ?? '') as { $defs: Record<string, { required: string[] }> };
    expect(schema.$defs['vending.vend.completed']?.required).not.toContain('accountNumber');
  });

  it('say of each enumeration what becomes of a member that a consumer does not know', async () => {
    const { files } = await eventFiles(contracts);

    expect(files.get('events/enumerations.md')).toMatch(
      /\| vending.vend.completed \| `lines\[\].kind` \| fixed-charge, .* \| closed \| the books/,
    );
    expect(files.get('events/vending.vends.v1.md')).toMatch(/\| `tokens\[\].kind` \| {2}\| `"credit"` or .*, or one of a later version \|/);
  });

  it('come out the same each time', async () => {
    expect([...(await eventFiles(contracts)).files]).toEqual([...(await eventFiles(contracts)).files]);
  });
});
