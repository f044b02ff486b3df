import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function MetersPage() {
  const { t } = useTranslation();
  return <Page title={t('screen.meters')}>{null}</Page>;
}
