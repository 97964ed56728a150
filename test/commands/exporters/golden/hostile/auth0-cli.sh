# Shows the current setup.
auth0 login --domain=acme.eu.auth0.com --scopes=read:client_grants
auth0 apis show -- -id
auth0 apps show -- -HW2hCxrqP6OD4cUBkiDtB3TI95L9ckf
auth0 api get 'client-grants?audience=urn%3A%24%28id%29%7C%24%7Bx%7D%25%7By%7D%23%23AUTH0_CLIENT_SECRET%23%23%40%40HOME%40%40%23%23%5Bset-output%5D%3A%3Aadd-mask%3A%3A%22%3Cb%3E%60%5C%7C--%40octocat&client_id=-HW2hCxrqP6OD4cUBkiDtB3TI95L9ckf'
auth0 test token --audience='urn:$(id)|${x}%{y}##AUTH0_CLIENT_SECRET##@@HOME@@#''#[set-output]::add-mask::"<b>`\|--@octocat' --scopes='batch:upload,"-a,""b""##X##"' -- -HW2hCxrqP6OD4cUBkiDtB3TI95L9ckf

# Creates the same setup in another tenant. jq keeps the new application's secret off the screen.
auth0 login --scopes=create:client_grants
auth0 api post resource-servers --data '{"name":"[a](https://evil.example.com) ![i](x) <img src=x onerror=y> @octocat #1 `b` | c \\| d $(id) ${x} %{y} ##AUTH0_CLIENT_SECRET## @@HOME@@ ::add-mask:: \u0023#[set-output name=a] \"e\" '\''f'\'' --g\r\n::error::\u001b[31m\u202e\u2028\t*_勤務🕐","identifier":"urn:$(id)|${x}%{y}##AUTH0_CLIENT_SECRET##@@HOME@@\u0023#[set-output]::add-mask::\"<b>`\\|--@octocat","signing_alg":"RS256","token_dialect":"access_token","scopes":[{"value":"batch:upload","description":"[a](https://evil.example.com) ![i](x) <img src=x onerror=y> @octocat #1 `b` | c \\| d $(id) ${x} %{y} ##AUTH0_CLIENT_SECRET## @@HOME@@ ::add-mask:: \u0023#[set-output name=a] \"e\" '\''f'\'' --g\r\n::error::\u001b[31m\u202e\u2028\t*_勤務🕐"},{"value":"-a,\"b\"##X##","description":"##AUTH0_CLIENT_SECRET##"}]}'
client_id=$(auth0 api post clients --data '{"name":"[a](https://evil.example.com) ![i](x) <img src=x onerror=y> @octocat #1 `b` | c \\| d $(id) ${x} %{y} ##AUTH0_CLIENT_SECRET## @@HOME@@ ::add-mask:: \u0023#[set-output name=a] \"e\" '\''f'\'' --g\r\n::error::\u001b[31m\u202e\u2028\t*_勤務🕐","app_type":"non_interactive","grant_types":["client_credentials"],"token_endpoint_auth_method":"client_secret_basic","oidc_conformant":true}' | jq -r .client_id)
jq -n --arg id "$client_id" '{client_id: $id} + {"audience":"urn:$(id)|${x}%{y}##AUTH0_CLIENT_SECRET##@@HOME@@\u0023#[set-output]::add-mask::\"<b>`\\|--@octocat","scope":["batch:upload","-a,\"b\"##X##"],"subject_type":"client"}' | auth0 api post client-grants
