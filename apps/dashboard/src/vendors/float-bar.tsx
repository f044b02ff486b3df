import classes from './float-bar.module.css';
import type { FloatBar as Bar } from './floats.js';

const PERCENT = 100;

/** Beside the figures that it draws, which say the same. */
export function FloatBar({ bar }: { readonly bar: Bar }) {
  const parts = [
    ['deposits', bar.deposits],
    ['left', bar.creditLeft],
    ['used', bar.creditUsed],
  ] as const;
  return (
    <div className={classes['track']} aria-hidden="true">
      {parts.map(([name, share]) =>
        share > 0 ? <div key={name} className={classes[name]} style={{ width: `${share * PERCENT}%` }} /> : null,
      )}
    </div>
  );
}
