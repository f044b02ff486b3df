import { describe, expect, it } from 'vitest';
import { campaignOf, numbersIn } from './campaign-form.js';

function formOf(fields: Readonly<Record<string, string>>, channels: readonly string[] = []): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  for (const channel of channels) form.append('channels', channel);
  return form;
}

describe('a campaign that a form describes', () => {
  it('is of the meters that were named, and changes what was filled in', () => {
    const form = formOf(
      {
        code: 'TID-1',
        name: ' Rollover ',
        'select.supplyGroupCode': '600100',
        'select.meterNumbers': '00100000017\n00100000025, 00100000033',
        'to.keyRevision': '2',
        'to.baseDate': '2035',
        ratePerMinute: '60',
        startsAt: '2026-12-01T06:00',
      },
      ['vend', 'mqtt'],
    );
    expect(campaignOf(form, 'Africa/Nairobi')).toEqual({
      code: 'TID-1',
      name: 'Rollover',
      select: { supplyGroupCode: '600100', meterNumbers: ['00100000017', '00100000025', '00100000033'] },
      to: { keyRevision: 2, baseDate: 2035 },
      channels: ['vend', 'mqtt'],
      ratePerMinute: 60,
      startsAt: '2026-12-01T03:00:00.000Z',
    });
  });

  it('leaves out what was left empty', () => {
    expect(campaignOf(formOf({ code: 'A', name: 'B' }), 'UTC')).toEqual({ code: 'A', name: 'B', select: {}, to: {}, channels: [] });
  });

  it('takes numbers one below the other or between commas', () => {
    expect(numbersIn(' 1,2;3\n\n4 ')).toEqual(['1', '2', '3', '4']);
  });
});
