import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function LedgerPage() {
  const { t } = useTranslation();
  return <Page title={t('screen.ledger')}>{null}</Page>;
}
