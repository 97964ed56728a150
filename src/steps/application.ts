import {
  ambiguous,
  type Selection,
  selectClient,
  selectClientGrant,
  testApplications,
} from '../engine/identify.js';
import type {Observed} from '../engine/observed.js';
import type {Client} from '../engine/tenant.js';
import type {Note, Verdict} from '../engine/verdict.js';
import {clientNameProblem} from '../scenario/validity.js';
import {words} from '../scenario/words.js';
import {changeBlueprint} from './answers.js';
import type {Question, Step} from './step.js';
import {blocked, compared, type Deviation, missing} from './verdicts.js';

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
    // As if none was chosen: a choice must not take the others out of sight.
    const selection = selectClient(choices.blueprint, {...observed, hints});
    const candidates = selection.kind === 'ambiguous' ? selection.candidates : [];
    const isOther = (client: Client) =>
      client.clientId === clientId && !candidates.includes(client);
    const invalid = clientNameProblem(name);
    const which =
      candidates.length > 0 && !observed.clients.some(isOther)
        ? [whichOf(candidates, clientId, observed)]
        : [];
    const naming: Question = {
      kind: 'text',
      id: 'name',
      label: 'Name',
      value: name,
      hint: hintFor(selectClient(choices.blueprint, {...observed, hints: choices.hints})),
      ...(invalid !== undefined && {invalid}),
    };
    return [...which, naming];
  },

  answer(choices, questionId, answer) {
    if (answer.kind === 'one-of' && questionId === 'clientId') {
      return {...choices, hints: {...choices.hints, clientId: answer.value}};
    }
    if (answer.kind === 'text' && questionId === 'name') {
      return changeBlueprint(choices, () => ({client: {name: answer.value}}));
    }
    return choices;
  },

  judge(desired, observed): Verdict {
    const selection = selectClient(desired, observed);
    switch (selection.kind) {
      case 'ambiguous':
        return blocked(ambiguous(selection.candidates));
      case 'none': {
        const set = {
          name: desired.client.name,
          appType: machineToMachine,
          grantTypes: [clientCredentials],
        };
        return missing(set, [{change: {kind: 'create-client', set}}]);
      }
      case 'found': {
        const {client} = selection;
        const leftOver = testApplications(desired, observed).filter(
          ({clientId}) => clientId !== client.clientId,
        );
        return compared(deviationsOf(desired.client.name, client), {
          kept: (client.grantTypes ?? []).filter(type => type !== clientCredentials),
          notes: leftOver.map(leftOverNote),
        });
      }
    }
  },
};

function hintFor(selection: Selection): string {
  return selection.kind === 'found'
    ? words.application.stays(selection.client.clientId)
    : words.application.toBeMade;
}

function whichOf(
  candidates: readonly Client[],
  chosen: string | undefined,
  observed: Observed,
): Question {
  const [first] = candidates;
  const among = candidates.find(({clientId}) => clientId === chosen) ?? first;
  return {
    kind: 'one-of',
    id: 'clientId',
    label: words.application.which,
    value: among?.clientId ?? '',
    options: candidates.map(({clientId, name}) => ({
      value: clientId,
      label: name,
      detail: selectClientGrant(observed, clientId)
        ? `${clientId}, ${words.access.authorised}`
        : clientId,
    })),
  };
}

function deviationsOf(name: string, client: Client): readonly Deviation[] {
  const fields = [
    {field: 'name', from: client.name, to: name, differs: client.name !== name},
    {
      field: 'appType',
      from: client.appType ?? null,
      to: machineToMachine,
      differs: client.appType !== machineToMachine,
    },
    {
      field: 'grantTypes',
      from: client.grantTypes ?? null,
      // Auth0 replaces the list whole: grant types that are there stay.
      to: [...(client.grantTypes ?? []), clientCredentials],
      differs: !client.grantTypes?.includes(clientCredentials),
    },
    {
      // An application without a secret can't get a token with client credentials.
      field: 'tokenEndpointAuthMethod',
      from: client.tokenEndpointAuthMethod ?? null,
      to: 'client_secret_post',
      differs: client.tokenEndpointAuthMethod === 'none',
    },
  ];
  return fields
    .filter(({differs}) => differs)
    .map(({field, from, to}) => ({
      difference: {field, from, to},
      change: {change: {kind: 'update-client', id: client.clientId, set: {[field]: to}}},
    }));
}

function leftOverNote({name, clientId}: Client): Note {
  return {kind: 'left-over', text: `${name} (${clientId}) is left over, and stays as it is.`};
}
