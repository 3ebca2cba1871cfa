# SPDX-License-Identifier: Apache-2.0
"""Recorded answers of the vendors, as README.md describes their files."""
import json
import os

# what a file that holds no status says of it, by a part of its name
STATUS = {"err-conflict": 409, "err-partial": 207, "err-many-invalid": 400, "err-duplicate": 400, "search_error": 400, "err-contact-to-contact": 207,
          "_err-bad-request": 400, "crm_delete_not-found": 404, "invalid-field-upsert": 400, "unknown-": 400, "query_error": 400, "write_error": 400,
          "describe_error": 404, "find_error": 404, "refresh_error": 400, "auth_error": 400, "expired_session": 401, "upsert_multiple": 300,
          "schemas-scope": 403, "pipedrive/amp-labs-connectors/not-found": 403, "duplicate-permission": 400, "hubspot/amp-labs-connectors/batch_create_contacts_success": 201}


class Exchange:
    """One recorded answer; whole: with its request, status and headers, else a body alone."""

    def __init__(self, status, headers, body, request=None, path=None):
        self.status, self.headers, self.body, self.request, self.path = status, headers, body, request, path
        self.whole = headers is not None


def names_of(folder, vendor):
    """All files of a vendor, as VENDOR/SOURCE/NAME."""
    return sorted(os.path.relpath(os.path.join(at, n), folder) for at, _, files in os.walk(os.path.join(folder, vendor)) for n in files)


def exchanges_of(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as f:
        text = f.read()
    value = json.loads(text) if text.strip() else None
    if "/grouparoo/" not in name:
        return [Exchange(next((status for part, status in STATUS.items() if part in name), None), None, value)]
    return [Exchange(e["status"], {k.lower(): v for k, v in e["response_headers"]}, e.get("response_body"), e.get("request_body"), e.get("path")) for e in value]
