import {keys} from './terminal.js';

/**
 * What the wizard shows with each of its options. In a line, FOLDER is the example's own folder,
 * URL its tenant, and JOB the job's Client ID.
 */
export interface WizardExample {
  readonly line: string;
  readonly scenario: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Each screen, and the key that leads to the next. */
  readonly screens: readonly (readonly [text: string | RegExp, key: string])[];
  readonly exits: number;
}

const next = (text: string | RegExp) => [text, keys.enter] as const;

export const wizardExamples: readonly WizardExample[] = [
  {
    line: '--domain URL --api-name Ours --identifier https://ours.example.com --token-profile rfc9068 --signing-alg PS256 --app-name Hours --debug FOLDER/log',
    scenario: 'fresh',
    env: {AUTH0_DOMAIN: ''},
    screens: [
      next(/❯ Name +Ours/),
      next(/❯ Identifier +https:..ours.example.com/),
      next('❯ ● RFC 9068'),
      next('❯ ● PS256'),
      next('❯ [✔] read:'),
      [/❯ Name +Hours/, keys.ctrlC],
    ],
    exits: 130,
  },
  {
    line: '--client-id JOB --blueprint FOLDER/blueprint.json',
    scenario: 'converged',
    screens: [['Timesheets Import Job, should be Theirs', keys.ctrlC]],
    exits: 130,
  },
  {
    line: '--domain login.acme.example --allow-custom-domain --audience https://acme.eu.auth0.com/api/v2/',
    scenario: 'fresh',
    env: {HTTPS_PROXY: 'http://127.0.0.1:1'},
    screens: [['The proxy 127.0.0.1:1 can’t be reached', keys.ctrlC]],
    exits: 130,
  },
  {
    line: '--demo --latency 1 --autoplay=200',
    scenario: 'fresh',
    screens: [],
    exits: 0,
  },
];
