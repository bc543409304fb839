/** Keeps the display on while the page is looked at, where the browser can (Screen Wake Lock; only over HTTPS or on loopback). */
export function keepAwake(): void {
  const ask = async (): Promise<void> => {
    if (document.visibilityState === 'hidden' || !('wakeLock' in navigator)) return;
    // Refused on low battery: nothing is lost but the dimming.
    await navigator.wakeLock.request('screen').catch(() => undefined);
  };
  document.addEventListener('visibilitychange', () => void ask());
  void ask();
}
