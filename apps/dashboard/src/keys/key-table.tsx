import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { VendingKeyAnswer } from '@openprepay/contracts/http/key-management-vending-keys';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp, type LampState } from '../ui/lamp.js';
import { useFormat } from '../ui/use-format.js';
import { CheckValue } from './check-value.js';
import { KeyActions } from './key-actions.js';
import classes from './key-table.module.css';
import { expiresAt, LASTS_WITH_BASE_DATE } from './key-span.js';
import { useIsCustodian } from './use-custodian.js';

const LAMPS: Readonly<Record<VendingKeyAnswer['state'], LampState>> = {
  draft: 'unknown',
  active: 'good',
  retiring: 'warning',
  retired: 'unknown',
};

const TYPES = { 1: 'default', 2: 'unique', 3: 'common' } as const;

interface KeyTableProps {
  readonly group: string;
  readonly keys: readonly VendingKeyAnswer[];
}

export function KeyTable({ group, keys }: KeyTableProps) {
  const { t } = useTranslation();
  return (
    <DataTable caption={t('keys.of-group', { group })} columns={useColumns()} rows={keys} rowKey={({ vendingKeyId }) => vendingKeyId} />
  );
}

function useColumns(): readonly Column<VendingKeyAnswer>[] {
  const { t } = useTranslation();
  const acts = useIsCustodian();
  const columns: readonly Column<VendingKeyAnswer>[] = [
    { name: 'revision', head: t('keys.revision'), numeric: true, cell: ({ keyRevision }) => keyRevision },
    { name: 'type', head: t('keys.type'), cell: ({ keyType }) => <Type type={keyType} /> },
    { name: 'state', head: t('keys.state'), cell: (key) => <State vendingKey={key} /> },
    { name: 'kcv', head: t('keys.check-value'), cell: ({ kcv }) => (kcv === undefined ? '–' : <CheckValue kcv={kcv} />) },
    { name: 'algorithm', head: t('keys.algorithm'), cell: ({ decoderKeyAlgorithm }) => decoderKeyAlgorithm },
    { name: 'base-date', head: t('keys.base-date'), numeric: true, cell: ({ baseDate }) => String(baseDate) },
    { name: 'expiry', head: t('keys.expires'), cell: (key) => <Expiry vendingKey={key} /> },
    {
      name: 'activated',
      head: t('keys.activated'),
      cell: ({ activatedAt }) => (activatedAt === undefined ? '–' : <Instant at={activatedAt} />),
    },
  ];
  return acts ? [...columns, { name: 'actions', head: t('keys.actions'), cell: (key) => <KeyActions vendingKey={key} /> }] : columns;
}

interface OfKey {
  readonly vendingKey: VendingKeyAnswer;
}

function State({ vendingKey: { state, integrityFailedAt, componentsEntered, componentsExpected } }: OfKey) {
  const { t } = useTranslation();
  return (
    <>
      <span className={classes['line']}>
        <Lamp state={LAMPS[state]}>{t(`keys.states.${state}`)}</Lamp>
      </span>
      {state === 'draft' && <Text size="xs">{t('keys.components', { entered: componentsEntered, expected: componentsExpected })}</Text>}
      {integrityFailedAt !== undefined && (
        <div>
          <Lamp state="bad">{t('keys.does-not-open')}</Lamp> <Instant at={integrityFailedAt} />
        </div>
      )}
    </>
  );
}

function Type({ type }: { readonly type: VendingKeyAnswer['keyType'] }) {
  const { t } = useTranslation();
  return <span className={classes['line']}>{`${type} ${t(`keys.types.${TYPES[type]}`)}`}</span>;
}

function Expiry({ vendingKey: { keyExpiry, baseDate } }: OfKey) {
  const { t } = useTranslation();
  const format = useFormat();
  const at = expiresAt(keyExpiry, baseDate);
  return (
    <>
      <time dateTime={at} title={format.dateTime(at)} className={classes['line']}>
        {format.day(at)}
      </time>
      <Text size="xs" c="dimmed">
        {t(keyExpiry === LASTS_WITH_BASE_DATE ? 'keys.lasts-with-base-date' : 'keys.expiry-number', { number: keyExpiry })}
      </Text>
    </>
  );
}
