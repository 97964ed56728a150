import {authenticationOf, authenticationWords} from '../engine/job-secret.js';
import {
  ambiguousProblem,
  isThirdParty,
  type Selection,
  type SpecialPurpose,
  selectClient,
  selectClientGrant,
  specialPurposeOf,
  testApplications,
  unsuitableProblem,
} from '../engine/select-client.js';
import type {Breakage, Note, StepStatus} from '../engine/step-status.js';
import type {Client} from '../engine/tenant.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import type {Blueprint} from '../scenario/documented.js';
import {clientNameProblem} from '../scenario/validity.js';
import {words} from '../scenario/words.js';
import {
  blockedStatus,
  type FieldDifference,
  missingStatus,
  optionalDifferences,
  statusOf,
} from './evaluation.js';
import {changeBlueprint, type Question, type Step} from './step.js';

const machineToMachine = 'non_interactive';
const clientCredentials = 'client_credentials';

/** The application that the import job signs in as. */
export const application: Step = {
  id: 'application',
  title: words.application.title,
  heading: words.application.heading,
  about: words.application.about,
  explanation: words.application.explanation,
  docs: words.application.docs,
  reads: ['read:clients', 'read:client_keys'],
  copies: 'client-id',

  dashboard: (observed, {blueprint, hints}) => {
    const selection = selectClient(blueprint, {...observed, hints});
    return selection.kind === 'found'
      ? `applications/${selection.client.clientId}/settings`
      : 'applications';
  },

  questions(choices, observed) {
    const {name} = choices.blueprint.client;
    const {clientId, ...hints} = choices.hints;
    // Ignores the chosen client: with it, the other candidates would no longer be offered.
    const selection = selectClient(choices.blueprint, {...observed, hints});
    const candidates = selection.kind === 'ambiguous' ? selection.candidates : [];
    const isOther = (client: Client) =>
      client.clientId === clientId && !candidates.includes(client);
    const invalid = clientNameProblem(name);
    const which =
      candidates.length > 0 && !observed.clients.some(isOther)
        ? [candidateQuestion(candidates, clientId, observed)]
        : [];
    const naming: Question = {
      kind: 'text',
      id: 'name',
      label: 'Name',
      value: name,
      hint: nameHint(selectClient(choices.blueprint, {...observed, hints: choices.hints})),
      ...(invalid !== undefined && {invalid}),
    };
    return [...which, naming];
  },

  answer(choices, questionId, answer) {
    if (answer.kind === 'select' && questionId === 'clientId') {
      return {...choices, hints: {...choices.hints, clientId: answer.value}};
    }
    if (answer.kind === 'text' && questionId === 'name') {
      return changeBlueprint(choices, ({client}) => ({client: {...client, name: answer.value}}));
    }
    return choices;
  },

  evaluate(desired, observed): StepStatus {
    const selection = selectClient(desired, observed);
    switch (selection.kind) {
      case 'ambiguous':
        return blockedStatus(ambiguousProblem(selection.candidates));
      case 'unsuitable':
        return blockedStatus(unsuitableProblem(selection.client, selection.because));
      case 'none': {
        const set = {
          name: desired.client.name,
          appType: machineToMachine,
          grantTypes: [clientCredentials],
          ...optionalFields(desired),
        };
        const notes = thirdPartyNotes(desired.client.name, observed);
        return missingStatus(set, [{change: {action: 'create', resource: 'client', set}}], {notes});
      }
      case 'found': {
        const {client, via} = selection;
        const legacy = legacyGrantTypes(client);
        if (legacy.length > 0 && !client.grantTypes?.includes(clientCredentials)) {
          return blockedStatus(legacyGrantTypesProblem(client, legacy));
        }
        const leftOver = testApplications(desired, observed).filter(
          ({clientId}) => clientId !== client.clientId,
        );
        return statusOf(
          [
            ...fieldDifferences(desired.client.name, client, observed),
            ...optionalDifferences('client', client, client.clientId, optionalFields(desired)),
          ],
          {
            kept: (client.grantTypes ?? []).filter(type => type !== clientCredentials),
            notes: [
              ...tokenNotes(client),
              ...leftOver.map(leftOverNote),
              // Whoever chose between them knows of the other one.
              ...(via === 'named' ? [] : namesakeNotes(desired.client.name, client, observed)),
              ...thirdPartyNotes(desired.client.name, observed),
            ],
          },
        );
      }
    }
  },
};

function optionalFields({client: {description}}: Blueprint) {
  return description === undefined ? {} : {description};
}

/** https://auth0.com/docs/get-started/applications/application-grant-types#legacy-grant-types */
function legacyGrantTypes({grantTypes = []}: Client): readonly string[] {
  return grantTypes.filter(type => type.startsWith('http://auth0.com/oauth/legacy/grant-type/'));
}

/** Removing them could break logins, and Auth0 rejects any list that still contains them. */
function legacyGrantTypesProblem({name, clientId}: Client, legacy: readonly string[]): Problem {
  return new Problem('refused', {
    message: `${name} (${clientId}) has legacy grant types (${legacy.join(', ')}). While it has them, Auth0 rejects every change to its grant types, so Client Credentials can’t be added.`,
    hint: 'If nothing uses them, clear them in the Dashboard and select Client Credentials: Applications → the application → Settings → Advanced Settings → Grant Types. Or use another application: --client-id.',
  });
}

