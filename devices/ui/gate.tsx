/** The mark of Aislegate: an aisle seen through a gate. */
export function Gate({ className }: { className?: string }) {
  return (
    <svg class={className} viewBox="0 0 64 64" fill="none" stroke="currentColor" stroke-width="5" stroke-linecap="round" aria-hidden="true">
      <path d="M8 56V32a24 24 0 0 1 48 0v24" />
      <path d="M18 56V33a14 14 0 0 1 28 0v23" />
      <path d="M28 56V34a4 4 0 0 1 8 0v22" />
    </svg>
  );
}
