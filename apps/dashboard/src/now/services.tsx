import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Lamp } from '../ui/lamp.js';
import { healthQuery } from './queries.js';

const LAMPS = { ready: 'good', 'not ready': 'warning', away: 'bad' } as const;

/** The services' lamps. */
export function Services() {
  const { t } = useTranslation();
  const { data } = useQuery(healthQuery);
  return (
    <Group gap="md" role="group" aria-label={t('now.services')}>
      {Object.entries(data?.services ?? {}).map(([name, state]) => (
        <Lamp key={name} state={LAMPS[state]}>{`${name}: ${t(`now.service.${state}`)}`}</Lamp>
      ))}
    </Group>
  );
}
