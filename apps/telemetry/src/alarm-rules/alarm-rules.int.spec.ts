import { alarmKind, AlarmRuleSet } from '@openprepay/contracts/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { FindAlarmRules } from './find-alarm-rules.js';
import { SetAlarmRule, type SetAlarmRuleCommand } from './set-alarm-rule.js';

let telemetry: OpenedTelemetry;
beforeAll(async () => void (telemetry = await openTelemetry()));
afterAll(() => telemetry.stop());

const rules = (utility: string) => telemetry.get(FindAlarmRules).execute(callerOf('clerk', { utility }));
const set = (utility: string, command: SetAlarmRuleCommand) =>
  telemetry.get(SetAlarmRule).execute(callerOf('engineer', { utility }), command);

describe('the rules of alarms', () => {
  it('are there for every kind before anybody has set one', async () => {
    const found = await rules('fresh');

    expect(found.map(({ kind }) => kind).sort()).toEqual([...alarmKind.options].sort());
    expect(found.every(({ changedBy }) => changedBy === undefined)).toBe(true);
  });

  it('are on before anybody has set one, but for those of voltages, which differ from place to place', async () => {
    const off = (await rules('fresh')).filter(({ enabled }) => !enabled);

    expect(off.map(({ kind }) => kind).sort()).toEqual(['over-voltage', 'under-voltage']);
  });

  it('are of one utility each, and what is left out of one is what the kind comes with', async () => {
    await set('ours', { kind: 'over-voltage', enabled: false, severity: 3, threshold: '245.5', forSeconds: 60 });
    await set('ours', { kind: 'over-voltage', enabled: true, severity: 2 });
    await set('ours', { kind: 'clock-skew', enabled: true, severity: 2, threshold: 60 });

    const ours = await rules('ours');
    expect(ours.find(({ kind }) => kind === 'over-voltage')).toMatchObject({
      enabled: true,
      severity: 2,
      threshold: '253',
      forSeconds: 600,
    });
    expect(ours.find(({ kind }) => kind === 'clock-skew')).toMatchObject({ threshold: '60', changedBy: 'engineer' });
    expect((await rules('theirs')).find(({ kind }) => kind === 'clock-skew')).toMatchObject({ threshold: '300', severity: 4 });
  });

  it('are told of once they are set, as they hold then', async () => {
    await set('told', { kind: 'over-voltage', enabled: true, severity: 2, threshold: 245 });
    await set('told', { kind: 'tamper', enabled: false, severity: 1 });

    const told = (await telemetry.events(AlarmRuleSet)).filter(({ utility }) => utility === 'told').map(({ data }) => data);
    const by = { changedAt: telemetry.clock.now(), changedBy: 'engineer' };
    expect(told).toEqual([
      { kind: 'over-voltage', enabled: true, severity: 2, threshold: '245', forSeconds: 600, ...by },
      { kind: 'tamper', enabled: false, severity: 1, forSeconds: 0, ...by },
    ]);
  });

  it.each<SetAlarmRuleCommand>([
    { kind: 'tamper', enabled: true, severity: 1, threshold: '5' },
    { kind: 'cover-open', enabled: true, severity: 1, forSeconds: 60 },
    { kind: 'offline', enabled: true, severity: 1, threshold: '5' },
    { kind: 'no-consumption', enabled: true, severity: 1, forSeconds: 0 },
  ])('are refused where a kind cannot have them: %o', async (command) => {
    await expect(set('refused', command)).rejects.toMatchObject({ code: 'telemetry.alarm_rule_invalid' });
    expect((await telemetry.events(AlarmRuleSet)).filter(({ utility }) => utility === 'refused')).toEqual([]);
  });
});
