import type {Option, Question, SelectQuestion} from '../steps/step.js';
import type {ConnectDraft} from './connect-draft.js';
import {readDomain} from './domain.js';
import type {ExportOffer, SignInOptions} from './ports.js';
import {methodOf, methodOptions} from './sign-in-methods.js';

/** A text that is never shown. */
export interface SecretQuestion {
  readonly kind: 'secret';
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly hint: string;
  readonly invalid?: string;
}

/** What to do next: options side by side, Enter takes the one with the focus. */
export interface MenuQuestion extends Omit<SelectQuestion, 'kind'> {
  readonly kind: 'menu';
}

export type ScreenQuestion = Question | SecretQuestion | MenuQuestion;

export function invalidOf(asked: ScreenQuestion): string | undefined {
  return asked.kind === 'text' || asked.kind === 'secret' ? asked.invalid : undefined;
}

/** Whether letters typed are text. */
export function isText(
  asked: ScreenQuestion,
): asked is Extract<ScreenQuestion, {kind: 'text' | 'secret'}> {
  return asked.kind === 'secret' || asked.kind === 'text';
}

export function menu(
  id: string,
  label: string,
  value: string,
  options: readonly Option[],
): MenuQuestion {
  return {kind: 'menu', id, label, value, options};
}

export function connectQuestions(
  draft: ConnectDraft,
  comfort: SignInOptions,
): readonly ScreenQuestion[] {
  const read = readDomain(draft.domain);
  const explorer = read.kind === 'ok' ? read.explorer : undefined;
  return [
    {
      kind: 'text',
      id: 'domain',
      label: 'Domain',
      value: draft.domain,
      hint: 'Like acme.eu.auth0.com. The Dashboard shows it in the settings of any application.',
      ...(read.kind === 'invalid' ? {invalid: read.why} : {}),
      ...(read.kind === 'empty' ? {invalid: 'Type the domain of the tenant to set up.'} : {}),
    },
    {
      kind: 'select',
      id: 'method',
      label: 'Sign in with',
      value: methodOf(draft, comfort),
      options: methodOptions(draft, comfort),
    },
    ...credentialQuestions(draft, comfort, explorer),
  ];
}

function credentialQuestions(
  draft: ConnectDraft,
  comfort: SignInOptions,
  explorer: string | undefined,
): readonly ScreenQuestion[] {
  switch (methodOf(draft, comfort)) {
    case 'client':
      return [
        ...clientQuestions(draft),
        ...(comfort.keychain === 'there' ? [keepQuestion(draft)] : []),
      ];
    case 'token':
      return [tokenQuestion(draft, explorer)];
    default:
      return [];
  }
}

function keepQuestion({keep}: ConnectDraft): ScreenQuestion {
  return {
    kind: 'select',
    id: 'keep',
    label: 'Keep the secret',
    value: keep,
    options: [
      {value: 'nowhere', label: 'no, ask me the next time'},
      {
        value: 'in-keychain',
        label: 'in this computer’s keychain',
        reason: 'Once the tenant has taken it. timesheets-setup forget removes it.',
      },
    ],
  };
}

function clientQuestions(draft: ConnectDraft): readonly ScreenQuestion[] {
  return [
    {
      kind: 'text',
      id: 'client-id',
      label: 'Client ID',
      value: draft.clientId,
      hint: 'Of the application to sign in with; not of the import job.',
      ...(draft.clientId.trim() === '' ? {invalid: 'Paste the client id.'} : {}),
    },
    {
      kind: 'secret',
      id: 'client-secret',
      label: 'Client secret',
      value: draft.clientSecret,
      hint: 'Goes to your tenant and nowhere else. It is in no file.',
      ...(draft.clientSecret.trim() === '' ? {invalid: 'Paste the client secret.'} : {}),
    },
  ];
}

function tokenQuestion(draft: ConnectDraft, explorer: string | undefined): ScreenQuestion {
  const where = explorer ?? 'the Dashboard, under APIs, Auth0 Management API, API Explorer';
  return {
    kind: 'secret',
    id: 'token',
    label: 'Token',
    value: draft.token,
    hint: `Copy it from ${where}`,
    ...(draft.token.trim() === '' ? {invalid: 'Paste the token.'} : {}),
  };
}

export function customDomainQuestion(host: string, value: string): MenuQuestion {
  return menu('custom-domain', `Send your secret to ${host}?`, value, [
    {value: 'back', label: 'No, go back'},
    {value: 'send', label: 'Yes, it is ours'},
  ]);
}

export function permissionsQuestion(value: string): MenuQuestion {
  return menu('permissions', 'How to go on', value, [
    {value: 'continue', label: 'Go on without'},
    {value: 'sign-in-again', label: 'Sign in anew'},
  ]);
}

export function confirmQuestion(
  tenantName: string,
  typed: string,
  what: 'change' | 'changes',
): ScreenQuestion {
  return {
    kind: 'text',
    id: 'confirm',
    label: `Type ${tenantName} to apply the breaking ${what}`,
    value: typed,
    hint: 'So that this happens in the right tenant, and not by a slip.',
    ...(typed.trim() === tenantName
      ? {}
      : {invalid: `That is not ${tenantName}. Nothing was changed.`}),
  };
}

export function exportQuestion(offers: readonly ExportOffer[], value: string): ScreenQuestion {
  return {
    kind: 'select',
    id: 'export',
    label: 'Copy to the clipboard',
    value: value === '' ? (offers[0]?.id ?? '') : value,
    options: offers.map(({id, label, about}) => ({value: id, label, detail: about})),
  };
}
