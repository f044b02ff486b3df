import { Code, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { KeyChangeAnswer } from '@openprepay/contracts/http/vending-key-changes';
import { type Column, DataTable } from '../ui/data-table.js';
import { tokenGroups } from '../ui/exact.js';
import { AskedBy } from '../ui/asked-by.js';
import { Lamp, type LampState } from '../ui/lamp.js';
import { ListView } from '../ui/list-view.js';
import { Section } from '../ui/section.js';
import { EndKeyChange } from './end-key-change.js';
import { differences } from './new-key.js';
import { OrderKeyChange } from './order-key-change.js';
import { keyChangesOf } from './queries.js';

const LAMPS: Readonly<Record<KeyChangeAnswer['state'], LampState>> = {
  'awaiting-tokens': 'warning',
  issued: 'warning',
  confirmed: 'good',
  cancelled: 'unknown',
  failed: 'bad',
};

/** The keys that a meter was given, and whether it took them. */
export function MeterKeyChanges({ meterNumber }: { readonly meterNumber: string }) {
  const { t } = useTranslation();
  const changes = useInfiniteQuery(keyChangesOf(meterNumber));
  const columns: readonly Column<KeyChangeAnswer>[] = [
    { name: 'what', head: t('key-changes.what'), cell: (change) => <What change={change} /> },
    { name: 'asked', head: t('key-changes.asked-by'), cell: (change) => <AskedBy {...change} /> },
    { name: 'outcome', head: t('key-changes.outcome'), cell: (change) => <Outcome change={change} /> },
    { name: 'end', head: t('key-changes.end'), cell: (change) => <EndKeyChange change={change} /> },
  ];
  return (
    <Section title={t('key-changes.title')} actions={<OrderKeyChange meterNumber={meterNumber} />}>
      <ListView query={changes} label={t('key-changes.title')} empty={<Text c="dimmed">{t('key-changes.none')}</Text>}>
        {(rows) => <DataTable caption={t('key-changes.title')} columns={columns} rows={rows} rowKey={({ keyChangeId }) => keyChangeId} />}
      </ListView>
    </Section>
  );
}

interface OfChange {
  readonly change: KeyChangeAnswer;
}

function What({ change: { from, to, reason, rollover } }: OfChange) {
  const { t } = useTranslation();
  return (
    <>
      {differences(from, to).map((field) => (
        <Text key={field} size="sm">
          {t('key-changes.becomes', { what: t(`key-changes.fields.${field}`), from: from[field], to: to[field] })}
        </Text>
      ))}
      {rollover === true && <Text size="sm">{t('key-changes.rollover')}</Text>}
      <Text size="sm" c="dimmed" component="div">
        <bdi>{reason}</bdi>
      </Text>
    </>
  );
}

function Outcome({ change: { state, tokens = [], failure, sampleTables } }: OfChange) {
  const { t } = useTranslation();
  return (
    <>
      <Lamp state={LAMPS[state]}>{t(`key-changes.states.${state}`)}</Lamp>
      {tokens.map(({ token, part, parts }) => (
        <div key={part}>
          {t('key-changes.part', { part, parts })} <Code data-testid="key-change-token">{tokenGroups(token)}</Code>
        </div>
      ))}
      {sampleTables === true && <Text size="xs">{t('sell.sample-tables')}</Text>}
      {failure !== undefined && <Text size="sm">{`${failure.reason} (${failure.code})`}</Text>}
    </>
  );
}
