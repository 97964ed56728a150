import type {Cue, Story} from './autoplay.js';

/** The captions for each demo scenario. A line must fit 76 columns. */

const enter = ['enter'];

/** From the first step to the last, in a tenant where nothing is set up yet. */
const steps: readonly Cue[] = [
  {at: 'api name', caption: 'Every answer is filled in. Enter accepts it.', press: enter},
  {
    at: 'api identifier',
    caption: 'The identifier is the audience of every token. It’s never called.',
    press: enter,
  },
  {
    at: 'api tokenProfile',
    caption: 'Two token profiles, each with the claims that it puts into a token.',
    press: enter,
  },
  {
    at: 'signing signingAlg',
    caption: 'RS256 is recommended. Pressing i explains why.',
    press: ['i'],
  },
  {
    at: 'overlay why',
    caption: 'Each step explains itself and links to Auth0’s documentation.',
    press: ['escape'],
  },
  {at: 'signing signingAlg', caption: 'RS256 it is. Enter continues.', press: enter},
  {
    at: 'scopes scopes',
    caption: 'Five permissions. Pressing d shows the exact requests.',
    press: ['d'],
  },
  {
    at: 'overlay difference',
    caption: 'This will be sent, and nothing else. Other settings won’t change.',
    press: ['escape'],
  },
  {at: 'scopes scopes', caption: 'Enter applies it. The request appears below.', press: enter},
  {at: 'application name', caption: 'The application that the import job runs as.', press: enter},
  {at: 'access authorized', caption: 'The job is authorized to call the API …', press: enter},
  {
    at: 'access scope',
    caption: '… with one of five permissions: it can only upload.',
    press: enter,
  },
];

const proof: readonly Cue[] = [
  {
    at: 'proof proof',
    caption: 'Proved with a real token, verified as your API should. d decodes it.',
    press: ['d'],
  },
  {
    at: 'overlay difference',
    caption: 'These are its claims. The secret is never shown.',
    press: ['escape'],
  },
  {at: 'proof proof', caption: 'A summary of the run stays in the terminal.', press: enter},
];

const fromTheDashboard: readonly Cue[] = [
  {
    at: 'api name',
    caption: 'This API was just created in the Dashboard. It will be updated.',
    press: enter,
  },
  ...steps.slice(1).map(cue =>
    cue.at === 'application name'
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
        at: 'overview overview',
        caption: 'On a second run, the first screen shows what has drifted.',
        press: ['right', 'enter'],
      },
      {
        at: 'overview confirm',
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
        at: 'waiting',
        caption: 'Auth0 is rate limiting the tenant. The wizard waits, then continues.',
      },
    ],
  },
  outage: {
    cues: fromTheDashboard,
    remarks: [
      {at: 'waiting', caption: 'Auth0 answered with an error. The wizard tries the request again.'},
    ],
  },
};
