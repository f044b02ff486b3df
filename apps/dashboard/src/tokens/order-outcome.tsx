import { Code, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TokenOrderAnswer } from '@openprepay/contracts/http/vending-tokens';
import { tokenGroups } from '../ui/exact.js';
import { Instant } from '../ui/instant.js';
import { Lamp, type LampState } from '../ui/lamp.js';
import type { OrderState } from './queries.js';

const LAMPS: Readonly<Record<OrderState, LampState>> = {
  'awaiting-approval': 'warning',
  'awaiting-token': 'warning',
  completed: 'good',
  failed: 'bad',
  refused: 'unknown',
};
const AT_METER = { none: 'unknown', accepted: 'good', rejected: 'bad' } as const satisfies Record<string, LampState>;

interface OfOrder {
  readonly order: TokenOrderAnswer;
}

/** How far an order has come: its tokens after those that the meter has to take first, and what the meter said of them. */
export function OrderOutcome({ order }: OfOrder) {
  const { t } = useTranslation();
  const { state, tokens = [], enterFirst = [], failure, sampleTables } = order;
  return (
    <>
      <Lamp state={LAMPS[state]}>{t(`tokens.states.${state}`)}</Lamp>
      {enterFirst.map(({ token, part, parts }) => (
        <div key={part}>
          {t('tokens.enter-first', { part, parts })} <Code data-testid="enter-first">{tokenGroups(token)}</Code>
        </div>
      ))}
      {tokens.map(({ token, tid }) => (
        <div key={tid}>
          {enterFirst.length > 0 && `${t('tokens.enter-then')} `}
          <Code data-testid="ordered-token">{tokenGroups(token)}</Code>
        </div>
      ))}
      {sampleTables === true && <Text size="xs">{t('sell.sample-tables')}</Text>}
      {failure !== undefined && <Text size="sm">{`${failure.reason} (${failure.code})`}</Text>}
      {state === 'completed' && <AtMeter order={order} />}
    </>
  );
}

function AtMeter({ order: { delivery } }: OfOrder) {
  const { t } = useTranslation();
  return (
    <div>
      <Lamp state={AT_METER[delivery.state]}>{t(`tokens.at-meter.${delivery.state}`)}</Lamp>{' '}
      {delivery.at !== undefined && <Instant at={delivery.at} short />} {delivery.code}
    </div>
  );
}
