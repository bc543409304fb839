type Fields = Readonly<Record<string, unknown>>;

/** A finite number of the object's own in a range, or undefined. */
export function numberIn(fields: Fields, key: string, low: number, high: number): number | undefined {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  return typeof value === 'number' && value >= low && value <= high ? value : undefined;
}

/** A text of the object's own of at most `most` characters, or undefined. */
export function textOf(fields: Fields, key: string, most: number): string | undefined {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  return typeof value === 'string' && value.length > 0 && value.length <= most ? value : undefined;
}
