import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FigureCard } from '../ui/figure-card.js';
import { QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { openAlarmsQuery } from './queries.js';

/** How many alarms wait for somebody; of very many, that there are at least so many. */
export function OpenAlarms() {
  const { t } = useTranslation();
  const format = useFormat();
  const alarms = useQuery(openAlarmsQuery);
  return (
    <QueryView query={alarms} label={t('now.alarms-open')} lines={2}>
      {({ items, nextCursor }) => (
        <FigureCard
          label={t('now.alarms-open')}
          testId="alarms-open"
          value={`${format.count(items.length)}${nextCursor === undefined ? '' : '+'}`}
        />
      )}
    </QueryView>
  );
}
