/**
 * Whose signature the model that ships with this version bears. The private half was made for that one signature and thrown away: nobody can
 * sign another model with it (docs/adr/0027).
 */
export const RELEASE_KEYS: readonly string[] = ['mD7W5hALzrjm6uNLm0d4k8nmEcE3AC5XHOxOZK82mNo'];

/** The file of that model, from the root of the program. */
export const SHIPPED_MODEL = 'models/offer-ranker/artefact/offer-model.json';
