import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LAMPS, SEVERITY_NAMES, severityOf } from '../alarms/severity.js';
import { FigureCard } from '../ui/figure-card.js';
import { Lamp } from '../ui/lamp.js';
import { QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { GoingStorms } from './going-storms.js';
import { fleetQuery } from './queries.js';

/** How many alarms wait for somebody, by how bad they are. */
export function OpenAlarms() {
  const { t } = useTranslation();
  const format = useFormat();
  const fleet = useQuery(fleetQuery);
  return (
    <QueryView query={fleet} label={t('now.alarms-open')} lines={2}>
      {({ openAlarms }) => {
        const bySeverity = SEVERITY_NAMES.map((name) => ({
          name,
          count: openAlarms.reduce((total, { severity, count }) => (severityOf(severity) === name ? total + count : total), 0),
        })).filter(({ count }) => count > 0);
        return (
          <FigureCard
            label={t('now.alarms-open')}
            testId="alarms-open"
            value={format.count(openAlarms.reduce((total, { count }) => total + count, 0))}
            note={
              <Group gap="xs">
                {bySeverity.map(({ name, count }) => (
                  <Lamp key={name} state={LAMPS[name]}>{`${format.count(count)} ${t(`alarms.severities.${name}`)}`}</Lamp>
                ))}
                <GoingStorms />
              </Group>
            }
          />
        );
      }}
    </QueryView>
  );
}
