import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { openStormsQuery, useStormNews } from '../storms/queries.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { useFormat } from '../ui/use-format.js';

/** Storms that go on, with how many of their meters are away: what most of the open alarms may be about. */
export function GoingStorms() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: storms = [] } = useQuery(openStormsQuery);
  useStormNews();
  return storms.map(({ stormId, networkNode, away }) => (
    <AnchorLink key={stormId} to="/alarms/storms/$stormId" params={{ stormId }}>
      {t('now.storm', { networkNode, away: format.count(away) })}
    </AnchorLink>
  ));
}
