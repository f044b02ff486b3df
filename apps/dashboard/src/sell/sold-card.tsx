import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { AnchorLink } from '../ui/anchor-link.js';
import { useFormat } from '../ui/use-format.js';
import { Receipt } from './receipt.js';
import { TokenText } from './token-text.js';

interface SoldCardProps {
  readonly vend: VendAnswer;
  readonly begin: () => void;
}

/** The token, in the order in which tokens are entered; what is printed stands below, unseen on the screen. */
export function SoldCard({ vend, begin }: SoldCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const tokens = vend.tokens ?? [];
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2}>{t('sell.sold')}</Title>
        <Text>
          {t('sell.for-meter', { units: format.quantity(vend.units), meterNumber: vend.meterNumber, receiptNumber: vend.receiptNumber })}
        </Text>
        {vend.sampleTables === true && (
          <Text size="sm" c="dimmed">
            {t('sell.sample-tables')}
          </Text>
        )}
        {tokens.map(({ token, kind }, place) => (
          <TokenText
            key={token}
            token={token}
            label={tokens.length > 1 ? t('sell.enter-nth', { nth: place + 1, of: tokens.length, kind }) : t('sell.enter')}
          />
        ))}
        <Printing vend={vend} />
        <AnchorLink to="/vends/$vendId" params={{ vendId: vend.vendId }}>
          {t('sell.look-at')}
        </AnchorLink>
        <Button onClick={begin}>{t('sell.new-sale')}</Button>
      </Stack>
    </Paper>
  );
}

const PAPERS = ['till', 'a4'] as const;
export type PaperSize = (typeof PAPERS)[number];

function Printing({ vend }: { readonly vend: VendAnswer }) {
  const { t } = useTranslation();
  const [paper, setPaper] = useState<PaperSize>('till');
  return (
    <>
      <Group>
        <Button variant="default" onClick={() => print()}>
          {t('sell.print')}
        </Button>
        <Group gap="xs" role="radiogroup" aria-label={t('sell.paper')}>
          {PAPERS.map((size) => (
            <Button
              key={size}
              size="xs"
              variant={paper === size ? 'filled' : 'default'}
              role="radio"
              aria-checked={paper === size}
              onClick={() => setPaper(size)}
            >
              {t(`sell.paper-${size}`)}
            </Button>
          ))}
        </Group>
      </Group>
      <Receipt vend={vend} paper={paper} />
    </>
  );
}
