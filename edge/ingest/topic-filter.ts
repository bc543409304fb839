/** MQTT 3.1.1 §4.7: `+` stands for one level, `#` at the end for all that follow, its own parent included. */
export function matchesFilter(filter: readonly string[], topic: readonly string[]): boolean {
  for (let level = 0; level < filter.length; level += 1) {
    if (filter[level] === '#') return true;
    if (level >= topic.length || (filter[level] !== '+' && filter[level] !== topic[level])) return false;
  }
  return filter.length === topic.length;
}

/** What stands in the topic where the filter has its first `+`. */
export function firstPlusLevel(filter: readonly string[], topic: readonly string[]): string | undefined {
  const level = filter.indexOf('+');
  return level < 0 ? undefined : topic[level];
}
