import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function AlarmsPage() {
  const { t } = useTranslation();
  return <Page title={t('screen.alarms')}>{null}</Page>;
}
