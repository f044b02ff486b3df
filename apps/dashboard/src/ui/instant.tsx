import { useFormat } from './use-format.js';

/** A moment in the utility's zone; `short` shows the time of day, and the whole on hover. */
export function Instant({ at, short = false }: { readonly at: string; readonly short?: boolean }) {
  const format = useFormat();
  const whole = format.dateTime(at);
  return (
    <time dateTime={at} title={whole}>
      {short ? format.timeOfDay(at) : whole}
    </time>
  );
}
