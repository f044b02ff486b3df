import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { given } from '../ui/given.js';
import { MeterFilters } from '../ui/meter-filters.js';
import { ORDER_STATES, type OrderState } from './queries.js';

interface OrderFiltersProps {
  readonly state: OrderState | undefined;
  readonly meterNumber: string | undefined;
}

export function OrderFilters({ state, meterNumber }: OrderFiltersProps) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/tokens' });
  const find = (digits: string): void => void navigate({ search: given({ state, meterNumber: digits === '' ? undefined : digits }) });
  const choose = (chosen: string): void => void navigate({ search: given({ meterNumber, state: chosen === '' ? undefined : chosen }) });
  return (
    <MeterFilters
      choices={[
        {
          label: t('tokens.state'),
          value: state ?? '',
          data: [
            { value: '', label: t('tokens.any-state') },
            ...ORDER_STATES.map((name) => ({ value: name, label: t(`tokens.states.${name}`) })),
          ],
          onChoose: choose,
        },
      ]}
      meterNumber={meterNumber}
      words={{ meter: t('tokens.meter'), search: t('tokens.search') }}
      onFind={find}
    />
  );
}
