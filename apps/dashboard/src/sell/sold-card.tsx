import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { AnchorLink } from '../ui/anchor-link.js';
import { Printing } from '../ui/printing.js';
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
        <Printing>
          <Receipt vend={vend} />
        </Printing>
        <AnchorLink to="/vends/$vendId" params={{ vendId: vend.vendId }}>
          {t('sell.look-at')}
        </AnchorLink>
        <Button onClick={begin}>{t('sell.new-sale')}</Button>
      </Stack>
    </Paper>
  );
}
