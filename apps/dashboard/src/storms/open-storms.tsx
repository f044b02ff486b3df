import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { QueryView } from '../ui/query-view.js';
import { Section } from '../ui/section.js';
import { openStormsQuery, useStormNews } from './queries.js';
import { StormTable } from './storm-table.js';

/** The storms that go on, above the alarms of meters that went alone; nothing where there is none. */
export function OpenStorms() {
  const { t } = useTranslation();
  const storms = useQuery(openStormsQuery);
  useStormNews();
  return (
    <QueryView query={storms} label={t('storms.title')} lines={1} isEmpty={(items) => items.length === 0} empty={<></>}>
      {(items) => (
        <Section title={t('storms.title')}>
          <StormTable caption={t('storms.title')} storms={items} />
        </Section>
      )}
    </QueryView>
  );
}
