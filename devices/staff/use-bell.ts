import { useEffect, useState } from 'preact/hooks';
import { Bell, type Sound } from './bell.ts';

const AGAIN_AFTER_MS = 3000;

/** Rings while somebody waits: at once for each newcomer (`latest` names the last), then again and again. */
export function useBell(waiting: number, latest: string | undefined): { sound: Sound; toggle(): void } {
  const [bell] = useState(() => new Bell());
  const [sound, setSound] = useState<Sound>(bell.sound);

  useEffect(() => {
    const refresh = (): void => setSound(bell.sound);
    // Any first tap will do: who has touched the page wants to hear it.
    const firstTap = (): void => void (bell.sound === 'blocked' && bell.turnOn().then(refresh));
    bell.onChange(refresh);
    document.addEventListener('pointerup', firstTap);
    document.addEventListener('keydown', firstTap);
    return () => {
      document.removeEventListener('pointerup', firstTap);
      document.removeEventListener('keydown', firstTap);
    };
  }, [bell]);

  // A newcomer and a bell that was just turned on are reasons to ring too.
  useEffect(() => {
    if (waiting === 0) return undefined;
    bell.ring();
    const timer = setInterval(() => bell.ring(), AGAIN_AFTER_MS);
    return () => clearInterval(timer);
  }, [bell, waiting > 0, latest, sound]);

  const toggle = (): void => {
    if (bell.sound === 'on') bell.turnOff();
    else void bell.turnOn().then(() => setSound(bell.sound));
    setSound(bell.sound);
  };
  return { sound, toggle };
}
