import { Button, Group, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NetworkNodeAnswer } from '@openprepay/contracts/http/vending-network';
import { useMay, useMayOpen } from '../session/use-may.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { ListView } from '../ui/list-view.js';
import { ChangeNode } from './node-forms.js';
import classes from './node-list.module.css';
import { type NodeKind, nodesQuery } from './queries.js';

interface NodeListProps {
  readonly filter: { readonly kind?: NodeKind; readonly parent?: string };
  readonly label: string;
  readonly empty: ReactNode;
}

/** Parts of the network, one below the other, each with what it feeds behind its button. */
export function NodeList({ filter, label, empty }: NodeListProps) {
  const nodes = useInfiniteQuery(nodesQuery(filter));
  return (
    <ListView query={nodes} label={label} empty={empty}>
      {(items) => (
        <ul className={classes['nodes']} aria-label={label}>
          {items.map((node) => (
            <Node key={node.code} node={node} />
          ))}
        </ul>
      )}
    </ListView>
  );
}

/** Nothing hangs on a pole but meters, and another pole. */
function Node({ node }: { readonly node: NetworkNodeAnswer }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const mayChange = useMay('engineer', 'operator');
  const { code, kind, location } = node;
  const feeds = t('network.feeds', { code });
  return (
    <li className={classes['node']}>
      <Group gap="xs" py={2}>
        <Button size="compact-xs" variant="subtle" aria-expanded={open} aria-label={feeds} onClick={() => setOpen((shown) => !shown)}>
          {open ? '−' : '+'}
        </Button>
        <Text span fw={600}>
          {code}
        </Text>
        <Text span size="sm" c="dimmed">
          {t(`network.kinds.${kind}`)}
        </Text>
        {location !== undefined && (
          <Text span size="sm">
            {t('network.at', location)}
          </Text>
        )}
        <MetersOf code={code} />
        {mayChange && <ChangeNode node={node} />}
      </Group>
      {open && (
        <NodeList
          filter={{ parent: code }}
          label={feeds}
          empty={
            <Text size="sm" c="dimmed" pl="md">
              {t('network.feeds-nothing')}
            </Text>
          }
        />
      )}
    </li>
  );
}

function MetersOf({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  const mayOpen = useMayOpen();
  if (!mayOpen('meters')) return null;
  return (
    <AnchorLink to="/meters" search={{ networkNode: code }} size="sm">
      {t('network.meters')}
    </AnchorLink>
  );
}
