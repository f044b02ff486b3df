import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t('not-found.title')}>
      <Text>{t('not-found.text')}</Text>
      <Anchor component={Link} to="/">
        {t('not-found.home')}
      </Anchor>
    </Page>
  );
}
