/* SPDX-License-Identifier: Apache-2.0 */
/* Pipedrive's own client against the sandbox. */
import assert from 'node:assert/strict';
import pipedrive from 'pipedrive';
import { Cases, control, held, refused, sentTo, vendorUrl, withFault } from './cases.mjs';

const { v1, v2 } = pipedrive;
const second = new v2.Configuration({ apiKey: 'contract', basePath: `${vendorUrl}/api/v2` });
const first = new v1.Configuration({ apiKey: 'contract', basePath: `${vendorUrl}/v1` });
const persons = new v2.PersonsApi(second);
const organizations = new v2.OrganizationsApi(second);
const deals = new v2.DealsApi(second);
const cases = new Cases('pipedrive');
const made = {};

const ids = (rows) => rows.map((row) => Number(row.id)).sort((a, b) => a - b);

/* The client throws the body of a refusal and keeps the status to itself: that stands in the sandbox's history. */
async function refusal(promise) {
  const body = await refused(promise);
  const last = (await control('GET', 'history?since=0')).at(-1);
  return { status: last.status, body };
}

/* All pages of a list. */
async function all(list, parameters) {
  const rows = [];
  let cursor;
  do {
    const page = await list({ ...parameters, ...(cursor && { cursor }) });
    assert.equal(page.success, true);
    rows.push(...page.data);
    cursor = page.additional_data?.next_cursor;
  } while (cursor);
  return rows;
}

