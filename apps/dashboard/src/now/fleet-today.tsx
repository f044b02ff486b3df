import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FigureCard } from '../ui/figure-card.js';
import { QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { deliveriesIn } from './deliveries.js';
import { fleetQuery } from './queries.js';

/** Meters by who is there, and the tokens on their way to them. */
export function FleetToday() {
  const { t } = useTranslation();
  const format = useFormat();
  const fleet = useQuery(fleetQuery);
  return (
    <QueryView query={fleet} label={t('now.meters')} lines={2}>
      {({ connected, offline, neverSeen, deliveries, messagesPerSecond }) => (
        <>
          <FigureCard
            label={t('now.meters-online')}
            testId="meters-online"
            value={format.count(connected)}
            note={t('now.messages', { count: format.count(messagesPerSecond) })}
          />
          <FigureCard
            label={t('now.meters-offline')}
            testId="meters-offline"
            value={format.count(offline)}
            note={
              <>
                {t('now.never-seen')} <span data-testid="meters-never-seen">{format.count(neverSeen)}</span>
              </>
            }
          />
          <FigureCard
            label={t('now.deliveries-pending')}
            testId="deliveries-pending"
            value={format.count(deliveriesIn(deliveries, 'pending'))}
          />
        </>
      )}
    </QueryView>
  );
}
