/**
 * The state that Auth0's "Server Apps + API" scenario documents: what the scenarios are told
 * against. (The demo tenant imports nothing of ours, so it says it again.)
 */
export const documented = {
  api: {
    name: 'Timesheets API',
    identifier: 'https://api.exampleco.com/timesheets',
    scopes: [
      {value: 'read:timesheets', description: 'Read your timesheets'},
      {value: 'create:timesheets', description: 'Create new timesheets'},
      {value: 'delete:timesheets', description: 'Delete existing timesheets'},
      {value: 'approve:timesheets', description: 'Approve timesheets'},
      {value: 'batch:upload', description: 'Upload timesheets in batch'},
    ],
  },
  testApplication: 'Timesheets API (Test Application)',
  job: 'Timesheets Import Job',
  granted: ['batch:upload'],
} as const;
