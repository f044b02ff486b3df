import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountAnswer, DebtAnswer } from '@openprepay/contracts/http/billing';
import { useMay } from '../session/use-may.js';
import { DataTable } from '../ui/data-table.js';
import { isZero } from '../ui/exact.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { ListView } from '../ui/list-view.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';
import { ChargeDebt } from './charge-debt.js';
import { debtsOf } from './queries.js';

/** In the order in which vends recover them. */
export function Debts({ account }: { readonly account: AccountAnswer }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(debtsOf(account.accountNumber));
  const mayCharge = useMay('clerk');
  const [charging, setCharging] = useState(false);
  const add = (
    <Button size="xs" variant="default" onClick={() => setCharging(true)}>
      {t('accounts.add-debt')}
    </Button>
  );
  return (
    <Section title={t('accounts.debts')} actions={mayCharge && add}>
      <ListView query={query} label={t('accounts.debts')} empty={t('accounts.no-debts')}>
        {(debts) => <DebtTable debts={debts} />}
      </ListView>
      {charging && <ChargeDebt account={account} onDone={() => setCharging(false)} />}
    </Section>
  );
}

function DebtTable({ debts }: { readonly debts: readonly DebtAnswer[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const recovery = ({ recovery: how, currency }: DebtAnswer): string =>
    'share' in how
      ? t('accounts.share-of-tender', { share: format.decimal(how.share) })
      : t('accounts.amount-of-vend', { amount: format.money(how.amount, currency) });
  return (
    <DataTable
      caption={t('accounts.debts')}
      columns={[
        { name: 'code', head: t('accounts.code'), cell: ({ code }) => code },
        {
          name: 'state',
          head: t('accounts.state'),
          cell: ({ outstanding }) =>
            isZero(outstanding) ? <Lamp state="good">{t('accounts.settled')}</Lamp> : <Lamp state="warning">{t('accounts.open')}</Lamp>,
        },
        { name: 'left', head: t('accounts.left'), numeric: true, cell: (debt) => format.money(debt.outstanding, debt.currency) },
        { name: 'charged', head: t('accounts.charged'), numeric: true, cell: (debt) => format.money(debt.charged, debt.currency) },
        { name: 'recovery', head: t('accounts.recovery'), cell: recovery },
        { name: 'since', head: t('accounts.since'), cell: ({ incurredAt }) => <Instant at={incurredAt} /> },
      ]}
      rows={debts}
      rowKey={({ debtId }) => debtId}
    />
  );
}
