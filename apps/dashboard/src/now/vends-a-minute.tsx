import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FigureCard } from '../ui/figure-card.js';
import { QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { lastVendsQuery } from './queries.js';
import { perMinute } from './rate.js';

const TENTHS = 10;

/** How fast is sold now. */
export function VendsAMinute() {
  const { t } = useTranslation();
  const format = useFormat();
  const vends = useQuery(lastVendsQuery);
  return (
    <QueryView query={vends} label={t('now.vends-a-minute')} lines={2}>
      {(rows) => {
        const rate = perMinute(rows, vends.dataUpdatedAt);
        return (
          <FigureCard
            label={t('now.vends-a-minute')}
            testId="vends-a-minute"
            value={rate === undefined ? '–' : format.count(Math.round(rate * TENTHS) / TENTHS)}
            note={t('now.vends-a-minute-why', { count: rows.length })}
          />
        );
      }}
    </QueryView>
  );
}
