import {keys} from '../journeys/support/terminal.js';

/** Waits for the screen to show something, draws it where it is named, and goes on. */
export interface Step {
  readonly shows: string | RegExp;
  /** The still to draw. */
  readonly still?: string;
  readonly press?: readonly string[];
}

/** A run of the program that pictures are drawn of. */
export interface Walk {
  /** What stands above the pictures: the command line. */
  readonly title: string;
  readonly args: readonly string[];
  /** With a tenant in the recorder's process that does not keep its word. */
  readonly faulty?: 'permission-withdrawn';
  readonly columns?: number;
  readonly rows?: number;
  /** All steps, as one moving picture. */
  readonly film?: string;
  readonly steps: readonly Step[];
}

const {enter, down, ctrlU} = keys;
const demo = (scenario: string) => ({
  title: `npx timesheets-setup --demo=${scenario}`,
  args: [`--demo=${scenario}`],
});
/** The demo tenant's name without its port, which nobody knows beforehand. */
const halfTheName = '127.0.0.1';

export const walks: readonly Walk[] = [
  {
    ...demo('dashboard'),
    film: 'dashboard',
    steps: [
      {shows: '❯ Name            Timesheets API', press: [enter]},
      {shows: '❯ Identifier', press: [enter]},
      {shows: '❯ ● Auth0', press: [enter]},
      {shows: '❯ ● RS256', press: [enter]},
      {shows: '❯ [✔] read:timesheets', press: [enter]},
      {shows: '❯ Name   Timesheets Import Job', press: [enter]},
      {shows: '❯ Authorized', press: [enter]},
      {shows: '❯ [✔] batch:upload', press: [enter]},
      {shows: '❯ Done', press: [enter]},
      {shows: 'proved with a real token'},
    ],
  },
  {
    ...demo('drifted'),
    steps: [
      {shows: '❯ Review each', still: 'overview', press: [enter]},
      {shows: '❯ ● RS256', still: 'signing', press: [enter]},
      {shows: '⚠ Type 127', press: [halfTheName]},
      {shows: `❯ ${halfTheName}`, still: 'breaking', press: [ctrlU, keys.escape]},
      {shows: '❯ ● RS256', press: [down, down]},
      {shows: '❯ ● HS256', press: [enter]},
      {shows: '❯ [✔] read:timesheets', still: 'permissions', press: [enter]},
      {shows: '❯ Authorized', press: [enter]},
      {shows: '❯ [✔] batch:upload', press: [down]},
      {shows: '❯ [ ] read:timesheets', still: 'access'},
    ],
  },
  {
    ...demo('fresh'),
    steps: [
      {shows: '❯ Name', press: [enter]},
      {shows: '❯ Identifier', press: [enter]},
      {shows: '❯ ● Auth0', still: 'api'},
    ],
  },
  {
    ...demo('converged'),
    steps: [
      {shows: '❯ Run proof', press: [enter]},
      {shows: '❯ Done', still: 'proof'},
    ],
  },
  {
    title: 'npx timesheets-setup',
    args: [],
    steps: [
      {shows: '❯ Domain', still: 'first', press: ['acme.eu.auth0.com', enter]},
      {shows: '❯ ● API Explorer token', still: 'sign-in', press: [down]},
      {shows: '❯ ● Machine to Machine', press: [enter]},
      {shows: '❯ Client ID', press: ['7GpR3uPxMmV0kdaQ', enter]},
      {shows: '❯ Client Secret', press: ['not-a-real-secret']},
      {shows: '17 characters', still: 'connect'},
    ],
  },
  {
    title: 'npx timesheets-setup',
    args: [],
    faulty: 'permission-withdrawn',
    steps: [
      {shows: '❯ Name', press: [enter]},
      {shows: '❯ Identifier', press: [enter]},
      {shows: '❯ ● Auth0', press: [enter]},
      {shows: '❯ ● RS256', press: [enter]},
      {shows: '❯ [✔] read:timesheets', press: [enter]},
      {shows: /r try again/, still: 'error'},
    ],
  },
  {
    ...demo('drifted'),
    columns: 40,
    rows: 20,
    steps: [
      {shows: '❯ Review each', press: [enter]},
      {shows: '❯ ● RS256', still: 'narrow'},
    ],
  },
  {
    ...demo('drifted'),
    columns: 120,
    rows: 40,
    steps: [
      {shows: '❯ Review each', press: [enter]},
      {shows: '❯ ● RS256', still: 'wide'},
    ],
  },
];
