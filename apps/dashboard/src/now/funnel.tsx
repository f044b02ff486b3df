import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { FleetAnswer } from '@openprepay/contracts/http/telemetry-fleet';
import { Instant } from '../ui/instant.js';
import { Lamp, type LampState } from '../ui/lamp.js';
import { QueryView } from '../ui/query-view.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';
import { type DeliveryState, funnelOf } from './deliveries.js';
import classes from './funnel.module.css';
import { fleetQuery } from './queries.js';

/** How each state of a delivery is shown. */
export const DELIVERY_LAMPS: Readonly<Record<DeliveryState, LampState>> = {
  pending: 'warning',
  accepted: 'good',
  rejected: 'bad',
  expired: 'unknown',
};

/** What becomes of the tokens that are sent to meters. */
export function Funnel() {
  const { t } = useTranslation();
  const fleet = useQuery(fleetQuery);
  return (
    <Section title={t('now.deliveries')}>
      <QueryView query={fleet} label={t('now.deliveries')}>
        {({ deliveries, asOf }) => (
          <>
            <FunnelSteps deliveries={deliveries} />
            <Text size="xs" c="dimmed">
              {t('now.deliveries-why')} <Instant at={asOf} short />
            </Text>
          </>
        )}
      </QueryView>
    </Section>
  );
}

/** Each state with its bar; the longest is the most. */
export function FunnelSteps({ deliveries }: Pick<FleetAnswer, 'deliveries'>) {
  return (
    <ul className={classes['steps']}>
      {funnelOf(deliveries).map(({ state, count, share }) => (
        <Step key={state} state={state} count={count} share={share} />
      ))}
    </ul>
  );
}

interface StepProps {
  readonly state: DeliveryState;
  readonly count: number;
  readonly share: number;
}

function Step({ state, count, share }: StepProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className={classes['step']}>
      <Lamp state={DELIVERY_LAMPS[state]}>{t(`now.delivery.${state}`)}</Lamp>
      <svg className={classes['bar']} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect className={classes['track']} width="100" height="10" />
        <rect className={classes['fill']} width={share * 100} height="10" />
      </svg>
      <span className={classes['count']}>{format.count(count)}</span>
    </li>
  );
}
