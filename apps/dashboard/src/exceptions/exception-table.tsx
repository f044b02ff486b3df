import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ExceptionAnswer } from '@openprepay/contracts/http/telemetry-exceptions';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp, type LampState } from '../ui/lamp.js';
import { useFormat } from '../ui/use-format.js';
import { ResolveException } from './resolve-exception.js';

const LAMPS: Readonly<Record<ExceptionAnswer['state'], LampState>> = { open: 'warning', resolved: 'good', ended: 'unknown' };

export function ExceptionTable({ exceptions }: { readonly exceptions: readonly ExceptionAnswer[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const figure = (value: string | undefined): string => (value === undefined ? '–' : format.decimal(value));
  const columns: readonly Column<ExceptionAnswer>[] = [
    { name: 'kind', head: t('exceptions.kind'), cell: ({ kind }) => t(`exceptions.kinds.${kind}`) },
    {
      name: 'meter',
      head: t('exceptions.meter'),
      cell: ({ meterNumber, register }) => (
        <AnchorLink to="/meters/$meterNumber" params={{ meterNumber }} search={{ register }}>
          {meterNumber}
        </AnchorLink>
      ),
    },
    { name: 'register', head: t('exceptions.register'), cell: ({ register }) => register },
    { name: 'ts', head: t('exceptions.when'), cell: (row) => <When exception={row} /> },
    { name: 'value', head: t('exceptions.value'), numeric: true, cell: ({ value }) => figure(value) },
    { name: 'other', head: t('exceptions.other'), numeric: true, cell: ({ other }) => figure(other) },
    {
      name: 'state',
      head: t('exceptions.state'),
      cell: ({ state }) => <Lamp state={LAMPS[state]}>{t(`exceptions.states.${state}`)}</Lamp>,
    },
    { name: 'decision', head: t('exceptions.decision'), cell: (row) => <Decision exception={row} /> },
  ];
  return <DataTable caption={t('screen.exceptions')} columns={columns} rows={exceptions} rowKey={({ exceptionId }) => exceptionId} />;
}

interface OfException {
  readonly exception: ExceptionAnswer;
}

function When({ exception: { ts, until } }: OfException) {
  return (
    <>
      <Instant at={ts} />
      {until !== undefined && (
        <>
          {' – '}
          <Instant at={until} />
        </>
      )}
    </>
  );
}

/** What somebody made of it; of one that is open, the way to it. */
function Decision({ exception }: OfException) {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, decision, decidedValue, reason, resolvedBy, resolvedAt } = exception;
  if (state === 'open') return <ResolveException exception={exception} />;
  if (decision === undefined) return '–';
  return (
    <>
      <Text size="sm">
        {t(`exceptions.decided.${decision}`)}
        {decidedValue !== undefined && `: ${format.decimal(decidedValue)}`}
      </Text>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        <bdi>{resolvedBy}</bdi>
        {resolvedAt !== undefined && (
          <>
            , <Instant at={resolvedAt} />
          </>
        )}
        : <bdi>{reason}</bdi>
      </Text>
    </>
  );
}
