/** Where a device is, by the radio: what every zone engine decides. */
export interface ZoneDecision {
  /** Index of the zone in the engine's plan; undefined where nothing is decided, and on the floor beside all zones. */
  readonly zone: number | undefined;
  /** 0 (a guess) to 1 (sure); more than 0 with no zone means: beside all of them. */
  readonly confidence: number;
}

/** What an engine remembers of one device: at most 4 kB. Times are event time, so the same readings give the same zones. */
export interface ZoneTrack {
  /** Takes a reading by the scanner of that index in the plan; readings may come out of order. */
  observe(scanner: number, t: number, rssiDbm: number): void;
  /** Called every second, with rising times. */
  decide(t: number): ZoneDecision;
  /** The device is certainly in this zone now. */
  place(zone: number): void;
  /** Somebody says that it is in this zone, and not how well he heard it. */
  claim?(zone: number): void;
  /** Somebody worked out where it is. */
  locate?(x: number, y: number, accuracyM: number): void;
}
