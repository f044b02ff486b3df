import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useReadAgain } from '../live/live.js';
import { useMayOpen } from '../session/use-may.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { Notice } from '../ui/notice.js';
import { wallClock } from '../ui/wall-clock.js';
import { DOUBTED, DOUBTED_KEYS, provenanceQuery, wrongOf } from './queries.js';

const DAYS = 7;

/** Says, to whoever may look at them, that there are tokens of the last days that nobody has sold; nothing where there are none. */
export function Doubts() {
  const mayOpen = useMayOpen();
  return mayOpen('provenance') ? <OfTheLastDays /> : null;
}

function OfTheLastDays() {
  const { t } = useTranslation();
  const { data } = useQuery(provenanceQuery(DAYS, wallClock));
  useReadAgain(DOUBTED, DOUBTED_KEYS);
  if (data === undefined || wrongOf(data) === 0) return null;
  return (
    <Notice title={t('provenance.verdicts.wrong')}>
      <AnchorLink to="/provenance" search={{ range: 'week' }}>
        {t('provenance.look')}
      </AnchorLink>
    </Notice>
  );
}
