#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Judges the sandbox's answers by recorded ones of the same kind: status, JSON shape (names and types), content type, limit headers.

Usage: recordings.py FOLDER URL   (URL: the sandbox's root, filled with made-up people)
Recordings of other endpoints than crmsync uses are listed with the reason.
"""
import json
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from recorded import exchanges_of, names_of

FOLDER, URL = sys.argv[1], sys.argv[2]
LIMITS = re.compile(r"ratelimit|limit-info|correlation", re.I)
FREE = {"properties", "custom_fields"}  # members whose names are the account's own
OWN = re.compile(r"__[cr]$|_Label$|^Auto_Number$")  # likewise: custom fields of the org that was recorded
SF = "/services/data/v59.0"


def ask(system, method, path, body=None, form=None):
    data = urllib.parse.urlencode(form).encode() if form else None if body is None else json.dumps(body).encode()
    headers = {"Authorization": "Bearer contract", "x-api-token": "contract", "Accept": "application/json",
               "Content-Type": "application/x-www-form-urlencoded" if form else "application/json"}
    request = urllib.request.Request(f"{URL}/{system}{urllib.parse.quote(path, safe='/?=&,%+')}", data=data, method=method, headers=headers)
    try:
        answer = urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        text = answer.read().decode()
        try:
            value = json.loads(text) if text else None
        except ValueError:
            value = text
        return answer.status, dict((k.lower(), v) for k, v in answer.headers.items()), value


def control(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{URL}/__sandbox/{path}", data=data, method=method)) as answer:
        return answer.read().decode()


# ---- shape

def kind(value):
    return {bool: "boolean", int: "number", float: "number", str: "text", list: "array", dict: "object"}.get(type(value), "null")


def differences(recorded, here, exact, at=""):
    """What is not as recorded; exact: members that were not recorded are named as well."""
    if recorded is None or here is None:
        return []
    if kind(recorded) != kind(here):
        return [f"{at or '/'}: {kind(recorded)} recorded, {kind(here)} here"]
    if isinstance(recorded, list):
        if not recorded or not here:
            return []
        if all(isinstance(x, dict) for x in recorded + here):
            return differences(union(recorded), union(here), exact, at + "/*")
        return differences(recorded[0], here[0], exact, at + "/*")
    if not isinstance(recorded, dict):
        return []
    free = at.rsplit("/", 1)[-1] in FREE
    found = [] if free else [f"{at}/{name}: recorded, not here" for name in recorded if name not in here and not OWN.search(name)]
    if exact and not free:
        found += [f"{at}/{name}: here, not recorded" for name in here if name not in recorded]
    for name in recorded:
        if name in here:
            found += differences(recorded[name], here[name], exact, f"{at}/{name}")
    return found


def union(rows):
    """One object with all members of several; a value that is not null is kept."""
    whole = {}
    for row in rows:
        for name, value in row.items():
            if whole.get(name) is None or (isinstance(value, (list, dict)) and not whole[name]):
                whole[name] = value
    return whole


# ---- the account in which the requests are made

number = []  # names that were given


def email(name):
    return f"{name}@recorded.example"


def hubspot_contact(name):
    number.append(name)
    name = f"{name}{len(number)}" if name in number[:-1] else name
    return ask("hubspot", "POST", "/crm/v3/objects/contacts", {"properties": {"email": email(name), "lastname": name}})[2]["id"]


def hs_batch(kind_, inputs, obj="contacts"):
    return lambda: ask("hubspot", "POST", f"/crm/v3/objects/{obj}/batch/{kind_}", {"inputs": inputs() if callable(inputs) else inputs})


def hs(method, path, body=None):
    return lambda: ask("hubspot", method, path, body() if callable(body) else body)


def hubspot_429():
    control("PUT", "options/hubspot", {"search_limit": 1})
    try:
        for _ in range(10):
            last = ask("hubspot", "POST", "/crm/v3/objects/contacts/search", {"limit": 1})
            if last[0] == 429:
                break
        return last
    finally:
        control("PUT", "options/hubspot", {"search_limit": 0})


def linked():
    company = ask("hubspot", "POST", "/crm/v3/objects/companies", {"properties": {"name": "Recorded"}})[2]["id"]
    contact = hubspot_contact("linked")
    return {"inputs": [{"from": {"id": contact}, "to": {"id": company}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}]}]}


def to_itself():
    contact = hubspot_contact("itself")
    kind_ = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 449}]
    return {"inputs": [{"from": {"id": contact}, "to": {"id": contact}, "types": kind_}, {"from": {"id": contact}, "to": {"id": "unknown_id_123456798"}, "types": kind_}]}


SEARCH = {"filterGroups": [{"filters": [{"propertyName": "email", "operator": "HAS_PROPERTY"}]}], "properties": ["email", "firstname"], "limit": 2}
PROPERTY = {"name": "recorded_age", "label": "Age", "type": "number", "fieldType": "number", "groupName": "recorded_group"}


def sf(method, path, body=None):
    return lambda: ask("salesforce", method, SF + path, body() if callable(body) else body)


def sf_query(text):
    return sf("GET", "/query?q=" + urllib.parse.quote_plus(text))


def sf_contact(name):
    return ask("salesforce", "POST", SF + "/sobjects/Contact", {"LastName": name})[2]["id"]


def records(*rows, all_or_none=False):
    return {"allOrNone": all_or_none, "records": [{"attributes": {"type": "Contact"}, **row} for row in rows]}


def sf_pages(which, query="SELECT Id, LastName FROM Contact"):
    def pages():
        control("PUT", "options/salesforce", {"page_size": 50})
        try:
            first = sf_query(query)()
            page = first
            while which == "last" and not page[2]["done"]:
                page = ask("salesforce", "GET", page[2]["nextRecordsUrl"])
            return page
        finally:
            control("PUT", "options/salesforce", {"page_size": None})
    return pages


def sf_deleted():
    contact = sf_contact("Gone")
    sf("DELETE", f"/sobjects/Contact/{contact}")()
    return contact


def sf_span(resource):
    now = time.time()
    start, end = (time.strftime("%Y-%m-%dT%H%%3A%M%%3A%S%%2B00%%3A00", time.gmtime(now + s)) for s in (-3600, 120))
    return sf("GET", f"/sobjects/Contact/{resource}/?start={start}&end={end}")()


def sf_key():
    sf("POST", "/tooling/sobjects/CustomField", {"FullName": "Contact.Recorded__c", "Metadata": {"type": "Text", "label": "R", "length": 20, "externalId": True, "unique": False}})()


def sf_upsert(value, name="A"):
    def upsert():
        sf_key()
        return sf("PATCH", f"/sobjects/Contact/Recorded__c/{value}", {"LastName": name})()
    return upsert


def sf_ambiguous():
    sf_key()
    for _ in range(2):
        sf("POST", "/sobjects/Contact", {"LastName": "A", "Recorded__c": "twice"})()
    return sf_upsert("twice")()


def sf_refused():
    control("PUT", "options/salesforce", {"required_token": "another"})
    try:
        return sf_query("SELECT Id FROM Account")()
    finally:
        control("PUT", "options/salesforce", {"required_token": None})


def pd_fields_deleted(path):
    created = [pd("POST", path, {"name": f"Gone {i}", "field_type": "varchar"})()[2]["data"]["id"] for i in range(2)]
    return pd("DELETE", f"{path}?ids={','.join(map(str, created))}")()


def sf_id(obj):
    return sf_query(f"SELECT Id FROM {obj} LIMIT 1")()[2]["records"][0]["Id"]


def pd(method, path, body=None):
    return lambda: ask("pipedrive", method, path, body() if callable(body) else body)


# recording: the same request here.  R: recorded whole, so nothing more may be in it than recorded; S: a sample that was trimmed.
SAME = {
    "hubspot/grouparoo/POST_crm_v3_objects_CONTACT_batch_create_201.json": hs_batch("create", [{"properties": {"email": email("a"), "firstname": "A"}}], "CONTACT"),
    "hubspot/grouparoo/POST_crm_v3_objects_COMPANY_batch_create_201.json": hs_batch("create", [{"properties": {"domain": "recorded.example", "name": "John"}}], "COMPANY"),
    "hubspot/grouparoo/POST_crm_v3_objects_CONTACT_batch_update_200.json": hs_batch("update", lambda: [{"id": hubspot_contact("up"), "properties": {"firstname": "B"}}], "CONTACT"),
    "hubspot/grouparoo/POST_crm_v3_objects_COMPANY_batch_update_200.json": hs_batch("update", lambda: [{"id": linked()["inputs"][0]["to"]["id"], "properties": {"name": "B"}}], "COMPANY"),
    "hubspot/amp-labs-connectors/read_objects-api_contacts-response.json": hs("GET", "/crm/v3/objects/contacts?limit=2"),
    "hubspot/amp-labs-connectors/search_contacts_contacts-to-companies.json": hs("POST", "/crm/v4/associations/contacts/companies/batch/read",
        lambda: {"inputs": [{"id": ask("hubspot", "POST", "/crm/v4/associations/contacts/companies/batch/create", linked())[2]["results"][0]["fromObjectId"]}, {"id": hubspot_contact("alone")}]}),
    "hubspot/grouparoo/POST_crm_v3_objects_COMPANY_search_429.json": hubspot_429,
    "hubspot/grouparoo/POST_crm_v3_objects_CONTACT_batch_archive_204.json": hs_batch("archive", lambda: [{"id": hubspot_contact("gone")}], "CONTACT"),
    "hubspot/grouparoo/POST_crm_v3_objects_COMPANY_batch_archive_204.json": hs_batch("archive", [{"id": "1"}], "COMPANY"),
    "hubspot/grouparoo/POST_crm_v3_objects_CONTACT_search_200.json": hs("POST", "/crm/v3/objects/CONTACT/search", SEARCH),
    "hubspot/grouparoo/POST_crm_v3_objects_COMPANY_search_200.json": hs("POST", "/crm/v3/objects/COMPANY/search", {"limit": 2, "properties": ["name"]}),
    "hubspot/grouparoo/POST_crm_v3_objects_CONTACT_search_429.json": hubspot_429,
    "hubspot/amp-labs-connectors/batch_create_contacts_success.json": hs_batch("create", [{"objectWriteTraceId": str(i), "properties": {"email": email(f"c{i}")}} for i in range(2)]),
    "hubspot/amp-labs-connectors/batch_create_contacts_err-conflict.json": hs_batch("create", lambda: [{"properties": {"email": (hubspot_contact("taken"), email("taken"))[1]}}]),
    "hubspot/amp-labs-connectors/batch_create_contacts_err-partial-success.json": hs_batch("create", lambda: [{"objectWriteTraceId": "0", "properties": {"email": (hubspot_contact("part"), email("part"))[1]}}, {"objectWriteTraceId": "1", "properties": {"email": email("other")}}]),
    "hubspot/amp-labs-connectors/batch_create_contacts_err-many-invalid-properties.json": hs_batch("create", [{"objectWriteTraceId": str(i), "properties": {f"no_such_{i}": "1"}} for i in range(2)]),
    "hubspot/amp-labs-connectors/batch_update_contacts_success.json": hs_batch("update", lambda: [{"id": hubspot_contact("ok"), "properties": {"firstname": "B"}}]),
    "hubspot/amp-labs-connectors/batch_update_contacts_err-duplicate-ids.json": hs_batch("update", lambda: [{"id": hubspot_contact("twice"), "properties": {"firstname": "B"}}] * 2),
    "hubspot/amp-labs-connectors/batch_update_contacts_err-many-invalid-properties.json": hs_batch("update", lambda: [{"id": hubspot_contact("bad"), "properties": {"no_such": "1"}}]),
    "hubspot/amp-labs-connectors/batch_update_contacts_err-partial-success.json": hs_batch("update", lambda: [{"id": hubspot_contact("some"), "properties": {"firstname": "B"}}, {"id": "888", "properties": {"firstname": "B"}}]),
    "hubspot/amp-labs-connectors/read_objects-api_contacts-batch.json": hs_batch("read", lambda: [{"id": hubspot_contact("read")}]),
    "hubspot/amp-labs-connectors/search_contacts_1-first-page.json": hs("POST", "/crm/v3/objects/contacts/search", SEARCH),
    "hubspot/amp-labs-connectors/search_contacts_2-second-page.json": hs("POST", "/crm/v3/objects/contacts/search", {**SEARCH, "after": "2"}),
    "hubspot/amp-labs-connectors/search_error-invalid-object.json": hs("POST", "/crm/v3/objects/no_such_object/search", SEARCH),
    "hubspot/amp-labs-connectors/internal_associations_contact-to-company-resp.json": hs("POST", "/crm/v4/associations/contacts/companies/batch/create", linked),
    "hubspot/amp-labs-connectors/internal_associations_err-contact-to-contact.json": hs("POST", "/crm/associations/2026-03/contacts/contacts/batch/create", to_itself),
    "hubspot/amp-labs-connectors/metadata-deals-external-pipelines.json": hs("GET", "/crm/v3/pipelines/deals"),
    "hubspot/amp-labs-connectors/metadata-contacts-external-pipelines.json": hs("GET", "/crm/v3/pipelines/contacts"),
    "hubspot/amp-labs-connectors/metadata-contacts-properties-sampled.json": hs("GET", "/crm/v3/properties/contacts"),
    "hubspot/amp-labs-connectors/metadata-deals-properties-sampled.json": hs("GET", "/crm/v3/properties/deals"),
    "hubspot/amp-labs-connectors/custom_create_2-response-create-property-group.json": hs("POST", "/crm/v3/properties/contacts/groups", {"name": "recorded_group", "label": "Recorded"}),
    "hubspot/amp-labs-connectors/custom_create_4-response-batch-create-properties.json": hs("POST", "/crm/v3/properties/contacts/batch/create", {"inputs": [PROPERTY]}),
    "hubspot/amp-labs-connectors/custom_update_5-response-update-property-age.json": hs("PATCH", "/crm/v3/properties/contacts/recorded_age", {"label": "Age in years"}),
    "hubspot/amp-labs-connectors/post-auth_account-info.json": hs("GET", "/account-info/v3/details"),
    "salesforce/grouparoo/GET_services_data_v42_0_query_200.json": sf_query("SELECT Id FROM Account"),
    "salesforce/grouparoo/GET_services_data_v42_0_sobjects_Contact_SFID_404.json": sf("GET", "/sobjects/Contact/003000000000000AAA"),
    "salesforce/grouparoo/GET_services_data_v42_0_sobjects_Account_SFID_404.json": sf("GET", "/sobjects/Account/001000000000000AAA"),
    "salesforce/grouparoo/GET_services_data_v42_0_sobjects_Lead_SFID_404.json": sf("GET", "/sobjects/Lead/00Q000000000000AAA"),
    "salesforce/grouparoo/GET_services_data_v42_0_sobjects_Account_SFID_200.json": lambda: sf("GET", "/sobjects/Account/" + sf_id("Account"))(),
    "salesforce/grouparoo/GET_services_data_v42_0_sobjects_Contact_SFID_200.json": lambda: sf("GET", "/sobjects/Contact/" + sf_id("Contact"))(),
    "salesforce/grouparoo/GET_services_data_v42_0_sobjects_Lead_SFID_200.json": lambda: sf("GET", "/sobjects/Lead/" + sf_id("Lead"))(),
    "salesforce/grouparoo/GET_services_data_v42_0_sobjects_Account_describe_200.json": lambda: ask("salesforce", "GET", "/services/data/v42.0/sobjects/Account/describe"),
    "salesforce/grouparoo/GET_services_data_v42_0_sobjects_Contact_describe_200.json": lambda: ask("salesforce", "GET", "/services/data/v42.0/sobjects/Contact/describe"),
    "salesforce/grouparoo/GET_services_data_v42_0_sobjects_Lead_describe_200.json": lambda: ask("salesforce", "GET", "/services/data/v42.0/sobjects/Lead/describe"),
    "salesforce/grouparoo/POST_services_data_v42_0_composite_sobjects_200.json": sf("POST", "/composite/sobjects", lambda: records({"LastName": "A"}, {"FirstName": "B"})),
    "salesforce/grouparoo/PATCH_services_data_v42_0_composite_sobjects_200.json": sf("PATCH", "/composite/sobjects", lambda: records({"id": sf_contact("P"), "LastName": "A"}, {"id": sf_contact("Q"), "LastName": ""})),
    "salesforce/grouparoo/DELETE_services_data_v42_0_composite_sobjects_200.json": lambda: sf("DELETE", "/composite/sobjects?ids=" + sf_contact("D"))(),
    "salesforce/amp-labs-connectors/batch_create_contacts_success.json": sf("POST", "/composite/sobjects", lambda: records({"LastName": "A"}, {"LastName": "B"})),
    "salesforce/amp-labs-connectors/batch_create_contacts_err-bad-request.json": sf("POST", "/composite/sobjects", lambda: {"records": []}),
    "salesforce/amp-labs-connectors/batch_create_contacts_partial-but-allOrNone.json": sf("POST", "/composite/sobjects", lambda: records({"LastName": "A"}, {"FirstName": "B"}, all_or_none=True)),
    "salesforce/amp-labs-connectors/batch_update_contacts_success.json": sf("PATCH", "/composite/sobjects", lambda: records({"id": sf_contact("P"), "LastName": "A"})),
    "salesforce/amp-labs-connectors/batch_update_contacts_err-each-no-ids.json": sf("PATCH", "/composite/sobjects", lambda: records({"LastName": "A"}, {"LastName": "B"})),
    "salesforce/amp-labs-connectors/batch_update_contacts_partial-but-allOrNone.json": sf("PATCH", "/composite/sobjects", lambda: records({"id": sf_contact("P"), "LastName": "A"}, {"LastName": "B"}, all_or_none=True)),
    "salesforce/amp-labs-connectors/create-ok.json": sf("POST", "/sobjects/Contact", {"LastName": "A"}),
    "salesforce/amp-labs-connectors/crm_delete_not-found.json": lambda: sf("DELETE", "/sobjects/Contact/" + sf_deleted())(),
    "salesforce/amp-labs-connectors/invalid-field-upsert.json": lambda: sf("PATCH", "/sobjects/Account/" + sf_id("Account"), {"MasterRecordId": None})(),
    "salesforce/amp-labs-connectors/unknown-field.json": sf_query("SELECT AccountNumer FROM Account"),
    "salesforce/amp-labs-connectors/unknown-object.json": sf_query("SELECT Id FROM Accout"),
    "salesforce/amp-labs-connectors/read-list-contacts.json": sf_query("SELECT FIELDS(STANDARD) FROM Contact LIMIT 5"),
    "salesforce/restforce/sobject_query_success_response.json": sf_query("SELECT Id, Name FROM Account LIMIT 2"),
    "salesforce/restforce/sobject_query_empty_response.json": sf_query("SELECT Id FROM Account WHERE Name = 'nobody'"),
    "salesforce/restforce/sobject_query_error_response.json": sf_query("SELECT NoSuch FROM Account"),
    "salesforce/restforce/sobject_query_paginated_first_page_response.json": sf_pages("first"),
    "salesforce/restforce/sobject_query_paginated_last_page_response.json": sf_pages("last"),
    "salesforce/restforce/sobject_create_success_response.json": sf("POST", "/sobjects/Contact", {"LastName": "A"}),
    "salesforce/restforce/sobject_write_error_response.json": sf("POST", "/sobjects/Contact", {"LastName": "A", "NoSuch": 1}),
    "salesforce/restforce/sobject_sobject_describe_error_response.json": sf("GET", "/sobjects/NoSuch/describe"),
    "salesforce/restforce/sobject_sobject_find_error_response.json": sf("GET", "/sobjects/Contact/003000000000000AAA"),
    "salesforce/restforce/sobject_describe_sobjects_success_response.json": sf("GET", "/sobjects"),
    "salesforce/restforce/sobject_get_deleted_success_response.json": lambda: (sf_deleted(), sf_span("deleted"))[1],
    "salesforce/restforce/services_data_success_response.json": lambda: ask("salesforce", "GET", "/services/data"),
    "salesforce/restforce/refresh_success_response.json": lambda: ask("salesforce", "POST", "/services/oauth2/token", form={"grant_type": "refresh_token", "refresh_token": "r", "client_id": "i", "client_secret": "s"}),
    "salesforce/restforce/refresh_error_response.json": lambda: ask("salesforce", "POST", "/services/oauth2/token", form={"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "a.b.c"}),
    "salesforce/restforce/sobject_upsert_created_success_response.json": sf_upsert("new"),
    "salesforce/restforce/sobject_upsert_multiple_error_response.json": sf_ambiguous,
    "salesforce/restforce/sobject_get_updated_success_response.json": lambda: sf_span("updated"),
    "salesforce/restforce/sobject_sobject_describe_success_response.json": sf("GET", "/sobjects/Contact/describe"),
    "salesforce/restforce/sobject_sobject_find_success_response.json": lambda: sf("GET", "/sobjects/Contact/" + sf_id("Contact"))(),
    "salesforce/restforce/sobject_delete_error_response.json": sf("DELETE", "/sobjects/Contact/003000000000000AAA"),
    "salesforce/restforce/expired_session_response.json": sf_refused,
    "salesforce/amp-labs-connectors/read-list-leads.json": sf_pages("first", "SELECT FIELDS(STANDARD) FROM Lead LIMIT 60"),
    "salesforce/amp-labs-connectors/read-opportunity-with-account.json": sf_query("SELECT FIELDS(STANDARD), Account.Name FROM Opportunity LIMIT 5"),
    "pipedrive/grouparoo/DELETE_v1_personFields_200.json": lambda: pd_fields_deleted("/v1/personFields"),
    "pipedrive/grouparoo/DELETE_v1_organizationFields_200.json": lambda: pd_fields_deleted("/v1/organizationFields"),
    "pipedrive/amp-labs-connectors/dealsFields.json": pd("GET", "/api/v2/dealFields"),
    "pipedrive/grouparoo/GET_v1_personFields_200.json": pd("GET", "/v1/personFields"),
    "pipedrive/grouparoo/GET_v1_organizationFields_200.json": pd("GET", "/v1/organizationFields"),
    "pipedrive/grouparoo/POST_v1_personFields_201.json": pd("POST", "/v1/personFields", {"name": "Recorded", "field_type": "varchar"}),
    "pipedrive/grouparoo/POST_v1_organizationFields_201.json": pd("POST", "/v1/organizationFields", {"name": "Recorded", "field_type": "varchar"}),
    "pipedrive/amp-labs-connectors/deals.json": pd("GET", "/api/v2/deals?limit=2"),
}


def sf_job(operation, csv, step, options=None):
    """An ingest job: its answer when it is made ("made"), queued ("queued") or looked at ("seen")."""
    def job():
        control("PUT", "options/salesforce", options or {})
        try:
            made = sf("POST", "/jobs/ingest", {"object": "Contact", "operation": operation, **({"externalIdFieldName": "Id"} if operation == "upsert" else {})})()
            path = f"/jobs/ingest/{made[2]['id']}"
            put = urllib.request.Request(f"{URL}/salesforce{SF}{path}/batches", data=csv.encode(), method="PUT",
                                         headers={"Authorization": "Bearer contract", "Content-Type": "text/csv"})
            with urllib.request.urlopen(put):
                pass
            queued = sf("PATCH", path, {"state": "UploadComplete"})()
            return {"made": made, "queued": queued, "seen": sf("GET", path)()}[step]
        finally:
            control("PUT", "options/salesforce", {name: None for name in options or {}})
    return job


AMP_BULK = "salesforce/amp-labs-connectors/bulk_"
SAME.update({
    AMP_BULK + "delete_launch-job-opportunity.json": sf_job("delete", "Id\n", "made"),
    AMP_BULK + "delete_update-job-opportunity.json": sf_job("delete", "Id\n", "queued"),
    AMP_BULK + "write_launch-job-opportunity.json": sf_job("upsert", "Id,LastName\n", "made"),
    AMP_BULK + "write_update-job-opportunity.json": sf_job("upsert", "Id,LastName\n", "queued"),
    AMP_BULK + "info_success.json": sf_job("upsert", "Id,LastName\n,Bulk\n", "seen"),
    AMP_BULK + "info_partial-failure.json": sf_job("upsert", "Id,LastName\n,Bulk\n003000000000000AAA,Bulk\n", "seen"),
    AMP_BULK + "info_complete-failure.json": sf_job("upsert", "Id,NoSuch\n,Bulk\n", "seen"),
    AMP_BULK + "info_in-progress.json": sf_job("upsert", "Id,LastName\n,Bulk\n", "seen", {"bulk_job_s": 3600}),
    AMP_BULK + "read-launch-job-account.json": sf("POST", "/jobs/query", {"operation": "query", "query": "SELECT Id FROM Account"}),
})


# recordings of what crmsync and its sandbox do not speak; the first that fits says why
LEFT_OUT = [
    (r"INDEX\.txt|\.xml$|\.csv$|payload|_req-|req-payload", "no answer of the REST API"),
    (r"^hubspot/.*(_v1_|crm_associations_v1|api_v1|integrations)", "HubSpot's v1, which crmsync does not use"),
    (r"^hubspot/.*(schemas|2_3604285)", "custom objects"),
    (r"^hubspot/.*(campaign|lists|events|marketing|meeting)", "not one of crmsync's objects"),
    (r"^hubspot/.*(custom_update_[137])", "the same answers as custom_create_*"),
    (r"^pipedrive/.*_v1_(persons|organizations|filters)", "v1 endpoints that Pipedrive took away in July 2026; v2 has other shapes"),
    (r"^pipedrive/.*(activit|products|leads)", "not one of crmsync's objects"),
    (r"^salesforce/.*(Soap|Campaign|Topic|recent|search|list_view|subscription|metadata|org_query|internal_crm)", "not part of what crmsync uses"),
    (r"^salesforce/.*(select|list_sobjects|upsert_error|upsert_updated|auth_|reauth|aggregate|success-with-errors|with-contacts)", "the sample says nothing that another recording does not say"),
    (r"^hubspot/.*(contacts-schema|read-via-search)|^pipedrive/.*(not-found|zero-records|currencies)", "an answer that crmsync's requests do not get"),
]


def header_differences(recorded, here):
    found = [f"header {n}: recorded, not here" for n in recorded if LIMITS.search(n) and n not in here]
    found += [f"header {n}: here, not recorded" for n in here if n == "retry-after" and n not in recorded]
    media = [h.get("content-type", "").split(";")[0].strip().lower() for h in (recorded, here)]
    return found + ([f"content type {media[0]} recorded, {media[1]} here"] if media[0] != media[1] else [])


def judge(name):
    """What differs from all that was recorded under this name: the recorded bodies are joined, as none has every member."""
    exchanges = exchanges_of(FOLDER, name)
    status, headers, body = SAME[name]()
    found = []
    if exchanges[0].status is not None and status != exchanges[0].status:
        found.append(f"status {exchanges[0].status} recorded, {status} here")
    bodies = [e.body for e in exchanges if e.body is not None]
    joined = union(bodies) if bodies and all(isinstance(b, dict) for b in bodies) else sum(bodies, []) if bodies and all(isinstance(b, list) for b in bodies) else None
    found += differences(joined, body, False)
    if exchanges[0].whole:
        found += header_differences(exchanges[0].headers, headers)
    return found


def exceptions():
    rows = []
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "EXCEPTIONS.md"), encoding="utf-8") as f:
        for line in f:
            if re.match(r"\| *\w+ *\| *recordings *\|", line):
                cells = [c.strip().replace("\0", "|").strip("`") for c in line.replace("\\|", "\0").split("|")[1:-1]]
                rows.append((cells[0], re.compile(cells[2]), re.compile(cells[3])))
    return rows


def main():
    known, failed, table = exceptions(), False, {}
    for system in ("hubspot", "pipedrive"):
        control("PUT", f"options/{system}", {"burst_limit": 100000, "search_limit": 0} if system == "hubspot" else {"burst_limit": 100000})
    for vendor in ("hubspot", "pipedrive", "salesforce"):
        counts = table.setdefault(vendor, {"cases": 0, "passed": 0, "exceptions": 0, "left": 0})
        names = names_of(FOLDER, vendor)
        for name in names:
            if name not in SAME:
                reason = next((why for pattern, why in LEFT_OUT if re.search(pattern, name)), "nothing to compare with yet")
                print(f"LEFT OUT: recordings: {name}: {reason}")
                counts["left"] += 1
                continue
            counts["cases"] += 1
            try:
                found = judge(name)
            except Exception as error:  # noqa: a request that cannot even be made is a failure of this recording only
                found = [f"{type(error).__name__}: {error}"]
            excused = [what for what in found if any(v == vendor and n.search(name) and w.search(what) for v, n, w in known)]
            counts["exceptions"] += len(excused)
            for what in excused:
                print(f"EXCEPTION: recordings: {vendor}: {name}: {what}")
            left = [what for what in found if what not in excused]
            counts["passed"] += not left
            failed |= bool(left)
            print(f"{'FAIL' if left else 'PASS'}: recordings: {vendor}: {name}")
            for what in left:
                print(f"  {what}")
        for name in SAME:
            if name.startswith(vendor + "/") and name not in names:
                print(f"UNUSED: recordings: {name} is not in the folder")
    for vendor, c in table.items():
        print(f"TOTAL: recordings: {vendor}: {c['cases']} cases, {c['cases'] - c['passed']} failed, {c['exceptions']} exceptions")
    sys.exit(failed)


main()
