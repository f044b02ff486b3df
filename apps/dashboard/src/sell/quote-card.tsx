import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { QuoteAnswer } from '@openprepay/contracts/http/vending-vends';
import { useFormat } from '../ui/use-format.js';
import { Lines } from './lines.js';

interface QuoteCardProps {
  readonly quote: QuoteAnswer;
  /** Absent while it is being sold. */
  readonly pay?: () => void;
}

export function QuoteCard({ quote, pay }: QuoteCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2}>{t('sell.would-give')}</Title>
        <Text fz="2rem" fw={650} lh={1.1}>
          <span data-testid="quote-units">{format.decimal(quote.units.value)}</span> <Text span>{quote.units.unit}</Text>
        </Text>
        <Lines priced={quote} />
        <Text size="xs" c="dimmed">
          {t('sell.by-tariff', quote.tariff)}
        </Text>
        <Button size="lg" onClick={pay} loading={pay === undefined}>
          {t('sell.sell')}
        </Button>
      </Stack>
    </Paper>
  );
}
