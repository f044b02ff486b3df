import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function VendPage() {
  const { t } = useTranslation();
  return <Page title={t('vends.one')}>{null}</Page>;
}
