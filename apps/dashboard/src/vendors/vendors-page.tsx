import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function VendorsPage() {
  const { t } = useTranslation();
  return <Page title={t('screen.vendors')}>{null}</Page>;
}
