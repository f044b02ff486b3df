import { present } from '@openprepay/contracts/present';
import type { AlarmKind } from '@openprepay/contracts/telemetry';
import { entities } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { ALARM_KINDS, type AlarmRule, ruleThatComes } from './alarm-rule.js';
import { AlarmRuleRow } from './alarm-rule.row.js';

export type AlarmRules = Readonly<Record<AlarmKind, AlarmRule>>;

export class AlarmRuleRepository {
  /** The rule of every kind: what the utility has set, else what an installation comes with. */
  async all(tx: Tx): Promise<AlarmRules> {
    const rows = await entities(tx).findBy(AlarmRuleRow, { utility: tx.utility });
    const set = new Map(rows.map((row) => [row.kind, fromRow(row)]));
    return Object.fromEntries(ALARM_KINDS.map((kind) => [kind, set.get(kind) ?? ruleThatComes(kind)])) as AlarmRules;
  }

  async put(tx: Tx, rule: AlarmRule): Promise<void> {
    await entities(tx).upsert(AlarmRuleRow, { threshold: null, ...rule, utility: tx.utility }, ['utility', 'kind']);
  }
}

const fromRow = ({ kind, enabled, severity, threshold, forSeconds, changedAt, changedBy }: AlarmRuleRow): AlarmRule =>
  present({ kind, enabled, severity, threshold: threshold ?? undefined, forSeconds, changedAt, changedBy });
