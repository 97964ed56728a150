import {type PastedText, readClientId, readClientSecret, readToken} from '../model/pasted-text.js';
import {readManagementAudience} from '../model/tenant-address.js';
import {words} from '../scenario/words.js';
import type {Option, Question, SelectQuestion} from '../steps/step.js';
import {visible} from '../text/escape.js';
import type {ConnectDraft} from './connect-draft.js';
import {readDomain} from './domain.js';
import type {ExportFormat, SignInOptions} from './ports.js';
import {methodOf, methodOptions} from './sign-in-methods.js';
import type {Field} from './state.js';

/** A text field that never shows its value. */
export interface SecretQuestion {
  readonly kind: 'secret';
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly hint: string;
  readonly invalid?: string;
}

/** Options side by side; Enter chooses the focused one. */
export interface MenuQuestion extends Omit<SelectQuestion, 'kind'> {
  readonly kind: 'menu';
}

export type ScreenQuestion = Question | SecretQuestion | MenuQuestion;

export function invalidReason(question: ScreenQuestion): string | undefined {
  return question.kind === 'text' || question.kind === 'secret' ? question.invalid : undefined;
}

export type TextField = Extract<ScreenQuestion, {kind: 'text' | 'secret'}>;

export function isText(question: ScreenQuestion): question is TextField {
  return question.kind === 'secret' || question.kind === 'text';
}

export function createMenu(
  id: string,
  label: string,
  value: string,
  options: readonly Option[],
): MenuQuestion {
  return {kind: 'menu', id, label, value, options};
}

export function connectQuestions(
  draft: ConnectDraft,
  signInOptions: SignInOptions,
): readonly ScreenQuestion[] {
  const read = readDomain(draft.domain);
  const explorer = read.kind === 'ok' ? read.explorer : undefined;
  return [
    {
      kind: 'text',
      id: 'domain',
      label: 'Domain',
      value: draft.domain,
      hint: 'For example acme.eu.auth0.com. You find it in the Settings of any application.',
      ...(read.kind === 'invalid' ? {invalid: read.why} : {}),
      ...(read.kind === 'empty' ? {invalid: 'Enter the domain of your tenant.'} : {}),
    },
    ...ownDomainQuestion(draft),
    {
      kind: 'select',
      id: 'method',
      label: 'Sign in with',
      value: methodOf(draft, signInOptions),
      options: methodOptions(draft, signInOptions),
    },
    ...credentialQuestions(draft, signInOptions, explorer),
  ];
}

/** Asked on a custom domain, which does not reveal the tenant's own one. */
function ownDomainQuestion({ownDomain, domain}: ConnectDraft): readonly ScreenQuestion[] {
  if (ownDomain.kind === 'not-needed') return [];
  const {typed} = ownDomain;
  const why =
    typed.trim() === ''
      ? 'Enter the tenant’s own domain.'
      : readManagementAudience(typed) === undefined
        ? 'It should look like acme.eu.auth0.com.'
        : undefined;
  return [
    {
      kind: 'text',
      id: 'own-domain',
      label: 'Tenant domain',
      value: typed,
      hint: `${domain} is a custom domain. The Dashboard shows the tenant’s own: acme.eu.auth0.com.`,
      ...(why !== undefined && {invalid: why}),
    },
  ];
}

function credentialQuestions(
  draft: ConnectDraft,
  signInOptions: SignInOptions,
  explorer: string | undefined,
): readonly ScreenQuestion[] {
  switch (methodOf(draft, signInOptions)) {
    case 'client':
      return [
        ...clientQuestions(draft),
        ...(signInOptions.keychainAvailable ? [keepQuestion(draft)] : []),
      ];
    case 'token':
      return [tokenQuestion(draft, explorer)];
    case 'private-key':
      return [clientIdQuestion(draft), keyFileQuestion(draft)];
    default:
      return [];
  }
}

function keepQuestion({keep}: ConnectDraft): ScreenQuestion {
  return {
    kind: 'select',
    id: 'keep',
    label: 'Keep secret',
    value: keep,
    options: [
      {value: 'nowhere', label: 'don’t keep it'},
      {
        value: 'in-keychain',
        label: 'in this computer’s keychain',
        reason: 'Saved once you’re signed in. To delete it, run timesheets-setup forget.',
      },
    ],
  };
}

function clientQuestions(draft: ConnectDraft): readonly ScreenQuestion[] {
  return [
    clientIdQuestion(draft),
    {
      kind: 'secret',
      id: 'client-secret',
      label: 'Client Secret',
      value: draft.clientSecret,
      hint: 'Sent only to your tenant, and never written to a file.',
      ...invalidUnlessRead(readClientSecret(draft.clientSecret), 'Paste the Client Secret.'),
    },
  ];
}

