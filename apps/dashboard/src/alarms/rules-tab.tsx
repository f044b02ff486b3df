import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AlarmRuleAnswer } from '@openprepay/contracts/http/telemetry-alarm-rules';
import { useReadAgain } from '../live/live.js';
import { useMay } from '../session/use-may.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { rulesQuery } from './queries.js';
import { SetRule } from './set-rule.js';
import { severityOf } from './severity.js';

const TOLD_BY = ['alarm-rule'] as const;
const KEYS = ['alarm-rules'] as const;

/** What is an alarm in this utility: a rule of each kind. */
export function RulesTab() {
  const { t } = useTranslation();
  const rules = useQuery(rulesQuery);
  const columns = useColumns();
  useReadAgain(TOLD_BY, KEYS);
  return (
    <Stack gap="md">
      <Text size="sm">{t('alarms.rules.why')}</Text>
      <QueryView query={rules} label={t('alarms.tab.rules')} lines={10}>
        {(items) => <DataTable caption={t('alarms.tab.rules')} columns={columns} rows={items} rowKey={({ kind }) => kind} />}
      </QueryView>
    </Stack>
  );
}

function useColumns(): readonly Column<AlarmRuleAnswer>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const maySet = useMay('operator', 'engineer');
  const columns: readonly Column<AlarmRuleAnswer>[] = [
    { name: 'kind', head: t('alarms.kind'), cell: ({ kind }) => t(`alarms.kinds.${kind}`) },
    {
      name: 'raised',
      head: t('alarms.rules.raised'),
      cell: ({ enabled }) => <Lamp state={enabled ? 'good' : 'unknown'}>{t(enabled ? 'alarms.rules.on' : 'alarms.rules.off')}</Lamp>,
    },
    {
      name: 'severity',
      head: t('alarms.severity'),
      cell: ({ severity }) => t('alarms.rules.rank', { rank: severity, severity: t(`alarms.severities.${severityOf(severity)}`) }),
    },
    {
      name: 'threshold',
      head: t('alarms.rules.threshold'),
      numeric: true,
      cell: ({ threshold, unit = '' }) => (threshold === undefined ? '–' : format.quantity({ value: threshold, unit })),
    },
    { name: 'for', head: t('alarms.rules.for'), numeric: true, cell: ({ forSeconds }) => format.count(forSeconds) },
    {
      name: 'changed',
      head: t('alarms.rules.changed'),
      cell: ({ changedAt, changedBy }) =>
        changedAt === undefined ? (
          t('alarms.rules.as-it-came')
        ) : (
          <>
            <Instant at={changedAt} />, <bdi>{changedBy}</bdi>
          </>
        ),
    },
  ];
  return maySet ? [...columns, { name: 'set', head: t('alarms.rules.actions'), cell: (rule) => <SetRule rule={rule} /> }] : columns;
}
