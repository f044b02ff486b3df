import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function KeysPage() {
  const { t } = useTranslation();
  return <Page title={t('screen.keys')}>{null}</Page>;
}
