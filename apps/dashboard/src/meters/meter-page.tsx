import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ALARM_EVENTS } from '../alarms/events.js';
import { MeterKeyChanges } from '../key-changes/meter-key-changes.js';
import { useReadAgain } from '../live/live.js';
import { useMay, useMayOpen } from '../session/use-may.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { Page } from '../ui/page.js';
import { QueryView } from '../ui/query-view.js';
import { LiveState } from './live-state.js';
import { LoadProfile } from './load-profile.js';
import { MeterAlarms } from './meter-alarms.js';
import { MeterCommands } from './meter-commands.js';
import { MeterCredentials } from './meter-credentials.js';
import { MeterIdentity } from './meter-identity.js';
import classes from './meter-page.module.css';
import { meterQuery } from './meter-queries.js';
import { MeterVends } from './meter-vends.js';
import { SentCommands } from './sent-commands.js';

const KINDS = ['presence', 'delivery', 'vend', ...ALARM_EVENTS] as const;
const KEYS = ['meter-live', 'vends', 'alarms'] as const;

/** One meter: what it is, what it says, what it was sold, and what it can be told. */
export function MeterPage() {
  const { t } = useTranslation();
  const { meterNumber } = useParams({ from: '/inside/meters/$meterNumber' });
  const meter = useQuery(meterQuery(meterNumber));
  const title = t('meters.one', { meterNumber });
  const mayChangeKeys = useMay('engineer', 'operator');
  useReadAgain(KINDS, KEYS);
  return (
    <Page title={title} actions={<Elsewhere meterNumber={meterNumber} />}>
      <QueryView query={meter} label={title}>
        {(known) => (
          <>
            <LiveState meter={known} />
            <LoadProfile meter={known} />
            <div className={classes['columns']}>
              <MeterIdentity meter={known} />
              <Controls meterNumber={meterNumber} />
            </div>
            <SentCommands meterNumber={meterNumber} />
            {mayChangeKeys && <MeterKeyChanges meterNumber={meterNumber} />}
            <MeterVends meterNumber={meterNumber} />
            <MeterAlarms meterNumber={meterNumber} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Elsewhere({ meterNumber }: { readonly meterNumber: string }) {
  const { t } = useTranslation();
  const mayOpen = useMayOpen();
  const mayReadOrders = useMay('engineer', 'operator');
  return (
    <Group gap="md">
      {mayOpen('sell') && (
        <AnchorLink to="/sell" search={{ meterNumber }}>
          {t('meters.sell-to', { meterNumber })}
        </AnchorLink>
      )}
      {mayReadOrders && (
        <AnchorLink to="/tokens" search={{ meterNumber }}>
          {t('meters.tokens-of')}
        </AnchorLink>
      )}
      {mayOpen('deliveries') && (
        <AnchorLink to="/deliveries" search={{ meterNumber }}>
          {t('meters.deliveries-of')}
        </AnchorLink>
      )}
      {mayOpen('exceptions') && (
        <AnchorLink to="/exceptions" search={{ meterNumber, state: 'all' }}>
          {t('meters.exceptions-of')}
        </AnchorLink>
      )}
      <AnchorLink to="/meters">{t('meters.all')}</AnchorLink>
    </Group>
  );
}

/** What the api lets the one who looks do to a meter. */
function Controls({ meterNumber }: { readonly meterNumber: string }) {
  const maySend = useMay('engineer');
  const mayIssue = useMay('operator', 'engineer');
  return (
    <>
      {maySend && <MeterCommands meterNumber={meterNumber} />}
      {mayIssue && <MeterCredentials meterNumber={meterNumber} />}
    </>
  );
}
