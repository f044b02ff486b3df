import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountAnswer } from '@openprepay/contracts/http/billing';
import { billing } from '../api/billing.js';
import { failureOf } from '../api/failure.js';
import { useMay, useMayOpen } from '../session/use-may.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { FormDialog } from '../ui/form-dialog.js';
import { formText } from '../ui/form-text.js';
import { Instant } from '../ui/instant.js';
import { QueryView } from '../ui/query-view.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';
import { ledgerOf, tariffCodes } from './queries.js';

/** Whose account it is, by which tariff it buys, and what it owes. */
export function AccountFacts({ account }: { readonly account: AccountAnswer }) {
  const { t } = useTranslation();
  const mayChange = useMay('clerk');
  const [changing, setChanging] = useState(false);
  const change = (
    <Button size="xs" variant="default" onClick={() => setChanging(true)}>
      {t('accounts.change-tariff')}
    </Button>
  );
  return (
    <Section title={t('accounts.account')} actions={mayChange && change}>
      <Text style={{ overflowWrap: 'anywhere' }}>
        <bdi>{account.name}</bdi>
      </Text>
      <Owes account={account} />
      <Group gap="xs">
        <Text size="sm">{t('accounts.tariff')}:</Text>
        <Tariff code={account.tariffCode} />
      </Group>
      <Text size="sm" c="dimmed">
        {t('accounts.opened')} <Instant at={account.openedAt} />
      </Text>
      {changing && <ChangeTariff account={account} onDone={() => setChanging(false)} />}
    </Section>
  );
}

function Tariff({ code }: { readonly code: string | undefined }) {
  const { t } = useTranslation();
  const mayOpen = useMayOpen();
  if (code === undefined) return <Text size="sm">{t('accounts.default-tariff')}</Text>;
  if (!mayOpen('tariffs')) return <Text size="sm">{code}</Text>;
  return (
    <AnchorLink to="/tariffs/$code" params={{ code }} size="sm">
      {code}
    </AnchorLink>
  );
}

/** By the ledger: above zero the customer owes, below it the utility does. */
function Owes({ account: { accountNumber } }: { readonly account: AccountAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useInfiniteQuery(ledgerOf(accountNumber));
  return (
    <QueryView query={query} label={t('accounts.balance')} lines={1}>
      {({ pages }) => {
        const { balance, currency } = pages[0]!;
        const inCredit = balance.startsWith('-');
        return (
          <Text fz="1.6rem" fw={650} lh={1.2}>
            {format.money(balance.replace('-', ''), currency)}{' '}
            <Text span size="sm">
              {t(inCredit ? 'accounts.in-credit' : 'accounts.owed')}
            </Text>
          </Text>
        );
      }}
    </QueryView>
  );
}

function ChangeTariff({ account, onDone }: { readonly account: AccountAnswer; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const codes = useQuery(tariffCodes);
  const change = useMutation({
    mutationFn: (tariffCode: string) => billing.changeAccount({ params: { accountNumber: account.accountNumber }, body: { tariffCode } }),
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries({ queryKey: ['billing'] });
    },
  });
  return (
    <FormDialog
      title={t('accounts.change-tariff')}
      submit={t('accounts.change-tariff')}
      onClose={onDone}
      onSubmit={(form) => change.mutate(formText(form, 'tariffCode'))}
      pending={change.isPending}
      error={change.error}
    >
      <NativeSelect
        name="tariffCode"
        label={t('accounts.tariff')}
        key={codes.data?.join(' ') ?? ''}
        defaultValue={account.tariffCode}
        data={[...(codes.data ?? [])]}
        error={failureOf(change.error).fields['tariffCode']}
      />
      <Text size="sm">{t('accounts.from-next-sale')}</Text>
    </FormDialog>
  );
}
