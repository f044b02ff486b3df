import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function AccountPage() {
  const { t } = useTranslation();
  const { accountNumber } = useParams({ from: '/inside/accounts/$accountNumber' });
  return <Page title={t('accounts.one', { accountNumber })}>{null}</Page>;
}
