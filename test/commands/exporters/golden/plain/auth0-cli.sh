# Shows the current setup.
auth0 login --domain=acme.eu.auth0.com --scopes=read:client_grants
auth0 apis show 69a006b6f39293776f28ab5d
auth0 apps show HW2hCxrqP6OD4cUBkiDtB3TI95L9ckf7
auth0 api get 'client-grants?audience=https%3A%2F%2Fapi.exampleco.com%2Ftimesheets&client_id=HW2hCxrqP6OD4cUBkiDtB3TI95L9ckf7'
auth0 test token --audience=https://api.exampleco.com/timesheets --scopes=batch:upload HW2hCxrqP6OD4cUBkiDtB3TI95L9ckf7

# Creates the same setup in another tenant. jq keeps the new application's secret off the screen.
auth0 login --scopes=create:client_grants
auth0 api post resource-servers --data '{"name":"Timesheets API","identifier":"https://api.exampleco.com/timesheets","signing_alg":"RS256","token_dialect":"access_token","scopes":[{"value":"read:timesheets","description":"Read timesheets"},{"value":"create:timesheets","description":"Create timesheets"},{"value":"delete:timesheets","description":"Delete timesheets"},{"value":"approve:timesheets","description":"Approve timesheets"},{"value":"batch:upload","description":"Upload timesheets in a batch"}]}'
client_id=$(auth0 api post clients --data '{"name":"Timesheets Import Job","app_type":"non_interactive","grant_types":["client_credentials"],"token_endpoint_auth_method":"client_secret_post","oidc_conformant":true}' | jq -r .client_id)
jq -n --arg id "$client_id" '{client_id: $id} + {"audience":"https://api.exampleco.com/timesheets","scope":["batch:upload"],"subject_type":"client"}' | auth0 api post client-grants
