import { type FleetAnswer, MeterSessions, type SessionsWanted } from './parts/meter-sessions.client.js';

/** A part of a fleet. It ends with whoever started it. */
const sessions = new MeterSessions();
const answer = (failure?: string): void => {
  const told: FleetAnswer = { connected: sessions.connected, ...(failure === undefined ? {} : { failure }) };
  process.send?.(told);
};

// The first message says what is wanted; each later one asks how many are there.
process.once('message', (wanted: SessionsWanted) => {
  process.on('message', () => answer());
  sessions.connect(wanted).then(
    () => answer(),
    (error: Error) => answer(`${error.message}: ${String(error.cause)}`),
  );
});
process.once('disconnect', () => process.exit());
