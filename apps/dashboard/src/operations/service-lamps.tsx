import { Group, Paper, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { QueryView } from '../ui/query-view.js';
import { healthQuery } from './queries.js';

const LAMPS = { ready: 'good', 'not ready': 'warning', away: 'bad' } as const;
const WORDS = { ready: 'ready', 'not ready': 'not-ready', away: 'away' } as const;

/** A lamp for each service, as the gateway sees them. */
export function ServiceLamps() {
  const { t } = useTranslation();
  const health = useQuery(healthQuery);
  return (
    <Paper withBorder p="sm" component="section" aria-label={t('operations.services')}>
      <QueryView query={health} label={t('operations.services')} lines={1}>
        {({ services }) => (
          <Group gap="xs" justify="space-between">
            <Group gap="4px 1.25rem" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
              {Object.entries(services).map(([service, state]) => (
                <li key={service}>
                  <Lamp state={LAMPS[state]}>{`${service}: ${t(`operations.state.${WORDS[state]}`)}`}</Lamp>
                </li>
              ))}
            </Group>
            <Text size="xs" c="dimmed">
              {t('operations.as-of')} <Instant at={new Date(health.dataUpdatedAt).toISOString()} short />
            </Text>
          </Group>
        )}
      </QueryView>
    </Paper>
  );
}
