import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function OperationsPage() {
  const { t } = useTranslation();
  return <Page title={t('screen.operations')}>{null}</Page>;
}
