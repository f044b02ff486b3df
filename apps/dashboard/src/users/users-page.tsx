import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function UsersPage() {
  const { t } = useTranslation();
  return <Page title={t('screen.users')}>{null}</Page>;
}
