import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function TariffsPage() {
  const { t } = useTranslation();
  return <Page title={t('screen.tariffs')}>{null}</Page>;
}
