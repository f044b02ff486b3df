import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { MeterFilters } from '../ui/meter-filters.js';
import { KINDS, STATES } from './queries.js';

interface ExceptionFiltersProps {
  readonly state: string;
  readonly kind: string | undefined;
  readonly meterNumber: string | undefined;
}

export function ExceptionFilters({ state, kind, meterNumber }: ExceptionFiltersProps) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/exceptions' });
  const change = (changed: { readonly state?: string; readonly kind?: string; readonly meterNumber?: string }): void =>
    void navigate({
      search: (before) => Object.fromEntries(Object.entries({ ...before, ...changed }).filter(([, value]) => value !== '')),
      replace: true,
    });
  return (
    <MeterFilters
      choices={[
        {
          label: t('exceptions.state'),
          value: state,
          data: [
            ...STATES.map((value) => ({ value, label: t(`exceptions.states.${value}`) })),
            { value: 'all', label: t('exceptions.any-state') },
          ],
          onChoose: (chosen) => change({ state: chosen }),
        },
        {
          label: t('exceptions.kind'),
          value: kind ?? '',
          data: [
            { value: '', label: t('exceptions.any-kind') },
            ...KINDS.map((value) => ({ value, label: t(`exceptions.kinds.${value}`) })),
          ],
          onChoose: (chosen) => change({ kind: chosen }),
        },
      ]}
      meterNumber={meterNumber}
      words={{ meter: t('exceptions.meter'), search: t('exceptions.search') }}
      onFind={(digits) => change({ meterNumber: digits })}
    />
  );
}
