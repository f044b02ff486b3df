/** Milliseconds since 1970, by the clock of whoever looks at the page. */
export const wallClock = (): number => Date.now();
