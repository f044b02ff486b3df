import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function AccountsPage() {
  const { t } = useTranslation();
  return <Page title={t('screen.accounts')}>{null}</Page>;
}
