import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function VendsPage() {
  const { t } = useTranslation();
  return <Page title={t('screen.vends')}>{null}</Page>;
}
