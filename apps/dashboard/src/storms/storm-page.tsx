import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AlarmStormAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import { useMayOpen } from '../session/use-may.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { Facts } from '../ui/facts.js';
import { FigureCard } from '../ui/figure-card.js';
import { Instant } from '../ui/instant.js';
import { Page } from '../ui/page.js';
import { QueryView } from '../ui/query-view.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';
import { stormQuery, useStormNews } from './queries.js';
import { StormActs } from './storm-acts.js';
import { StormLamp } from './storm-lamp.js';
import { StormMeters } from './storm-meters.js';

/** One storm: how many of its meters are still away, and which. */
export function StormPage() {
  const { t } = useTranslation();
  const { stormId } = useParams({ from: '/inside/alarms/storms/$stormId' });
  const storm = useQuery(stormQuery(stormId));
  useStormNews();
  const title = storm.data === undefined ? t('storms.unknown') : t('storms.one', { networkNode: storm.data.networkNode });
  const actions = (
    <AnchorLink to="/alarms" search={{ tab: 'storms' }}>
      {t('storms.all')}
    </AnchorLink>
  );
  return (
    <Page title={title} actions={actions}>
      <QueryView query={storm} label={title} lines={8}>
        {(read) => (
          <>
            <Counts storm={read} />
            <About storm={read} />
            <StormMeters storm={read} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

interface OfStorm {
  readonly storm: AlarmStormAnswer;
}

function Counts({ storm: { meters, away, unacknowledged } }: OfStorm) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Group gap="sm" align="stretch">
      <FigureCard label={t('storms.away')} testId="storm-away" value={format.count(away)} />
      <FigureCard label={t('storms.meters')} testId="storm-meters" value={format.count(meters)} />
      <FigureCard label={t('storms.unacknowledged')} testId="storm-unacknowledged" value={format.count(unacknowledged)} />
    </Group>
  );
}

function About({ storm }: OfStorm) {
  const { t } = useTranslation();
  const mayOpen = useMayOpen();
  const { networkNode, state, beganAt, endedAt } = storm;
  return (
    <Section title={networkNode} actions={<StormActs storm={storm} />}>
      <Facts
        facts={[
          [t('storms.state'), <StormLamp key="state" state={state} />],
          [t('storms.began'), <Instant key="began" at={beganAt} />],
          [t('storms.ended'), endedAt === undefined ? t('storms.not-ended') : <Instant key="ended" at={endedAt} />],
          [
            t('storms.node'),
            mayOpen('meters') ? (
              <AnchorLink key="node" to="/meters" search={{ networkNode }}>
                {t('storms.on-it')}
              </AnchorLink>
            ) : undefined,
          ],
        ]}
      />
    </Section>
  );
}
