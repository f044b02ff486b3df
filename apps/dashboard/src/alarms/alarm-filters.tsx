import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { MeterFilters } from '../ui/meter-filters.js';
import { type StateFilter, STATES } from './queries.js';

interface AlarmFiltersProps {
  readonly state: StateFilter;
  readonly meterNumber: string | undefined;
}

export function AlarmFilters({ state, meterNumber }: AlarmFiltersProps) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/alarms' });
  const find = (digits: string): void =>
    void navigate({
      search: ({ state: kept }) => ({ ...(kept === undefined ? {} : { state: kept }), ...(digits === '' ? {} : { meterNumber: digits }) }),
    });
  return (
    <MeterFilters
      choices={[
        {
          label: t('alarms.state'),
          value: state,
          data: STATES.map((known) => ({ value: known, label: t(`alarms.states.${known}`) })),
          onChoose: (chosen) => void navigate({ search: (before) => ({ ...before, state: chosen }), replace: true }),
        },
      ]}
      meterNumber={meterNumber}
      words={{ meter: t('alarms.meter'), search: t('alarms.search') }}
      onFind={find}
    />
  );
}
