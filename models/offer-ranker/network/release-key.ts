/**
 * Whose signature the model that ships with this version bears. The private half was made for that one signature and thrown away: nobody can
 * sign another model with it (docs/adr/0027).
 */
export const RELEASE_KEYS: readonly string[] = ['qfgiDXmQuvgQm4WaM18aLl6db9nZ6D8ftid_TcBDYnQ'];
