import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SentCommandAnswer } from '@openprepay/contracts/http/telemetry-commands';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp, type LampState } from '../ui/lamp.js';
import { QueryView } from '../ui/query-view.js';
import { Section } from '../ui/section.js';
import { lastCommandsQuery } from './meter-queries.js';

const LAMPS: Readonly<Record<SentCommandAnswer['state'], LampState>> = {
  queued: 'warning',
  sent: 'warning',
  acknowledged: 'warning',
  done: 'good',
  failed: 'bad',
  expired: 'unknown',
  superseded: 'unknown',
};

/** What the meter was told last, and what came of it: done is what it has reported since, not what it promised. */
export function SentCommands({ meterNumber }: { readonly meterNumber: string }) {
  const { t } = useTranslation();
  const commands = useQuery(lastCommandsQuery(meterNumber));
  const columns: readonly Column<SentCommandAnswer>[] = [
    { name: 'at', head: t('meters.told.at'), cell: ({ requestedAt }) => <Instant at={requestedAt} /> },
    { name: 'what', head: t('meters.told.what'), cell: ({ kind, params }) => <What kind={kind} params={params} /> },
    {
      name: 'by',
      head: t('meters.told.by'),
      cell: ({ origin, requestedBy }) => (origin === 'desired' ? t('meters.told.desired') : <bdi>{requestedBy}</bdi>),
    },
    { name: 'state', head: t('meters.told.state'), cell: (command) => <State command={command} /> },
    { name: 'ended', head: t('meters.told.ended'), cell: (command) => <Ended command={command} /> },
  ];
  return (
    <Section title={t('meters.told.title')}>
      <QueryView
        query={commands}
        label={t('meters.told.title')}
        isEmpty={(items) => items.length === 0}
        empty={<Text c="dimmed">{t('meters.told.none')}</Text>}
      >
        {(items) => <DataTable caption={t('meters.told.title')} columns={columns} rows={items} rowKey={({ commandId }) => commandId} />}
      </QueryView>
    </Section>
  );
}

function What({ kind, params }: Pick<SentCommandAnswer, 'kind' | 'params'>) {
  const { t } = useTranslation();
  const values = Object.values(params).map(String).join(', ');
  return values === '' ? t(`meters.command.${kind}`) : `${t(`meters.command.${kind}`)}: ${values}`;
}

interface OfCommand {
  readonly command: SentCommandAnswer;
}

function State({ command: { state, code } }: OfCommand) {
  const { t } = useTranslation();
  return (
    <>
      <Lamp state={LAMPS[state]}>{t(`meters.told.states.${state}`)}</Lamp>
      {code !== undefined && (
        <Text size="xs" ff="monospace">
          {code}
        </Text>
      )}
    </>
  );
}

/** When nothing more comes of it; until then, until when it may. */
function Ended({ command: { endedAt, expiresAt } }: OfCommand) {
  const { t } = useTranslation();
  if (endedAt !== undefined) return <Instant at={endedAt} />;
  return (
    <>
      {t('meters.told.until')} <Instant at={expiresAt} />
    </>
  );
}
