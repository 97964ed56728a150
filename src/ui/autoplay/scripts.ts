import type {Cue, Story} from './autoplay.js';

/** The captions for each demo scenario. A line must fit 76 columns. */

const enter = ['enter'];

/** From the first step to the last, in a tenant where nothing is set up yet. */
const steps: readonly Cue[] = [
  {position: 'api name', caption: 'Every answer is filled in. Enter accepts it.', press: enter},
  {
    position: 'api identifier',
    caption: 'The identifier is the audience of every token. It’s never called.',
    press: enter,
  },
  {
    position: 'api tokenProfile',
    caption: 'Two token profiles, each with the claims that it puts into a token.',
    press: enter,
  },
  {
    position: 'signing signingAlg',
    caption: 'RS256 is recommended. Pressing i explains why.',
    press: ['i'],
  },
  {
    position: 'overlay why',
    caption: 'Each step explains itself and links to Auth0’s documentation.',
    press: ['escape'],
  },
  {position: 'signing signingAlg', caption: 'RS256 it is. Enter continues.', press: enter},
  {
    position: 'scopes scopes',
    caption: 'Five permissions. Pressing d shows the exact requests.',
    press: ['d'],
  },
  {
    position: 'overlay difference',
    caption: 'This will be sent, and nothing else. Other settings won’t change.',
    press: ['escape'],
  },
  {
    position: 'scopes scopes',
    caption: 'Enter applies it. The request appears below.',
    press: enter,
  },
  {
    position: 'application name',
    caption: 'The application that the import job runs as.',
    press: enter,
  },
  {position: 'access authorized', caption: 'The job is authorized to call the API …', press: enter},
  {
    position: 'access scope',
    caption: '… with one of five permissions: it can only upload.',
    press: enter,
  },
];

const proof: readonly Cue[] = [
  {
    position: 'proof proof',
    caption: 'Proved with a real token, verified as your API should. d decodes it.',
    press: ['d'],
  },
  {
    position: 'overlay difference',
    caption: 'These are its claims. The secret is never shown.',
    press: ['escape'],
  },
  {position: 'proof proof', caption: 'A summary of the run stays in the terminal.', press: enter},
];

const fromTheDashboard: readonly Cue[] = [
  {
    position: 'api name',
    caption: 'This API was just created in the Dashboard. It will be updated.',
    press: enter,
  },
  ...steps.slice(1).map(cue =>
    cue.position === 'application name'
      ? {
          ...cue,
          caption: 'The test application is renamed. Its Client ID and Secret won’t change.',
        }
      : cue,
  ),
  ...proof,
];

export const scripts: Readonly<Record<string, Story>> = {
  fresh: {cues: [...steps, ...proof]},
  dashboard: {cues: fromTheDashboard},
  drifted: {
    cues: [
      {
        position: 'overview overview',
        caption: 'On a second run, the first screen shows what has drifted.',
        press: ['right', 'enter'],
      },
      {
        position: 'overview confirm',
        caption: 'Two repairs can break running software, so you type the tenant’s name.',
        types: 'tenant-name',
        press: enter,
      },
      ...proof,
    ],
  },
  'rate-limited': {
    cues: fromTheDashboard,
    remarks: [
      {
        position: 'waiting',
        caption: 'Auth0 is rate limiting the tenant. The wizard waits, then continues.',
      },
    ],
  },
  outage: {
    cues: fromTheDashboard,
    remarks: [
      {
        position: 'waiting',
        caption: 'Auth0 answered with an error. The wizard tries the request again.',
      },
    ],
  },
};
