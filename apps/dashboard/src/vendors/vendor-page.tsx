import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { VendorAnswer } from '@openprepay/contracts/http/vending-vendors';
import { PaymentsAtVendors } from '../account-payments/payments-at-vendors.js';
import { VendorCommission } from '../commissions/vendor-commission.js';
import { useReadAgain } from '../live/live.js';
import { useMe } from '../session/use-session.js';
import { VendorTerminals } from '../terminals/vendor-terminals.js';
import { FigureCard } from '../ui/figure-card.js';
import { Page } from '../ui/page.js';
import { QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { ChangeLimit } from './change-limit.js';
import { Changes } from './changes.js';
import { DepositForm } from './deposit-form.js';
import { FloatBar } from './float-bar.js';
import { FloatLamp } from './float-lamp.js';
import { barsOf, leftOf } from './floats.js';
import { Movements } from './movements.js';
import { oneVendor } from './queries.js';
import classes from './vendor-page.module.css';
import { VendorWithdrawals } from './vendor-withdrawals.js';

const TOLD_BY = ['vend', 'vend-failed'] as const;
const KEYS = ['vendor', 'movements'] as const;
const READ_AGAIN_MS = 5_000;
const MAY_DEPOSIT = ['operator', 'clerk', 'admin'] as const;
const MAY_SEE_CHANGES = [...MAY_DEPOSIT, 'auditor'] as const;

/** One vendor: its float, what moved it, what is paid into it and back, and what its sales earn it. */
export function VendorPage() {
  const { t } = useTranslation();
  const { vendorId } = useParams({ from: '/inside/vendors/$vendorId' });
  const vendor = useQuery(oneVendor(vendorId));
  useReadAgain(TOLD_BY, KEYS, READ_AGAIN_MS);
  return (
    <Page
      title={vendor.data === undefined ? t('vendors.title') : t('vendors.one', { name: vendor.data.name })}
      actions={vendor.data !== undefined && <ChangeLimit vendor={vendor.data} />}
    >
      <QueryView query={vendor} label={t('vendors.title')} lines={8}>
        {(read) => <Vendor vendor={read} />}
      </QueryView>
    </Page>
  );
}

function Vendor({ vendor }: { readonly vendor: VendorAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { roles } = useMe();
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('vendors.since', { day: format.day(vendor.createdAt) })}
      </Text>
      <Figures vendor={vendor} />
      <div className={classes['columns']}>
        {MAY_DEPOSIT.some((role) => roles.includes(role)) && <DepositForm vendor={vendor} />}
        {MAY_SEE_CHANGES.some((role) => roles.includes(role)) && <Changes vendorId={vendor.vendorId} />}
      </div>
      <VendorTerminals vendorId={vendor.vendorId} />
      <VendorCommission vendorId={vendor.vendorId} />
      <VendorWithdrawals vendor={vendor} />
      <PaymentsAtVendors of={{ vendorId: vendor.vendorId }} />
      <Movements vendor={vendor} />
    </>
  );
}

function Figures({ vendor }: { readonly vendor: VendorAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { currency, floatBalance, floatLimit } = vendor;
  const [bar] = barsOf([vendor]);
  return (
    <>
      <Group gap="sm" align="stretch" maw="60rem">
        <FigureCard
          label={t('vendors.left')}
          value={format.plainMoney(leftOf(vendor), currency)}
          unit={currency}
          testId="vendor-left"
          note={<FloatLamp vendor={vendor} />}
        />
        <FigureCard
          label={t('vendors.balance')}
          value={format.plainMoney(floatBalance, currency)}
          unit={currency}
          testId="vendor-balance"
        />
        <FigureCard label={t('vendors.limit')} value={format.plainMoney(floatLimit, currency)} unit={currency} testId="vendor-limit" />
      </Group>
      {bar !== undefined && /[1-9]/.test(floatLimit) && (
        <div style={{ maxWidth: '60rem' }}>
          <FloatBar bar={bar} />
          <Text size="sm" c="dimmed" mt={4}>
            {t('vendors.bar-parts')}
          </Text>
        </div>
      )}
    </>
  );
}
