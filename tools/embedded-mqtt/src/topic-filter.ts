const SHARED = /^\$share\/[^/]+\//;

/** The filter that a shared subscription `$share/<group>/<filter>` stands for; any other filter as it is. */
export const withoutShare = (filter: string): string => filter.replace(SHARED, '');

/** Whether a topic falls under a filter. @source MQTT 3.1.1, 4.7 */
export function matchesFilter(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  if (topic.startsWith('$') && (wanted[0] === '+' || wanted[0] === '#')) return false;
  for (const [index, want] of wanted.entries()) {
    if (want === '#') return true;
    if (index >= levels.length) return false;
    if (want !== '+' && want !== levels[index]) return false;
  }
  return wanted.length === levels.length;
}
