"""Asks with a client that openapi-python-client made: URL, API key."""

import json
import sys

from made.api.organizations.list_organizations import sync_detailed
from made.client import AuthenticatedClient

url, key = sys.argv[1:]
client = AuthenticatedClient(base_url=url, token=key, prefix="", auth_header_name="x-api-key")
response = sync_detailed(client=client)
answer = response.parsed
assert answer is not None
print(
    json.dumps(
        {
            "status": response.status_code.value,
            "success": answer.success,
            "error": getattr(answer, "error", None),
            "organizations": [o.to_dict() for o in answer.organizations] if answer.success else None,
        }
    )
)
