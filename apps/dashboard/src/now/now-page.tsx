import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function NowPage() {
  const { t } = useTranslation();
  return <Page title={t('screen.now')}>{null}</Page>;
}
