import { Group, NativeSelect, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../session/use-may.js';
import { Page } from '../ui/page.js';
import { AddNode } from './node-forms.js';
import { NodeList } from './node-list.js';
import { NODE_KINDS } from './queries.js';

/** What feeds what, from the zones down to the poles; a branch is read when it is opened. */
export function NetworkPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/network' });
  const navigate = useNavigate({ from: '/network' });
  const kind = NODE_KINDS.find((known) => known === search.kind) ?? 'zone';
  const mayAdd = useMay('engineer', 'operator');
  return (
    <Page title={t('screen.network')} actions={mayAdd && <AddNode />}>
      <Group>
        <NativeSelect
          label={t('network.begin-with')}
          value={kind}
          data={NODE_KINDS.map((value) => ({ value, label: t(`network.all-of.${value}`) }))}
          onChange={({ currentTarget: { value } }) => void navigate({ search: { kind: value }, replace: true })}
        />
      </Group>
      <NodeList filter={{ kind }} label={t(`network.all-of.${kind}`)} empty={<Text c="dimmed">{t('network.none')}</Text>} />
    </Page>
  );
}
