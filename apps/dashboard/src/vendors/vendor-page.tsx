import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function VendorPage() {
  const { t } = useTranslation();
  const { vendorId } = useParams({ from: '/inside/vendors/$vendorId' });
  return <Page title={t('vendors.one', { name: vendorId })}>{null}</Page>;
}
