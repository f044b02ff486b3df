import { Text, Timeline } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { AnchorLink } from '../ui/anchor-link.js';
import { Instant } from '../ui/instant.js';
import { Lamp, type LampState } from '../ui/lamp.js';
import { Section } from '../ui/section.js';
import type { PlacedVersion, VersionState } from './versions.js';

const LAMPS: Readonly<Record<VersionState, LampState>> = { 'in-force': 'good', 'to-come': 'warning', past: 'unknown' };

interface VersionLineProps {
  readonly placed: readonly PlacedVersion[];
  readonly shown: PlacedVersion;
}

/** The versions in the order in which they hold, the latest first. */
export function VersionLine({ placed, shown }: VersionLineProps) {
  const { t } = useTranslation();
  return (
    <Section title={t('tariffs.versions')}>
      <Timeline active={placed.filter(({ state }) => state !== 'to-come').length - 1} reverseActive bulletSize={16} lineWidth={2}>
        {placed.map((version) => (
          <Timeline.Item key={version.tariff.version}>
            <Version version={version} isShown={version === shown} />
          </Timeline.Item>
        ))}
      </Timeline>
    </Section>
  );
}

function Version({ version: { tariff, state }, isShown }: { readonly version: PlacedVersion; readonly isShown: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <AnchorLink
        from="/tariffs/$code"
        to="/tariffs/$code"
        search={(before) => ({ ...before, version: String(tariff.version) })}
        replace
        fw={isShown ? 700 : 400}
        aria-current={isShown}
      >
        {t('tariffs.version', { version: tariff.version })}
      </AnchorLink>{' '}
      <Lamp state={LAMPS[state]}>{t(`tariffs.state.${state}`)}</Lamp>
      <Text size="sm">
        {t('tariffs.from')} <Instant at={tariff.validFrom} />
      </Text>
      <Text size="xs" c="dimmed">
        {tariff.appliedAt === undefined ? (
          t('tariffs.not-applied')
        ) : (
          <>
            {t('tariffs.applied')} <Instant at={tariff.appliedAt} />
          </>
        )}
      </Text>
    </>
  );
}
