/** `blocked`: the browser waits for a first tap before it lets a page sound. */
export type Sound = 'on' | 'off' | 'blocked';

/** A bright third, struck twice: heard across a stock room, not taken for a fire alarm. */
const NOTES = [
  { hz: 988, atS: 0 },
  { hz: 784, atS: 0.16 },
  { hz: 988, atS: 0.42 },
  { hz: 784, atS: 0.58 },
] as const;
const NOTE_S = 0.5;
const LOUDNESS = 0.5;
const VIBRATION_MS = [220, 90, 220, 90, 320];

/** The bell of a staff phone: tones of our own making, so there is nothing to load. */
export class Bell {
  readonly #context = new AudioContext();
  #muted = false;

  get sound(): Sound {
    if (this.#muted) return 'off';
    return this.#context.state === 'running' ? 'on' : 'blocked';
  }

  onChange(listener: () => void): void {
    this.#context.addEventListener('statechange', listener);
  }

  /** From a tap: browsers let a page sound only then. */
  async turnOn(): Promise<void> {
    this.#muted = false;
    await this.#context.resume();
  }

  turnOff(): void {
    this.#muted = true;
  }

  ring(): void {
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(VIBRATION_MS);
    if (this.sound === 'on') for (const { hz, atS } of NOTES) this.#strike(hz, this.#context.currentTime + atS);
  }

  #strike(hz: number, atS: number): void {
    const tone = new OscillatorNode(this.#context, { type: 'triangle', frequency: hz });
    const loudness = new GainNode(this.#context, { gain: 0 });
    loudness.gain.setValueAtTime(0, atS);
    loudness.gain.linearRampToValueAtTime(LOUDNESS, atS + 0.01);
    loudness.gain.exponentialRampToValueAtTime(0.001, atS + NOTE_S);
    tone.connect(loudness).connect(this.#context.destination);
    tone.start(atS);
    tone.stop(atS + NOTE_S);
  }
}
