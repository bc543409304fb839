/** Time for which it is known where a subject was: what stays, visits and dwell are made of. */
export interface Span {
  readonly zone: string;
  from: number;
  to: number;
  /** How sure the zone was, mean over the time. */
  confidence: number;
}

/** The span, longer by what was decided of the time up to `to`. */
export function lengthen(span: Span, to: number, confidence: number): void {
  const more = to - span.to;
  if (more <= 0) return;
  span.confidence = (span.confidence * (span.to - span.from) + confidence * more) / (to - span.from);
  span.to = to;
}

/** Adds a span at the end; what goes on without a gap is one. */
export function append(spans: Span[], span: Span): Span {
  const last = spans.at(-1);
  if (last?.zone === span.zone && last.to >= span.from) {
    lengthen(last, span.to, span.confidence);
    return last;
  }
  spans.push(span);
  return span;
}

export function isCovered(spans: readonly Span[], t: number): boolean {
  return spans.some(({ from, to }) => t >= from && t <= to);
}

/** What of `spans` lies in no time of `known`, which is in order. */
export function without(spans: readonly Span[], known: readonly Span[]): Span[] {
  const left: Span[] = [];
  for (const span of spans) {
    let { from } = span;
    for (const other of known) {
      if (other.to <= from) continue;
      if (other.from >= span.to) break;
      if (other.from > from) left.push({ ...span, from, to: other.from });
      from = Math.max(from, other.to);
    }
    if (from < span.to) left.push({ ...span, from });
  }
  return left;
}

/** All of them by time; those of a zone that touch are one. */
export function inOrder(spans: readonly Span[]): Span[] {
  const ordered: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from || a.to - b.to)) append(ordered, { ...span });
  return ordered;
}
