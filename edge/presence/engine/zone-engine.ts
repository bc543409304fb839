/** Where a device is, by the radio: what every zone engine decides. */
export interface ZoneDecision {
  /** Index of the zone in the engine's plan; undefined where nothing is decided. */
  readonly zone: number | undefined;
  /** 0 (a guess) to 1 (sure). */
  readonly confidence: number;
}

/** What an engine remembers of one device: at most 4 kB. Times are event time, so the same readings give the same zones. */
export interface ZoneTrack {
  /** Takes a reading by the scanner of that index in the plan; readings may come out of order. */
  observe(scanner: number, t: number, rssiDbm: number): void;
  /** Called every second, with rising times. */
  decide(t: number): ZoneDecision;
}
