/** What the help says of `rotate-secret`: apart from the command, which loads the engine. */
export const rotateSecretSummary =
  'replaces the job’s client secret, and writes the new one to .env';

export const rotateSecretDetails = [
  'Auth0 creates a new secret, and the old one stops working at once. The new one goes into',
  '.env (or --out FILE) and nowhere else, and is proved with a token. undo can’t restore the',
  'old one. Asks for the tenant’s name, unless --yes.',
] as const;

export const rotateSecretExamples = [
  ['timesheets-setup rotate-secret', 'show what breaks, and ask'],
  ['timesheets-setup rotate-secret --yes --out .env', 'in a scheduled job'],
] as const;
