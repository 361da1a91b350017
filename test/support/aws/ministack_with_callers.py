"""ministack with four things that it lacks.

One more page: who an access key is. A service that acts with its caller's rights (Athena on AWS) is let in on that by
AWS itself. The front of the tests asks here, so that it can call S3 and Glue as the caller. The page is for loopback and
for this server's own made-up keys.

The resource of a call on a query of Athena is the query's workgroup. Queries are the front's, so it names the workgroup
in a header.

There is no TLS on loopback, which policies ask for. Each call counts as one with TLS: the policies stand as they are.

CloudFormation keeps saved queries of Athena (AWS::Athena::NamedQuery).
"""

import json
from urllib.parse import parse_qs

from ministack import app as ministack
from ministack.core import iam_actions, iam_evaluator
from ministack.core.iam_evaluator import CredentialResolutionError, resolve_credential
from ministack.services import athena
from ministack.services.cloudformation import provisioners

inner = ministack.app


async def app(scope, receive, send):
    if scope["type"] != "http" or scope["path"] != "/_test/caller":
        await inner(scope, receive, send)
        return
    query = parse_qs(scope["query_string"].decode())
    account = query.get("account", ["000000000000"])[0]
    found = resolve_credential(query.get("key", [""])[0], account)
    if isinstance(found, CredentialResolutionError):
        status, body = 404, {}
    else:
        status, body = 200, {
            "arn": found.principal_arn,
            "accessKeyId": found.access_key_id,
            "secretAccessKey": found.secret_access_key,
            "sessionToken": found.session_token,
        }
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


extract_resource_arn = iam_actions.extract_resource_arn


def resource_arn(service, method, path, headers, body, query_params, region, account_id):
    workgroup = headers.get("x-test-workgroup")
    if service == "athena" and workgroup:
        return f"arn:aws:athena:{region}:{account_id}:workgroup/{workgroup}"
    return extract_resource_arn(service, method, path, headers, body, query_params, region, account_id)


iam_actions.extract_resource_arn = resource_arn

resolve_condition_key = iam_evaluator._resolve_condition_key


def condition_key(key, ctx):
    return {"aws:securetransport": "true", "s3:tlsversion": "1.3"}.get(key.lower()) or resolve_condition_key(key, ctx)


iam_evaluator._resolve_condition_key = condition_key


def create_named_query(logical_id, props, stack_name):
    _, _, body = athena._create_named_query(props)
    query_id = json.loads(body)["NamedQueryId"]
    return query_id, {"NamedQueryId": query_id}


provisioners._RESOURCE_HANDLERS["AWS::Athena::NamedQuery"] = {
    "create": create_named_query,
    "delete": lambda physical_id, props: athena._delete_named_query({"NamedQueryId": physical_id}),
}

ministack.app = app
ministack.main()