function clientIdQuestion({clientId}: ConnectDraft): ScreenQuestion {
  return {
    kind: 'text',
    id: 'client-id',
    label: 'Client ID',
    value: clientId,
    hint: 'From the Settings of the application you sign in with (not the import job’s).',
    ...invalidUnlessRead(readClientId(clientId), 'Paste the Client ID.'),
  };
}

/** The error sentence for a pasted text. */
function invalidUnlessRead(read: PastedText, ifEmpty: string): {readonly invalid?: string} {
  switch (read.kind) {
    case 'ok':
      return {};
    case 'empty':
      return {invalid: ifEmpty};
    case 'invalid':
      return {invalid: `This ${visible(read.why)}. ${read.remedy}`};
  }
}

function keyFileQuestion({keyPath, keyFile}: ConnectDraft): ScreenQuestion {
  const read = keyFile?.path === keyPath ? keyFile.result : undefined;
  const invalid =
    keyPath.trim() === ''
      ? 'Enter the path of the key file.'
      : read === undefined
        ? 'Reading the file…'
        : read.kind === 'invalid'
          ? read.why
          : undefined;
  return {
    kind: 'text',
    id: 'key-path',
    label: 'Key file',
    value: keyPath,
    hint:
      read?.kind === 'ok'
        ? 'This is a private key. It stays on this computer.'
        : 'The path of a private key in PEM format, for example ~/keys/setup.pem.',
    ...(invalid !== undefined && {invalid}),
  };
}

function tokenQuestion(draft: ConnectDraft, explorer: string | undefined): ScreenQuestion {
  const where = explorer ?? 'Dashboard → Applications → APIs → Auth0 Management API';
  return {
    kind: 'secret',
    id: 'token',
    label: 'Token',
    value: draft.token,
    hint: `Select Copy Token in the API Explorer (F1 explains how): ${where}`,
    ...invalidUnlessRead(readToken(draft.token), 'Paste the token.'),
  };
}

export function customDomainQuestion(host: string, value: string): MenuQuestion {
  const read = readDomain(host);
  const suggestion = read.kind === 'ok' ? read.suggestion : undefined;
  return createMenu('custom-domain', `Send your credentials to ${host}?`, value, [
    {
      value: 'back',
      label: 'No, go back',
      ...(suggestion !== undefined && {reason: `Did you mean ${suggestion}?`}),
    },
    {value: 'send', label: 'Yes, it’s ours'},
  ]);
}

export function permissionsQuestion(value: string): MenuQuestion {
  return createMenu('permissions', 'Next', value, [
    {value: 'continue', label: 'Continue without them'},
    {value: 'sign-in-again', label: 'Sign in again'},
  ]);
}

export function confirmQuestion(tenantName: string, typed: string, action: string): ScreenQuestion {
  return {
    kind: 'text',
    id: 'confirm',
    label: `Type ${tenantName} to ${action}`,
    value: typed,
    hint: words.confirms,
    ...(typed.trim() === tenantName
      ? {}
      : {invalid: `This doesn’t match ${tenantName}. Nothing was changed.`}),
  };
}

export function exportQuestion(formats: readonly ExportFormat[], value: string): ScreenQuestion {
  return {
    kind: 'select',
    id: 'export',
    label: 'Format',
    value: value === '' ? (formats[0]?.id ?? '') : value,
    options: formats.map(({id, label, about}) => ({value: id, label, detail: about})),
  };
}

/** Lists of at least this many options can be searched. */
const minSearchableOptions = 11;

export function isSearchable(question: ScreenQuestion): boolean {
  return optionsOf(question).length >= minSearchableOptions;
}

export function optionsOf(question: ScreenQuestion): readonly Option[] {
  return question.kind === 'select' || question.kind === 'multiselect' || question.kind === 'menu'
    ? question.options
    : [];
}

/** The options that match the search, in order. */
export function visibleOptions(question: ScreenQuestion, {search}: Field): readonly Option[] {
  const query = search.text.trim().toLowerCase();
  const options = optionsOf(question);
  if (query === '') return options;
  return options.filter(({label, detail}) =>
    `${label} ${detail ?? ''}`.toLowerCase().includes(query),
  );
}

/** Index of the focused option among the visible ones. */
export function focusedOptionIndex(question: ScreenQuestion, field: Field): number {
  const visible = visibleOptions(question, field);
  if (question.kind === 'select' || question.kind === 'menu') {
    return Math.max(
      0,
      visible.findIndex(({value}) => value === question.value),
    );
  }
  return Math.max(0, Math.min(field.focus, visible.length - 1));
}
