import { useTranslation } from 'react-i18next';
import type { Column } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { useFormat } from '../ui/use-format.js';
import type { ProfilePoint } from './profile.js';

interface ProfileColumnsOptions {
  readonly axis: string;
  readonly isUsed: boolean;
  readonly isRaw: boolean;
}

/** The columns of the chart's twin. */
export function useProfileColumns({ axis, isUsed, isRaw }: ProfileColumnsOptions): readonly Column<ProfilePoint>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const figure = (name: 'value' | 'reading' | 'min' | 'max', head: string): Column<ProfilePoint> => ({
    name,
    head,
    numeric: true,
    cell: (point) => (point[name] === undefined ? '–' : format.decimal(point[name])),
  });
  const more = isUsed
    ? [figure('reading', t('meters.profile.reading'))]
    : isRaw
      ? []
      : [figure('min', t('meters.profile.lowest')), figure('max', t('meters.profile.highest'))];
  return [
    {
      name: 'at',
      head: isRaw ? t('meters.profile.at') : t('meters.profile.from'),
      cell: ({ at }) => <Instant at={new Date(at).toISOString()} />,
    },
    figure('value', axis),
    ...more,
    { name: 'note', head: t('meters.profile.note'), cell: (point) => <Note point={point} /> },
  ];
}

function Note({ point }: { readonly point: ProfilePoint }) {
  const { t } = useTranslation();
  if (point.fellBack) return t('meters.profile.fell-back');
  if (point.value === undefined) return t('meters.profile.gap');
  if (point.contradicted) return t('meters.profile.contradicted');
  if (point.estimated) return t('meters.profile.estimated');
  if (point.suspect) return t('meters.profile.suspect');
  return point.partial ? t('meters.profile.partial') : '';
}
