import { Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CorrectionAnswer } from '@openprepay/contracts/http/billing-corrections';
import { type Column, DataTable } from '../ui/data-table.js';
import { AskedBy } from '../ui/asked-by.js';
import { Lamp, type LampState } from '../ui/lamp.js';
import { ListView } from '../ui/list-view.js';
import { useFormat } from '../ui/use-format.js';
import { AskForCorrection } from './ask-for-correction.js';
import { CorrectionDecision } from './correction-decision.js';
import { corrections } from './queries.js';

const LAMPS: Readonly<Record<CorrectionAnswer['state'], LampState>> = {
  'awaiting-approval': 'warning',
  booked: 'good',
  refused: 'unknown',
};

/** Entries that mend the books: asked for by one person, booked once another says so too. */
export function Corrections() {
  const { t } = useTranslation();
  const query = useInfiniteQuery(corrections);
  const columns: readonly Column<CorrectionAnswer>[] = [
    { name: 'lines', head: t('corrections.lines'), cell: (correction) => <Lines correction={correction} /> },
    { name: 'reason', head: t('corrections.reason'), cell: (correction) => <Why correction={correction} /> },
    { name: 'asked', head: t('corrections.asked'), cell: (correction) => <AskedBy {...correction} /> },
    {
      name: 'state',
      head: t('corrections.state'),
      cell: ({ state }) => <Lamp state={LAMPS[state]}>{t(`corrections.states.${state}`)}</Lamp>,
    },
    { name: 'decision', head: t('corrections.decision'), cell: (correction) => <CorrectionDecision correction={correction} /> },
  ];
  return (
    <Stack>
      <Group>
        <AskForCorrection />
      </Group>
      <ListView query={query} label={t('ledger.tab.corrections')} empty={<Text c="dimmed">{t('corrections.none')}</Text>}>
        {(rows) => (
          <DataTable caption={t('ledger.tab.corrections')} columns={columns} rows={rows} rowKey={({ correctionId }) => correctionId} />
        )}
      </ListView>
    </Stack>
  );
}

interface OfCorrection {
  readonly correction: CorrectionAnswer;
}

function Lines({ correction: { lines, currency } }: OfCorrection) {
  const { t } = useTranslation();
  const format = useFormat();
  return lines.map(({ account, amount }, place) => (
    <div key={place}>
      <code style={{ overflowWrap: 'anywhere' }}>{account}</code> {t(amount.startsWith('-') ? 'ledger.credit' : 'ledger.debit')}{' '}
      {format.money(amount.replace('-', ''), currency)}
    </div>
  ));
}

function Why({ correction: { reason, corrects } }: OfCorrection) {
  return (
    <>
      <bdi>{reason}</bdi>
      {corrects !== undefined && (
        <Text size="xs" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>
          <bdi>{corrects}</bdi>
        </Text>
      )}
    </>
  );
}
