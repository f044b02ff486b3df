import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function MeterPage() {
  const { t } = useTranslation();
  const { meterNumber } = useParams({ from: '/inside/meters/$meterNumber' });
  return <Page title={t('meters.one', { meterNumber })}>{null}</Page>;
}
