interface MomentProps {
  at: string;
  /** With the day, where a table reaches over several. */
  withDay: boolean;
}

/** An instant in the time of whoever looks. */
export function Moment({ at, withDay }: MomentProps) {
  const date = new Date(at);
  const day: Intl.DateTimeFormatOptions = withDay ? { day: 'numeric', month: 'short' } : {};
  return (
    <time dateTime={at}>
      {date.toLocaleString([], { ...day, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })}
    </time>
  );
}
