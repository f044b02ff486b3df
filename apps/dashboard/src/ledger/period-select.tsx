import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { periods } from './queries.js';

interface PeriodSelectProps {
  readonly value: string | undefined;
  readonly onChange: (period: string | undefined) => void;
}

/** One accounting period, or all of them. */
export function PeriodSelect({ value, onChange }: PeriodSelectProps) {
  const { t } = useTranslation();
  const { data = [] } = useQuery(periods);
  const known = data.map(({ period }) => period);
  const offered = value === undefined || known.includes(value) ? known : [value, ...known];
  return (
    <NativeSelect
      label={t('ledger.period')}
      value={value ?? ''}
      data={[{ value: '', label: t('ledger.all-time') }, ...offered]}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? undefined : currentTarget.value)}
    />
  );
}
