import type {Note, StepStatus} from '../engine/step-status.js';
import type {ResourceServer} from '../engine/tenant.js';
import type {Desired} from '../model/blueprint.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import {dialectFor, profileOf, requiresPossession} from '../model/resource-server.js';
import {identifierProblem, resourceServerNameProblem} from '../scenario/validity.js';
import {words} from '../scenario/words.js';
import {
  blockedStatus,
  breakageOf,
  type FieldDifference,
  missingStatus,
  optionalDifferences,
  statusOf,
} from './evaluation.js';
import {changeBlueprint, type Question, type Step} from './step.js';

const {profiles} = words.api;

/** The API itself: its name, identifier, token profile and token lifetime. */
export const api: Step = {
  id: 'api',
  title: words.api.title,
  heading: words.api.heading,
  about: words.api.about,
  explanation: words.api.explanation,
  docs: words.api.docs,
  reads: ['read:resource_servers'],
  copies: 'identifier',

  dashboard: ({resourceServer}) =>
    resourceServer === undefined ? 'apis' : `apis/${resourceServer.id}/settings`,

  questions({blueprint}, observed): readonly Question[] {
    const {resourceServer, audience, similarIdentifiers = []} = observed;
    const {name, identifier, tokenProfile} = blueprint.resourceServer;
    const exists = resourceServer?.identifier === identifier;
    const isRead = audience === identifier;
    return [
      textQuestion('name', 'Name', name, words.api.name, resourceServerNameProblem(name)),
      {
        ...textQuestion(
          'identifier',
          'Identifier',
          identifier,
          words.api.identifier,
          identifierProblem(identifier),
        ),
        ...(isRead && {
          note: exists ? words.api.identifierExists : identifierHint(similarIdentifiers),
        }),
      },
      {
        kind: 'select',
        id: 'tokenProfile',
        label: 'Token profile',
        value: tokenProfile,
        options: [
          {value: 'auth0', ...profiles.auth0, recommended: true},
          {value: 'rfc9068', ...profiles.rfc9068},
        ],
      },
    ];
  },

  answer(choices, questionId, answer) {
    return changeBlueprint(choices, ({resourceServer}) => {
      if (answer.kind === 'text' && questionId === 'name') {
        return {resourceServer: {...resourceServer, name: answer.value}};
      }
      if (answer.kind === 'text' && questionId === 'identifier') {
        return {resourceServer: {...resourceServer, identifier: answer.value}};
      }
      if (answer.kind === 'select' && questionId === 'tokenProfile') {
        const tokenProfile = answer.value === 'rfc9068' ? 'rfc9068' : 'auth0';
        return {resourceServer: {...resourceServer, tokenProfile}};
      }
      return {};
    });
  },

  evaluate(desired, observed): StepStatus {
    const {resourceServer} = observed;
    if (resourceServer === undefined) {
      const notes = (observed.similarIdentifiers ?? []).map(similarNote);
      return missingApiStatus(desired.resourceServer, notes);
    }
    if (resourceServer.isSystem) return systemApiStatus(observed.audience);
    const differences = [
      ...nameDifference(desired.resourceServer.name, resourceServer),
      ...dialectDifference(desired, resourceServer, observed),
      ...optionalDifferences('resource-server', resourceServer, resourceServer.id, {
        ...optionalFields(desired.resourceServer),
      }),
    ];
    return statusOf(differences, {notes: tokenNotes(resourceServer)});
  },
};

function textQuestion(
  id: string,
  label: string,
  value: string,
  hint: string,
  invalid: string | undefined,
): Question {
  return {kind: 'text', id, label, value, hint, ...(invalid !== undefined && {invalid})};
}

function optionalFields({tokenLifetime}: Desired['resourceServer']) {
  return tokenLifetime === undefined ? {} : {tokenLifetime};
}

function missingApiStatus(wanted: Desired['resourceServer'], notes: readonly Note[]): StepStatus {
  const {name, identifier, tokenProfile} = wanted;
  const set = {name, identifier, tokenDialect: dialectFor(tokenProfile), ...optionalFields(wanted)};
  return missingStatus(set, [{change: {action: 'create', resource: 'resource-server', set}}], {
    notes,
  });
}

function identifierHint([similar]: readonly string[]): string {
  return similar === undefined ? words.api.identifierIsNew : words.api.similarNote(similar);
}

function similarNote(identifier: string): Note {
  return {kind: 'info', text: words.api.similar(identifier)};
}

/** Notes on API settings that keep the job from getting a token, or that change the token. */
function tokenNotes(resourceServer: ResourceServer): readonly Note[] {
  const {possessionMechanism, tokenEncryption, consentPolicy} = resourceServer;
  const texts = [
    requiresPossession(resourceServer) && possessionSentence(possessionMechanism),
    tokenEncryption !== undefined && words.api.encrypted,
    consentPolicy !== undefined && words.api.consent(consentPolicy),
  ];
  return texts.flatMap(text => (typeof text === 'string' ? [{kind: 'info', text}] : []));
}

function possessionSentence(mechanism = 'unknown mechanism'): string {
  const {possession, possessionNeeded} = words.api;
  return mechanism === 'dpop' || mechanism === 'mtls'
    ? possession[mechanism]
    : possessionNeeded(mechanism);
}

function nameDifference(
  name: string,
  {id, name: current}: ResourceServer,
): readonly FieldDifference[] {
  if (current === name) return [];
  return [
    {
      difference: {field: 'name', from: current ?? null, to: name},
      change: {change: {action: 'update', resource: 'resource-server', id, set: {name}}},
    },
  ];
}

function dialectDifference(
  desired: Desired,
  resourceServer: ResourceServer,
  observed: Observed,
): readonly FieldDifference[] {
  const {tokenProfile} = desired.resourceServer;
  if (profileOf(resourceServer) === tokenProfile) return [];
  const {id, tokenDialect: from = null} = resourceServer;
  const tokenDialect = dialectFor(tokenProfile, resourceServer);
  const breaks = breakageOf(desired, observed, id, words.api.profileBreaks);
  return [
    {
      difference: {field: 'tokenDialect', from, to: tokenDialect, ...breaks},
      change: {
        change: {action: 'update', resource: 'resource-server', id, set: {tokenDialect}},
        ...breaks,
      },
    },
  ];
}

function systemApiStatus(identifier: string): StepStatus {
  return blockedStatus(
    new Problem('system_api', {
      message: `${identifier} is one of Auth0’s own APIs. This tool never changes those.`,
      hint: 'Choose another identifier for your API.',
    }),
  );
}
