# What timesheets-setup manages in acme.eu.auth0.com, as read from the tenant.
# `terraform init && terraform plan` shows objects to import, and no changes.
# Credentials: AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET.

terraform {
  required_version = ">= 1.5.0"

  required_providers {
    auth0 = {
      source  = "auth0/auth0"
      version = "~> 1.39"
    }
  }
}

provider "auth0" {}

import {
  to = auth0_resource_server.api
  id = "-id"
}

resource "auth0_resource_server" "api" {
  name           = "[a](https://evil.example.com) ![i](x) <img src=x onerror=y> @octocat #1 `b` | c \\| d $(id) $\u007bx} %\u007by} ##AUTH0_CLIENT_SECRET## @@HOME@@ ::add-mask:: \u0023#[set-output name=a] \"e\" 'f' --g\r\n::error::\u001b[31m\u202e\u2028\t*_勤務🕐"
  identifier     = "urn:$(id)|$\u007bx}%\u007by}##AUTH0_CLIENT_SECRET##@@HOME@@\u0023#[set-output]::add-mask::\"<b>`\\|--@octocat"
  signing_alg    = "RS256"
  token_dialect  = "access_token"
  token_lifetime = 86400

  # Not managed by timesheets-setup: stays as it is.
  lifecycle {
    ignore_changes = [
      allow_offline_access,
      verification_location,
    ]
  }
}

import {
  to = auth0_resource_server_scopes.api
  id = "urn:$(id)|$\u007bx}%\u007by}##AUTH0_CLIENT_SECRET##@@HOME@@\u0023#[set-output]::add-mask::\"<b>`\\|--@octocat"
}

resource "auth0_resource_server_scopes" "api" {
  # All permissions of the API. Terraform removes those that are missing here.
  resource_server_identifier = auth0_resource_server.api.identifier

  scopes {
    name        = "batch:upload"
    description = "[a](https://evil.example.com) ![i](x) <img src=x onerror=y> @octocat #1 `b` | c \\| d $(id) $\u007bx} %\u007by} ##AUTH0_CLIENT_SECRET## @@HOME@@ ::add-mask:: \u0023#[set-output name=a] \"e\" 'f' --g\r\n::error::\u001b[31m\u202e\u2028\t*_勤務🕐"
  }

  scopes {
    name        = "-a,\"b\"##X##"
    description = "##AUTH0_CLIENT_SECRET##"
  }
}

import {
  to = auth0_client.job
  id = "-HW2hCxrqP6OD4cUBkiDtB3TI95L9ckf"
}

resource "auth0_client" "job" {
  name        = "[a](https://evil.example.com) ![i](x) <img src=x onerror=y> @octocat #1 `b` | c \\| d $(id) $\u007bx} %\u007by} ##AUTH0_CLIENT_SECRET## @@HOME@@ ::add-mask:: \u0023#[set-output name=a] \"e\" 'f' --g\r\n::error::\u001b[31m\u202e\u2028\t*_勤務🕐"
  app_type    = "non_interactive"
  grant_types = ["client_credentials"]

  # Not managed by timesheets-setup: stays as it is.
  lifecycle {
    ignore_changes = [
      addons,
      allowed_clients,
      allowed_logout_urls,
      allowed_origins,
      callbacks,
      client_aliases,
      client_metadata,
      compliance_level,
      cross_origin_auth,
      cross_origin_loc,
      custom_login_page,
      description,
      encryption_key,
      form_template,
      initiate_login_uri,
      logo_uri,
      organization_discovery_methods,
      organization_require_behavior,
      organization_usage,
      require_proof_of_possession,
      require_pushed_authorization_requests,
      session_transfer,
      sso,
      sso_disabled,
      token_exchange,
      web_origins,
    ]
  }
}

import {
  to = auth0_client_grant.job
  id = "cgr_NUKidZC54pI9CYZV"
}

resource "auth0_client_grant" "job" {
  client_id    = auth0_client.job.id
  audience     = auth0_resource_server.api.identifier
  subject_type = "client"
  scopes       = ["batch:upload", "-a,\"b\"##X##"]

  # Not managed by timesheets-setup: stays as it is.
  lifecycle {
    ignore_changes = [
      allow_any_organization,
      organization_usage,
    ]
  }

  depends_on = [auth0_resource_server_scopes.api]
}
