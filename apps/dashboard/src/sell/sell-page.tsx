import { Alert, Button, Loader, Stack, Text } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FailureAlert } from '../ui/failure-alert.js';
import { Page } from '../ui/page.js';
import { QuoteCard } from './quote-card.js';
import { SaleForm } from './sale-form.js';
import classes from './sell-page.module.css';
import { SoldCard } from './sold-card.js';
import { type SaleInHand, useSale } from './use-sale.js';

/** The till: meter, quote, payment, token. */
export function SellPage() {
  const { t } = useTranslation();
  const { meterNumber } = useSearch({ from: '/inside/sell' });
  const sale = useSale();
  const { current } = sale;
  const asks = ['asking', 'quoting', 'quoted', 'selling'].includes(current.stage);
  return (
    <Page title={t('screen.sell')}>
      <div className={classes['columns']}>
        {asks && <SaleForm sale={sale} meterNumber={meterNumber ?? ''} />}
        <div aria-live="polite">
          <Beside sale={sale} />
        </div>
      </div>
    </Page>
  );
}

function Beside({ sale }: { readonly sale: SaleInHand }) {
  const { current } = sale;
  switch (current.stage) {
    case 'asking':
      return current.failure === undefined ? null : <FailureAlert failure={current.failure} />;
    case 'quoting':
      return <Loader />;
    case 'quoted':
      return <QuoteCard quote={current.quote} pay={() => void sale.pay(current.body)} />;
    case 'selling':
      return current.quote === undefined ? <Loader /> : <QuoteCard quote={current.quote} />;
    case 'unknown':
      return <FindingOut reference={current.sale.key} />;
    case 'nothing-sold':
      return <NothingSold begin={() => sale.begin()} />;
    case 'sold':
      return <SoldCard vend={current.vend} begin={() => sale.begin()} />;
  }
}

/** The outcome is unknown: never "failed", and nothing to press that would pay twice. */
function FindingOut({ reference }: { readonly reference: string }) {
  const { t } = useTranslation();
  return (
    <Alert color="yellow" variant="light" role="alert" title={t('sell.finding-out')} icon={<Loader size="sm" />}>
      <Text size="sm">{t('sell.do-not-pay-again')}</Text>
      <Text size="xs" ff="monospace" mt="xs">
        {t('sell.reference', { reference })}
      </Text>
    </Alert>
  );
}

function NothingSold({ begin }: { readonly begin: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert color="petrol" variant="light" role="alert" title={t('sell.nothing-sold')}>
      <Stack align="start" gap="xs">
        <Text size="sm">{t('sell.safe-to-try-again')}</Text>
        <Button size="xs" onClick={begin}>
          {t('sell.new-sale')}
        </Button>
      </Stack>
    </Alert>
  );
}
