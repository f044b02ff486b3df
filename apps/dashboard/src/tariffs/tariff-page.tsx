import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function TariffPage() {
  const { t } = useTranslation();
  const { code } = useParams({ from: '/inside/tariffs/$code' });
  return <Page title={t('tariffs.one', { code })}>{null}</Page>;
}
