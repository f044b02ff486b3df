import { Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { useReadAgain } from '../live/live.js';
import { TakeBack } from '../reversals/take-back.js';
import { VendReversals } from '../reversals/vend-reversals.js';
import { Lines } from '../sell/lines.js';
import { TokenText } from '../sell/token-text.js';
import { useMay } from '../session/use-may.js';
import { Page } from '../ui/page.js';
import { QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { CancelVend } from './cancel-vend.js';
import { deliveriesOf, oneVend } from './queries.js';
import { ReceiptText } from './receipt-text.js';
import { References } from './references.js';
import { Timeline } from './timeline.js';
import classes from './vend-page.module.css';

const TOLD_BY = ['vend', 'vend-failed', 'delivery'] as const;
const KEYS = ['vend'] as const;

/** One sale: what became of it, what it gave, what it was made of. */
export function VendPage() {
  const { t } = useTranslation();
  const { vendId } = useParams({ from: '/inside/vends/$vendId' });
  const vend = useQuery(oneVend(vendId));
  useReadAgain(TOLD_BY, KEYS);
  return (
    <Page title={t('vends.one')} actions={vend.data !== undefined && <TakeBack vend={vend.data} />}>
      <QueryView query={vend} label={t('vends.one')} lines={10}>
        {(read) => <Vend vend={read} />}
      </QueryView>
    </Page>
  );
}

function Vend({ vend }: { readonly vend: VendAnswer }) {
  const { t } = useTranslation();
  const deliveries = useQuery(deliveriesOf(vend.vendId, useMay('operator', 'engineer', 'clerk')));
  const sent = deliveries.data?.[0];
  return (
    <div className={classes['columns']}>
      <Stack>
        <CancelVend vend={vend} />
        <VendReversals vendId={vend.vendId} />
        <Timeline vend={vend} sent={sent} />
        <Priced vend={vend} />
      </Stack>
      <Stack>
        <Tokens vend={vend} />
        <Paper withBorder p="md">
          <Title order={2} mb="xs">
            {t('vends.references')}
          </Title>
          <References vend={vend} traceId={sent?.traceId} />
        </Paper>
      </Stack>
    </div>
  );
}

function Tokens({ vend: { tokens = [], sampleTables } }: { readonly vend: VendAnswer }) {
  const { t } = useTranslation();
  if (tokens.length === 0) return null;
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2}>{t('vends.tokens')}</Title>
        {tokens.map(({ token, kind }, place) => (
          <TokenText
            key={token}
            token={token}
            label={tokens.length > 1 ? t('sell.enter-nth', { nth: place + 1, of: tokens.length, kind }) : t('sell.enter')}
          />
        ))}
        {sampleTables === true && (
          <Text size="sm" c="dimmed">
            {t('sell.sample-tables')}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}

function Priced({ vend }: { readonly vend: VendAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { units, remainder, tender } = vend;
  return (
    <Paper withBorder p="md">
      <Stack gap="sm" align="stretch">
        <Title order={2}>{t('vends.priced')}</Title>
        <Text fz="1.75rem" fw={650} lh={1.1}>
          {format.decimal(units.value)} <Text span>{units.unit}</Text>
        </Text>
        <Lines priced={vend} />
        {remainder !== undefined && /[1-9]/.test(remainder) && (
          <Text size="sm" c="dimmed">
            {t('vends.remainder', { money: format.money(remainder, tender.currency) })}
          </Text>
        )}
        <div>
          <ReceiptText vend={vend} />
        </div>
      </Stack>
    </Paper>
  );
}
