import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { AnchorLink } from '../ui/anchor-link.js';
import { FigureCard } from '../ui/figure-card.js';
import { QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { parkedCountQuery } from '../operations/parked-count.js';

/** How many messages of all services somebody has to decide about. */
export function Parked() {
  const { t } = useTranslation();
  const format = useFormat();
  const parked = useQuery(parkedCountQuery);
  return (
    <QueryView query={parked} label={t('now.parked-messages')} lines={2}>
      {(count) => (
        <FigureCard
          label={t('now.parked-messages')}
          testId="parked-messages"
          value={format.count(count)}
          note={count > 0 && <AnchorLink to="/operations">{t('now.to-operations')}</AnchorLink>}
        />
      )}
    </QueryView>
  );
}