function nameHint(selection: Selection): string {
  switch (selection.kind) {
    case 'found':
      return authenticationOf(selection.client) === 'secret'
        ? words.application.stays(selection.client.clientId)
        : words.application.staysKey(selection.client.clientId);
    case 'unsuitable':
      return words.application.nameTaken(selection.client.clientId);
    case 'ambiguous':
    case 'none':
      return words.application.nameIsNew;
  }
}

function candidateQuestion(
  candidates: readonly Client[],
  chosen: string | undefined,
  observed: Observed,
): Question {
  const [first] = candidates;
  const selected = candidates.find(({clientId}) => clientId === chosen) ?? first;
  return {
    kind: 'select',
    id: 'clientId',
    label: words.application.candidatesLabel,
    value: selected?.clientId ?? '',
    options: candidates.map(({clientId, name}) => ({
      value: clientId,
      label: name,
      detail: selectClientGrant(observed, clientId)
        ? `${clientId}, ${words.access.authorized}`
        : clientId,
    })),
  };
}

function fieldDifferences(
  name: string,
  client: Client,
  observed: Observed,
): readonly FieldDifference[] {
  const conversion = conversionBreaks(client, observed);
  const fields = [
    {field: 'name', from: client.name, to: name, differs: client.name !== name, breaks: undefined},
    {
      field: 'appType',
      breaks: conversion,
      from: client.appType ?? null,
      to: machineToMachine,
      differs: client.appType !== machineToMachine,
    },
    {
      field: 'grantTypes',
      breaks: conversion,
      from: client.grantTypes ?? null,
      // Auth0 replaces the whole list, so the existing grant types are sent too.
      to: [...(client.grantTypes ?? []), clientCredentials],
      differs: !client.grantTypes?.includes(clientCredentials),
    },
    {
      // An application without a secret can't get a token with client credentials.
      field: 'tokenEndpointAuthMethod',
      breaks: conversion,
      from: client.tokenEndpointAuthMethod ?? null,
      to: 'client_secret_post',
      differs: client.tokenEndpointAuthMethod === 'none',
    },
  ];
  return fields
    .filter(({differs}) => differs)
    .map(({field, from, to, breaks}) => {
      const breaking = breaks === undefined ? {} : {breaks};
      return {
        difference: {field, from, to, ...breaking},
        change: {
          change: {action: 'update', resource: 'client', id: client.clientId, set: {[field]: to}},
          ...breaking,
        },
      };
    });
}

/** What converting the application to Machine to Machine may break. */
function conversionBreaks(client: Client, {created}: Observed): Breakage | undefined {
  const purpose = specialPurposeOf(client);
  if (purpose === undefined || created.has(client.clientId)) return undefined;
  // This affects the application's own users, not the API's other applications.
  return {sentence: conversionSentence(purpose, client), affects: []};
}

function conversionSentence(purpose: SpecialPurpose, client: Client): string {
  const {breaks} = words.application;
  if (purpose !== 'public') return breaks[purpose];
  return client.tokenEndpointAuthMethod === 'none' ? breaks.withoutSecret : breaks.public;
}

/** How the application authenticates if not with a secret, and what limits its tokens. */
function tokenNotes(client: Client): readonly Note[] {
  const {requiresPossession, quotaEnforced, tokensPerHour, tokensPerDay} = client;
  const {noSecret, possession, quota} = words.application;
  const authentication = authenticationOf(client);
  const limits =
    quotaEnforced === false
      ? []
      : [
          ...(tokensPerHour === undefined ? [] : [`${tokensPerHour} an hour`]),
          ...(tokensPerDay === undefined ? [] : [`${tokensPerDay} a day`]),
        ];
  const texts = [
    ...(authentication === 'secret' ? [] : [noSecret(authenticationWords[authentication])]),
    ...(requiresPossession ? [possession] : []),
    ...(limits.length > 0 ? [quota(limits.join(' and '))] : []),
  ];
  return texts.map(text => ({kind: 'info', text}));
}

/** Where anybody can register applications, thousands of them may have the job's name. */
const maxNotes = 3;

/** Third-party applications with the job's name, which are never used as the job. */
function thirdPartyNotes(name: string, {clients}: Observed): readonly Note[] {
  const {thirdPartySameName, moreThirdParties} = words.application;
  const strangers = clients.filter(client => client.name === name && isThirdParty(client));
  const texts = strangers.map(({clientId}) => thirdPartySameName(name, clientId));
  const rest = texts.length - maxNotes;
  const shown = rest > 1 ? [...texts.slice(0, maxNotes), moreThirdParties(name, rest)] : texts;
  return shown.map(text => ({kind: 'info', text}));
}

/** Where Auth0 created an application late, after the run that asked for it had ended, there are two. */
function namesakeNotes(name: string, ours: Client, observed: Observed): readonly Note[] {
  const others = observed.clients.filter(
    client =>
      client.name === name &&
      client.clientId !== ours.clientId &&
      client.clientId !== observed.ownClientId &&
      !isThirdParty(client),
  );
  return others.slice(0, maxNotes).map(({clientId}) => ({
    kind: 'left-over',
    text: words.application.sameName(name, clientId),
  }));
}

function leftOverNote({name, clientId}: Client): Note {
  return {
    kind: 'left-over',
    text: `${name} (${clientId}) is another test application of this API. It won’t change.`,
  };
}
