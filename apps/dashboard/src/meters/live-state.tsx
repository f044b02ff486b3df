import { Group, Paper, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ShadowAnswer } from '@openprepay/contracts/http/telemetry';
import type { MeterAnswer } from '@openprepay/contracts/http/vending-meters';
import { Facts } from '../ui/facts.js';
import { FigureCard } from '../ui/figure-card.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { Empty, QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { shadowQuery } from './meter-queries.js';
import { UNITS } from './registers.js';

interface LiveStateProps {
  readonly meter: MeterAnswer;
}

/** What the meter last said of itself, and when that was. */
export function LiveState({ meter }: LiveStateProps) {
  const { t } = useTranslation();
  const shadow = useQuery(shadowQuery(meter.meterNumber));
  return (
    <QueryView query={shadow} label={t('meters.live')} isEmpty={(known) => known === null} empty={<Empty>{t('meters.never-seen')}</Empty>}>
      {(known) => known !== null && <Known shadow={known} meter={meter} />}
    </QueryView>
  );
}

function Known({ shadow, meter }: LiveStateProps & { readonly shadow: ShadowAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { connected, creditRemaining, lastSeenAt, firmware } = shadow;
  return (
    <Group align="stretch" gap="md">
      <FigureCard
        label={t('meters.credit')}
        value={creditRemaining === undefined ? '–' : format.decimal(creditRemaining)}
        unit={UNITS[meter.commodity]}
        testId="meter-credit"
        note={t('meters.credit-note')}
      />
      <FigureCard
        label={t('meters.connected')}
        value={connected ? t('meters.yes') : t('meters.no')}
        testId="meter-connected"
        note={<Lamp state={connected ? 'good' : 'bad'}>{connected ? t('meters.online') : t('meters.offline')}</Lamp>}
      />
      <Paper withBorder p="sm" flex="2 1 18rem">
        <Stack gap="xs">
          <Title order={2}>{t('meters.live')}</Title>
          <Facts
            facts={[
              [t('meters.relay'), <Relay key="relay" relay={shadow.relay} />],
              [t('meters.last-seen'), lastSeenAt === undefined ? t('meters.never') : <Instant key="seen" at={lastSeenAt} />],
              [t('meters.firmware'), firmware ?? '–'],
              [t('meters.wish.title'), shadow.drift.length === 0 ? undefined : <Drift key="drift" shadow={shadow} />],
            ]}
          />
        </Stack>
      </Paper>
    </Group>
  );
}

type Settings = ShadowAnswer['desired'];

/** What is wished of the meter, and not as it reports it: it is told again until it is. */
function Drift({ shadow: { drift, desired, reported } }: { readonly shadow: ShadowAnswer }) {
  const { t } = useTranslation();
  const said = ({ relay, ...others }: Settings, setting: keyof Settings): string => {
    if (setting === 'relay') return relay === undefined ? t('meters.wish.unsaid') : t(`meters.wish.relays.${relay}`);
    return others[setting]?.toString() ?? t('meters.wish.unsaid');
  };
  return (
    <Stack gap={0}>
      {drift.map((setting) => (
        <Lamp key={setting} state="warning">
          {t(`meters.wish.${setting}`, { wished: said(desired, setting), said: said(reported, setting) })}
        </Lamp>
      ))}
    </Stack>
  );
}

function Relay({ relay }: { readonly relay: ShadowAnswer['relay'] }) {
  const { t } = useTranslation();
  switch (relay) {
    case 'closed':
      return <Lamp state="good">{t('meters.relay-closed')}</Lamp>;
    case 'open':
      return <Lamp state="warning">{t('meters.relay-open')}</Lamp>;
    case undefined:
      return <Lamp state="unknown">{t('meters.relay-unknown')}</Lamp>;
  }
}
