import type {Cue, Story} from './autoplay.js';

/** What a presenter's audience is told, scenario by scenario. A line has to fit 76 columns. */

const enter = ['enter'];

/** From the first step to the proof, where nothing was set up yet. */
const steps: readonly Cue[] = [
  {at: 'api name', caption: 'Every answer is filled in: Enter accepts it.', press: enter},
  {
    at: 'api identifier',
    caption: 'The identifier is the audience of every token. It is a name, never called.',
    press: enter,
  },
  {
    at: 'api tokenProfile',
    caption: 'Two token profiles, with the claims that each one has.',
    press: enter,
  },
  {
    at: 'signing signingAlg',
    caption: 'RS256 is recommended. Pressing i explains why.',
    press: ['i'],
  },
  {
    at: 'overlay why',
    caption: 'Each step explains itself, and names the page of Auth0’s documentation.',
    press: ['escape'],
  },
  {at: 'signing signingAlg', caption: 'RS256 it is.', press: enter},
  {
    at: 'scopes scopes',
    caption: 'Five permissions. Pressing d shows what would be sent.',
    press: ['d'],
  },
  {
    at: 'overlay difference',
    caption: 'This, and nothing else: what is not ours stays as it is.',
    press: ['escape'],
  },
  {at: 'scopes scopes', caption: 'Enter applies it; the request shows below.', press: enter},
  {at: 'application name', caption: 'The application that the job signs in as.', press: enter},
  {at: 'access authorized', caption: 'The job may call the API …', press: enter},
  {at: 'access scope', caption: '… to upload, and for nothing else: one of five.', press: enter},
];

const proof: readonly Cue[] = [
  {
    at: 'proof proof',
    caption: 'Proved with a real token, checked as the API checks it. d decodes it.',
    press: ['d'],
  },
  {
    at: 'overlay difference',
    caption: 'These are its claims. No secret is shown.',
    press: ['escape'],
  },
  {at: 'proof proof', caption: 'What was done stays in the scroll-back.', press: enter},
];

const fromTheDashboard: readonly Cue[] = [
  {
    at: 'api name',
    caption: 'The API was made in the Dashboard a minute ago: it is taken over.',
    press: enter,
  },
  ...steps.slice(1).map(cue =>
    cue.at === 'application name'
      ? {
          ...cue,
          caption: 'The Dashboard’s test application is renamed. Its id and secret stay.',
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
        caption: 'Run again, it reads everything at once and shows what has drifted.',
        press: ['right', 'enter'],
      },
      {
        at: 'overview confirm',
        caption: 'Two repairs can break running software: so the tenant’s name is typed.',
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
        caption: 'The tenant asks for a pause: the wizard waits, then goes on.',
      },
    ],
  },
  outage: {
    cues: fromTheDashboard,
    remarks: [{at: 'waiting', caption: 'Auth0 answers with an error: the request is tried again.'}],
  },
};
