import { Group, NativeSelect, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ParkedDetail } from './parked-detail.js';
import { ParkedSection } from './parked-section.js';
import { isParkedState, isService, messageAt, PARKED_STATES, SERVICES } from './services.js';
import { useFilter } from './use-filter.js';

/** What could not be handled or sent, service by service; one of them is opened by the address. */
export function ParkedTab() {
  const { filter, change } = useFilter();
  const { service, state, message } = filter;
  const open = messageAt(message);
  const shown = isService(service) ? [service] : SERVICES;
  return (
    <Stack gap="md">
      <Filters />
      {shown.map((name) => (
        <ParkedSection key={name} service={name} state={isParkedState(state) ? state : undefined} />
      ))}
      {open !== undefined && <ParkedDetail key={message} at={open} onClose={() => change({ message: '' })} />}
    </Stack>
  );
}

function Filters() {
  const { t } = useTranslation();
  const { filter, change } = useFilter();
  return (
    <Group>
      <NativeSelect
        label={t('operations.service')}
        value={filter.service ?? ''}
        onChange={(event) => change({ service: event.currentTarget.value })}
        data={[{ value: '', label: t('operations.all-services') }, ...SERVICES.map((name) => ({ value: name, label: name }))]}
      />
      <NativeSelect
        label={t('operations.parked.state')}
        value={filter.state ?? ''}
        onChange={(event) => change({ state: event.currentTarget.value })}
        data={[
          { value: '', label: t('operations.parked.any-state') },
          ...PARKED_STATES.map((name) => ({ value: name, label: t(`operations.parked.states.${name}`) })),
        ]}
      />
    </Group>
  );
}
