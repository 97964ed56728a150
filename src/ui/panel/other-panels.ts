import {steps} from '../../steps/index.js';
import {type Block, blank, block, span} from '../block.js';
import {problemBlocks} from '../problem.js';
import {formBlocks} from '../question/form.js';
import {padEnd, widthOf} from '../text.js';
import {askingOf, headed, type PanelView} from './panel-view.js';
import {proofHeading} from './proof-panel.js';

/** Where the tenant is, and how to sign in. */
export function connectPanel(view: PanelView<'connect'>): readonly Block[] {
  const {screen, symbols, state} = view;
  const head = headed('Sign in', 'To the Auth0 tenant that you want to set up.');
  // Nothing is asked now, and in a demo, or with credentials at hand, nothing was.
  if (screen.busy === 'busy') {
    return [...head, block(`${symbols.busy} Signing in to ${state.connect.domain}`)];
  }
  return [
    ...head,
    ...formBlocks(askingOf(view)),
    ...(screen.problem === undefined ? [] : [blank, ...problemBlocks(screen.problem, symbols)]),
  ];
}

export function customDomainPanel(view: PanelView<'custom-domain'>): readonly Block[] {
  const {host} = view.screen;
  return [
    ...headed('A domain of your own?', `${host} is not under auth0.com.`),
    block(
      'Tenants can have custom domains. But whoever runs this host gets what you sign in with.',
    ),
    blank,
    ...formBlocks(askingOf(view)),
  ];
}

export function readingPanel({screen, symbols}: PanelView<'reading'>): readonly Block[] {
  const head = headed('Looking', 'At the API, its applications and what they may call.');
  return screen.problem === undefined
    ? [...head, block(span(`${symbols.busy} Nothing is changed yet`, 'muted'))]
    : [...head, ...problemBlocks(screen.problem, symbols)];
}

/** What the token may not do, before anything is written. */
export function permissionsPanel(view: PanelView<'permissions'>): readonly Block[] {
  const {lacking} = view.screen;
  const titleOf = (id: string) => steps.find(step => step.id === id)?.title ?? proofHeading;
  const nameWidth = Math.max(0, ...lacking.map(({step}) => widthOf(titleOf(step))));
  return [
    ...headed(
      'Permissions are missing',
      'The application you signed in with may not do all of this.',
    ),
    ...lacking.map(({step, permissions}) =>
      block(
        [
          span(padEnd(titleOf(step), nameWidth), 'strong'),
          '   ',
          span(permissions.join(', '), 'warning'),
        ],
        {indent: 1, hang: nameWidth + 4},
      ),
    ),
    blank,
    block(
      'Add them in the Dashboard: Applications, APIs, Auth0 Management API, Machine to Machine Applications. Then sign in anew. Steps that need none of them work as they are.',
    ),
    blank,
    ...formBlocks(askingOf(view)),
  ];
}

export function exportPanel(view: PanelView<'export'>): readonly Block[] {
  return [
    ...headed('Export', 'Copies it and shows it. In the shell: timesheets-setup export'),
    ...formBlocks(askingOf(view)),
  ];
}
