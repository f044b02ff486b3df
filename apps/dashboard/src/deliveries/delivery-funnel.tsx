import { NativeSelect, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FunnelSteps } from '../now/funnel.js';
import { Instant } from '../ui/instant.js';
import { QueryView } from '../ui/query-view.js';
import { Section } from '../ui/section.js';
import { wallClock } from '../ui/wall-clock.js';
import { countsQuery } from './queries.js';
import { type Range, RANGES, rangeOf } from './ranges.js';

/** What became of the deliveries that were made within a range. */
export function DeliveryFunnel({ range }: { readonly range: Range }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/deliveries' });
  const counts = useQuery(countsQuery(RANGES[range], wallClock));
  const choice = (
    <NativeSelect
      size="xs"
      aria-label={t('deliveries.range')}
      value={range}
      data={Object.keys(RANGES).map((value) => ({ value, label: t(`deliveries.ranges.${rangeOf(value)}`) }))}
      onChange={({ currentTarget: { value } }) =>
        void navigate({ search: (before) => ({ ...before, range: value }), replace: true, resetScroll: false })
      }
    />
  );
  return (
    <Section title={t('deliveries.funnel')} actions={choice}>
      <QueryView query={counts} label={t('deliveries.funnel')}>
        {(read) => (
          <>
            <FunnelSteps deliveries={read.counts} />
            <Text size="xs" c="dimmed">
              {t('deliveries.as-of')} <Instant at={read.asOf} short />
            </Text>
          </>
        )}
      </QueryView>
    </Section>
  );
}
