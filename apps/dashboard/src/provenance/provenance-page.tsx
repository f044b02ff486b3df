import { Group, NativeSelect, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ProvenanceAnswer } from '@openprepay/contracts/http/vending-provenance';
import { useReadAgain } from '../live/live.js';
import { FigureCard } from '../ui/figure-card.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { Page } from '../ui/page.js';
import { QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { wallClock } from '../ui/wall-clock.js';
import { DOUBTED, DOUBTED_KEYS, provenanceQuery, wrongOf } from './queries.js';
import { Missing, Unexplained } from './tables.js';
import { RANGES, rangeOf } from './whole-hours.js';

/** Where tokens came from: what the vault says that it has issued, beside what was sold and ordered. */
export function ProvenancePage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/provenance' });
  const navigate = useNavigate({ from: '/provenance' });
  const range = rangeOf(search.range);
  const provenance = useQuery(provenanceQuery(RANGES[range], wallClock));
  useReadAgain(DOUBTED, DOUBTED_KEYS);
  return (
    <Page title={t('screen.provenance')}>
      <Text size="sm">{t('provenance.what')}</Text>
      <Group>
        <NativeSelect
          label={t('provenance.range')}
          value={range}
          data={Object.keys(RANGES).map((value) => ({ value, label: t(`provenance.ranges.${rangeOf(value)}`) }))}
          onChange={({ currentTarget: { value } }) => void navigate({ search: { range: value }, replace: true })}
        />
      </Group>
      <QueryView query={provenance} label={t('screen.provenance')} lines={8}>
        {(read) => <Provenance provenance={read} />}
      </QueryView>
    </Page>
  );
}

interface OfProvenance {
  readonly provenance: ProvenanceAnswer;
}

function Provenance({ provenance }: OfProvenance) {
  const { t } = useTranslation();
  const { statedUntil, unexplained, unexplainedCount, missing, missingCount } = provenance;
  return (
    <>
      <Verdict provenance={provenance} />
      <Figures provenance={provenance} />
      <Text size="sm">
        {statedUntil === undefined ? (
          t('provenance.nothing-stated')
        ) : (
          <>
            {t('provenance.stated-until')} <Instant at={statedUntil} />
          </>
        )}
      </Text>
      <Unexplained rows={unexplained} all={unexplainedCount} />
      <Missing rows={missing} all={missingCount} />
    </>
  );
}

function Verdict({ provenance }: OfProvenance) {
  const { t } = useTranslation();
  const word = wrongOf(provenance) > 0 ? 'wrong' : provenance.statedUntil === undefined ? 'unknown' : 'explained';
  return (
    <div role="status">
      <Lamp state={word === 'wrong' ? 'bad' : word === 'explained' ? 'good' : 'unknown'}>{t(`provenance.verdicts.${word}`)}</Lamp>
    </div>
  );
}

const FIGURES = ['issued', 'forVends', 'forOrders', 'unexplainedCount', 'missingCount', 'brokenStatements'] as const;

function Figures({ provenance }: OfProvenance) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Group gap="sm" align="stretch">
      {FIGURES.map((name) => (
        <FigureCard
          key={name}
          label={t(`provenance.figures.${name}`)}
          testId={`provenance-${name}`}
          value={format.count(provenance[name])}
        />
      ))}
    </Group>
  );
}