cases.add('list: one page', async () => {
  const page = await persons.getPersons({ limit: 5 });
  assert.deepEqual([page.success, page.data.length], [true, 5]);
  assert.ok(page.additional_data.next_cursor);
  assert.match(page.data[0].add_time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.ok(Array.isArray(page.data[0].emails));
});

for (const [object, list] of [['contact', (p) => persons.getPersons(p)], ['company', (p) => organizations.getOrganizations(p)], ['deal', (p) => deals.getDeals(p)]]) {
  cases.add(`list: ${object} records to the last one`, async () => {
    assert.deepEqual(ids(await all(list, { limit: 9 })), ids(await held('pipedrive', object)));
  });
}

cases.add('list: sorted by update time, since and until, by ids', async () => {
  const sorted = await all((p) => persons.getPersons(p), { limit: 50, sort_by: 'update_time', sort_direction: 'asc' });
  assert.deepEqual(sorted.map((row) => row.update_time), sorted.map((row) => row.update_time).sort());
  const [since, until] = [sorted[20].update_time, sorted[40].update_time];
  const part = await all((p) => persons.getPersons(p), { updated_since: since, updated_until: until, sort_by: 'update_time' });
  assert.deepEqual(ids(part), ids(sorted.filter((row) => row.update_time >= since && row.update_time < until)));
  const some = await persons.getPersons({ ids: `${sorted[3].id},${sorted[5].id},99999999` });
  assert.deepEqual(ids(some.data), ids([sorted[3], sorted[5]]));
});

cases.add('create', async () => {
  const organization = await organizations.addOrganization({ AddOrganizationRequest: { name: 'Contract Ltd', address: { value: 'Main Street 1, London' } } });
  made.organization = organization.data.id;
  const { success, data } = await persons.addPerson({ AddPersonRequest: { name: 'Ada Contract', org_id: made.organization,
    emails: [{ value: 'ada@contract.example', primary: true, label: 'work' }, { value: 'ada@home.example', primary: false, label: 'home' }], phones: [{ value: '+441234567', primary: true, label: 'mobile' }] } });
  assert.deepEqual([success, data.first_name, data.last_name, data.org_id], [true, 'Ada', 'Contract', made.organization]);
  made.ada = data.id;
});

cases.add('read: one record', async () => {
  const { data } = await persons.getPerson({ id: made.ada, include_fields: 'open_deals_count,marketing_status' });
  assert.equal(data.emails.find((email) => email.primary).value, 'ada@contract.example');
  assert.equal(data.open_deals_count, 0);
});

cases.add('update, and clear with null', async () => {
  const { data } = await persons.updatePerson({ id: made.ada, UpdatePersonRequest: { name: 'Ada King', phones: [] } });
  assert.deepEqual([data.name, data.phones], ['Ada King', []]);
  const cleared = await persons.updatePerson({ id: made.ada, UpdatePersonRequest: { org_id: null } });
  assert.equal(cleared.data.org_id, null);
  await persons.updatePerson({ id: made.ada, UpdatePersonRequest: { org_id: made.organization } });
});

cases.add('search: by e-mail address, by name, over several kinds', async () => {
  const found = await persons.searchPersons({ term: 'ada@contract.example', fields: 'email', exact_match: true });
  assert.deepEqual([found.data.items.length, found.data.items[0].item.id], [1, made.ada]);
  assert.equal(found.data.items[0].item.organization.id, made.organization);
  const organization = await organizations.searchOrganization({ term: 'Contract Ltd' });
  assert.equal(organization.data.items[0].item.id, made.organization);
  const items = await new v2.ItemSearchApi(second).searchItem({ term: 'contract', item_types: 'person,organization' });
  assert.ok(items.data.items.some((hit) => hit.item.type === 'organization'));
});

cases.add('search: pages to the last hit', async () => {
  const hits = [];
  let cursor;
  do {
    const page = await persons.searchPersons({ term: 'example', fields: 'email', limit: 40, ...(cursor && { cursor }) });
    hits.push(...page.data.items.map((hit) => hit.item.id));
    cursor = page.additional_data?.next_cursor;
  } while (cursor);
  assert.equal(new Set(hits).size, hits.length);
  const expected = (await held('pipedrive', 'contact')).filter((row) => row.properties.emails.some((email) => email.value.toLowerCase().includes('example')));
  assert.deepEqual(hits.sort((a, b) => a - b), ids(expected));
});

cases.add('describe: fields, options', async () => {
  const fields = await all((p) => new v2.PersonFieldsApi(second).getPersonFields(p), { limit: 20 });
  const name = fields.find((field) => field.field_code === 'name');
  assert.equal(name.is_custom_field, false);
  const custom = fields.find((field) => field.is_custom_field && field.options?.length);
  assert.match(custom.field_code, /^[0-9a-f]{40}$/);
  assert.ok(custom.options.every((option) => option.id && option.label));
  const one = await new v2.PersonFieldsApi(second).getPersonField({ field_code: custom.field_code });
  assert.equal(one.data.field_name, custom.field_name);
});

cases.add('describe: custom fields made, written, searched, options added, deleted', async () => {
  const api = new v2.PersonFieldsApi(second);
  const text = (await api.addPersonField({ AddPersonFieldRequest: { field_name: 'Contract key', field_type: 'varchar' } })).data;
  const choice = (await api.addPersonField({ AddPersonFieldRequest: { field_name: 'Contract grade', field_type: 'enum', options: [{ label: 'Low' }, { label: 'High' }] } })).data;
  const { data } = await persons.updatePerson({ id: made.ada, UpdatePersonRequest: { custom_fields: { [text.field_code]: 'key-1', [choice.field_code]: choice.options[1].id } } });
  assert.deepEqual([data.custom_fields[text.field_code], data.custom_fields[choice.field_code]], ['key-1', choice.options[1].id]);
  const search = await new v2.ItemSearchApi(second).searchItemByField({ term: 'key-1', entity_type: 'person', field: text.field_code, match: 'exact' });
  assert.equal(search.data[0].id ?? search.data.items?.[0]?.item?.id, made.ada);
  const more = await api.addPersonFieldOptions({ field_code: choice.field_code, AddDealFieldOptionsRequestInner: [{ label: 'Medium' }] });
  assert.equal(more.success, true);
  assert.equal((await api.deletePersonField({ field_code: text.field_code })).success, true);
  assert.equal((await refusal(api.getPersonField({ field_code: text.field_code }))).status, 404);
});

cases.add('associations: deal of person and organization, participants', async () => {
  const { data } = await deals.addDeal({ AddDealRequest: { title: 'Contract deal', value: 12.5, currency: 'EUR', person_id: made.ada, org_id: made.organization } });
  assert.deepEqual([data.person_id, data.org_id, data.value, data.status], [made.ada, made.organization, 12.5, 'open']);
  made.deal = data.id;
  const other = (await persons.addPerson({ AddPersonRequest: { name: 'Other Person' } })).data.id;
  const api = new v1.DealsApi(first);
  await api.addDealParticipant({ id: made.deal, AddDealParticipantRequest: { person_id: other } });
  const { data: participants } = await api.getDealParticipants({ id: made.deal });
  assert.deepEqual(participants.map((row) => row.person_id.value ?? row.person_id).sort(), [made.ada, other].sort());
  const row = participants.find((participant) => (participant.person_id.value ?? participant.person_id) === other);
  assert.equal((await api.deleteDealParticipant({ id: made.deal, deal_participant_id: row.id })).success, true);
  made.other = other;
});

cases.add('deals: stage, won and lost, archived, deleted ones', async () => {
  const { data: stages } = await new v2.StagesApi(second).getStages({ limit: 100 });
  const { data } = await deals.updateDeal({ id: made.deal, UpdateDealRequest: { stage_id: stages[1].id, status: 'won' } });
  assert.deepEqual([data.status, data.stage_id], ['won', stages[1].id]);
  assert.ok(data.won_time);
  await deals.updateDeal({ id: made.deal, UpdateDealRequest: { is_archived: true } });
  const archived = await all((p) => deals.getArchivedDeals(p), { limit: 100 });
  assert.ok(archived.some((row) => row.id === made.deal));
  await deals.deleteDeal({ id: made.deal });
  const gone = await all((p) => deals.getDeals(p), { status: 'deleted', limit: 100 });
  const deleted = gone.find((row) => row.id === made.deal) ?? (await deals.getDeal({ id: made.deal })).data;
  assert.equal(deleted.is_deleted, true);
});

cases.add('pipelines and stages', async () => {
  const { data } = await new v2.PipelinesApi(second).getPipelines({});
  const { data: stages } = await new v2.StagesApi(second).getStages({ pipeline_id: data[0].id });
  assert.ok(stages.length > 2 && stages.every((stage) => stage.pipeline_id === data[0].id));
});

cases.add('users: all, me, by e-mail address (v1)', async () => {
  const api = new v1.UsersApi(first);
  const { data } = await api.getUsers();
  assert.deepEqual(data.map((user) => user.email).sort(), (await held('pipedrive', 'owner', false)).map((row) => row.properties.email).sort());
  const me = await api.getCurrentUser();
  assert.ok(me.data.company_id && me.data.is_you);
  const found = await api.findUsersByName({ term: data[0].email, search_by_email: 1 });
  assert.equal(found.data[0].id, data[0].id);
});

cases.add('merge (v1): the id in the path is gone, the other survives', async () => {
  const { data } = await new v1.PersonsApi(first).mergePersons({ id: made.other, MergePersonsRequest: { merge_with_id: made.ada } });
  assert.equal(data.id, made.ada);
  assert.equal((await refusal(persons.getPerson({ id: made.other }))).status, 404);
  const list = await persons.getPersons({ ids: `${made.other},${made.ada}` });
  assert.deepEqual(ids(list.data), [made.ada]);
});

cases.add('delete: gone from lists, readable as deleted, 410 the second time', async () => {
  const { data } = await persons.addPerson({ AddPersonRequest: { name: 'Short-lived' } });
  assert.equal((await persons.deletePerson({ id: data.id })).data.id, data.id);
  assert.equal((await persons.getPersons({ ids: String(data.id) })).data.length, 0);
  assert.equal((await persons.getPerson({ id: data.id })).data.is_deleted, true);
  const again = await refusal(persons.deletePerson({ id: data.id }));
  assert.equal(again.status, 410);
});

cases.add('errors: not there, missing member, wrong type', async () => {
  const missing = await refusal(persons.getPerson({ id: 99999999 }));
  assert.deepEqual([missing.status, missing.body.success], [404, false]);
  const empty = await refusal(persons.addPerson({ AddPersonRequest: {} }));
  assert.deepEqual([empty.status, empty.body.success], [400, false]);
  assert.ok(empty.body.error);
  const wrong = await refusal(deals.addDeal({ AddDealRequest: { title: 'X', value: '12.5' } }));
  assert.equal(wrong.status, 400);
});

cases.add('errors: fractions of a second, bad cursor', async () => {
  assert.equal((await refusal(persons.getPersons({ updated_since: '2025-01-01T00:00:00.000Z' }))).status, 400);
  assert.equal((await refusal(persons.getPersons({ cursor: 'x' }))).status, 400);
});

cases.add('errors: token refused', async () => {
  await control('PUT', 'options/pipedrive', { required_token: 'another' });
  try {
    assert.equal((await refusal(persons.getPersons({ limit: 1 }))).status, 401);
  } finally {
    await control('PUT', 'options/pipedrive', { required_token: null });
  }
});

/* An answer with its headers, which the client does not hand out. */
const headersOf = async () => {
  const answer = await fetch(`${vendorUrl}/api/v2/persons?limit=1`, { headers: { 'x-api-token': 'contract' } });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
};

cases.add('rate limit: the client tells it', async () => {
  const { status, body } = await withFault({ system: 'pipedrive', path: 'persons', action: 'status', code: 429, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' },
    body: { success: false, error: 'request over limit' } }, () => refusal(persons.getPersons({ limit: 1 })));
  assert.deepEqual([status, body.success], [429, false]);
  assert.equal((await persons.getPersons({ limit: 1 })).success, true);
});

cases.add('rate limit: what the sandbox says to wait is enough', async () => {
  await control('POST', 'clock', { advance_s: 3 }); // what came before is no part of the window
  await control('PUT', 'options/pipedrive', { burst_limit: 3 });
  try {
    let last;
    for (let i = 0; i < 8 && last?.status !== 429; i++)
      last = await headersOf();
    assert.equal(last.status, 429);
    assert.equal(last.headers.get('retry-after'), null);
    const wait = Number(last.headers.get('x-ratelimit-reset'));
    assert.ok(wait >= 1 && wait <= 2, `reset ${wait}`);
    await control('POST', 'clock', { advance_s: wait });
    assert.equal((await persons.getPersons({ limit: 1 })).success, true);
  } finally {
    await control('PUT', 'options/pipedrive', { burst_limit: 0 });
  }
});

cases.add('OAuth: token by refresh', async () => {
  const oauth = new v2.OAuth2Configuration({ clientId: 'id', clientSecret: 'secret', redirectUri: 'http://127.0.0.1/', host: vendorUrl });
  oauth.updateToken({ access_token: 'old', refresh_token: 'refresh', expires_in: 1, token_type: 'Bearer', scope: 'base', api_domain: vendorUrl });
  const token = await oauth.tokenRefresh();
  assert.ok(token.access_token && token.refresh_token && token.expires_in > 0);
  const config = new v2.Configuration({ accessToken: token.access_token, basePath: `${vendorUrl}/api/v2` });
  assert.equal((await new v2.PersonsApi(config).getPersons({ limit: 1 })).success, true);
});

const isMissing = async (promise) => assert.equal((await refusal(promise)).status, 404);
cases.add('OAuth: a code of the page of consent, its tokens, their end', async () => {
  const redirectUri = 'http://localhost:8739/callback';
  const app = new v2.OAuth2Configuration({ clientId: 'client', clientSecret: 'secret', redirectUri, host: vendorUrl });
  const back = await sentTo(`${app.authorizationUrl}&state=state-1`);
  assert.deepEqual([back.origin + back.pathname, back.searchParams.get('state')], [redirectUri, 'state-1']);
  const code = back.searchParams.get('code');
  await app.authorize(code);
  assert.ok(app.accessToken && app.refreshToken);
  assert.equal((await refusal(app.authorize(code))).status, 400);
  await app.tokenRefresh();
  assert.ok(await app.revokeToken('refresh_token'));
  assert.equal((await refusal(app.tokenRefresh())).status, 400);
  const anew = await sentTo(app.authorizationUrl);
  await app.authorize(anew.searchParams.get('code'));
  await app.tokenRefresh();
});

cases.add('OAuth: a person who declines', async () => {
  await control('PUT', 'options/pipedrive', { consent: 'deny' });
  try {
    const app = new v2.OAuth2Configuration({ clientId: 'client', clientSecret: 'secret', redirectUri: 'http://localhost:1/', host: vendorUrl });
    const back = await sentTo(app.authorizationUrl);
    assert.deepEqual([back.searchParams.get('error'), back.searchParams.get('code')], ['user_denied', null]);
  } finally {
    await control('PUT', 'options/pipedrive', { consent: null });
  }
});

cases.notThere('leads (v1)', () => isMissing(new v1.LeadsApi(first).getLeads({})));
cases.notThere('changelog of a person (v1)', () => isMissing(new v1.PersonsApi(first).getPersonChangelog({ id: made.ada })));
cases.notThere('webhooks (v1)', () => isMissing(new v1.WebhooksApi(first).getWebhooks()));
cases.notThere('followers', () => isMissing(persons.getPersonFollowers({ id: made.ada })));

await control('PUT', 'options/pipedrive', { burst_limit: 0 }); // the cases are quicker than 80 requests in two seconds
await cases.run();
