/* SPDX-License-Identifier: Apache-2.0 */
/* HubSpot's own client against the sandbox. */
import assert from 'node:assert/strict';
import { Client } from '@hubspot/api-client';
import { Cases, control, held, refused, vendorUrl, withFault, sentTo } from './cases.mjs';

const CONTACT_TO_COMPANY = 279; // HUBSPOT_DEFINED: contact to company, without a label
const CONTACT_TO_PRIMARY_COMPANY = 1;
const PRIMARY_COMPANY_TO_CONTACT = 2;
const client = new Client({ accessToken: 'pat-contract', basePath: vendorUrl });
const { contacts, companies, deals, associations, owners, pipelines, properties } = client.crm;
const cases = new Cases('hubspot');
const made = {};

const ids = (rows) => rows.map((row) => row.id).sort();
const eq = (propertyName, value) => ({ filterGroups: [{ filters: [{ propertyName, operator: 'EQ', value }] }], limit: 100 });

cases.add('list: one page, default size, properties asked for', async () => {
  const page = await contacts.basicApi.getPage(undefined, undefined, ['email', 'lastmodifieddate']);
  assert.equal(page.results.length, 10);
  assert.ok(page.paging.next.after);
  assert.ok(page.results[0].createdAt instanceof Date && !Number.isNaN(page.results[0].createdAt.getTime()));
  assert.ok('email' in page.results[0].properties);
});

for (const [object, api] of [['contact', contacts], ['company', companies], ['deal', deals]]) {
  cases.add(`list: ${object} records to the last one`, async () => {
    const all = await api.getAll(7);
    assert.deepEqual(ids(all), ids(await held('hubspot', object)));
  });
}

cases.add('list: archived records apart from live ones', async () => {
  const { id } = await contacts.basicApi.create({ properties: { email: 'archived@contract.example' } });
  await contacts.basicApi.archive(id);
  const gone = await contacts.getAll(100, undefined, ['email'], undefined, undefined, true);
  const row = gone.find((contact) => contact.id === id);
  assert.equal(row.archived, true);
  assert.ok(row.archivedAt instanceof Date);
  assert.ok(!(await contacts.getAll(100)).some((contact) => contact.id === id));
});

cases.add('create', async () => {
  const answer = await contacts.basicApi.create({ properties: { email: 'ada@contract.example', firstname: 'Ada', lastname: 'Contract' } });
  made.ada = answer.id;
  assert.equal(answer.properties.firstname, 'Ada');
  assert.equal(answer.archived, false);
});

cases.add('read: by id, by e-mail address', async () => {
  const byId = await contacts.basicApi.getById(made.ada, ['email', 'firstname']);
  assert.equal(byId.properties.email, 'ada@contract.example');
  const byEmail = await contacts.basicApi.getById('ada@contract.example', ['firstname'], undefined, undefined, false, 'email');
  assert.equal(byEmail.id, made.ada);
});

cases.add('read: history of a property', async () => {
  await contacts.basicApi.update(made.ada, { properties: { jobtitle: 'Countess' } });
  const { propertiesWithHistory } = await contacts.basicApi.getById(made.ada, undefined, ['jobtitle']);
  assert.equal(propertiesWithHistory.jobtitle[0].value, 'Countess');
  assert.ok(propertiesWithHistory.jobtitle[0].timestamp instanceof Date);
});

cases.add('update, and clear with an empty text', async () => {
  const answer = await contacts.basicApi.update(made.ada, { properties: { jobtitle: 'Analyst', city: 'London' } });
  assert.equal(answer.properties.jobtitle, 'Analyst');
  await contacts.basicApi.update(made.ada, { properties: { city: '' } });
  const { properties: now } = await contacts.basicApi.getById(made.ada, ['city', 'jobtitle']);
  assert.equal(now.city || null, null);
  assert.equal(now.jobtitle, 'Analyst');
});

cases.add('search: one filter', async () => {
  const found = await contacts.searchApi.doSearch({ ...eq('email', 'ada@contract.example'), properties: ['email'] });
  assert.equal(found.total, 1);
  assert.equal(found.results[0].id, made.ada);
});

cases.add('search: pages to the last record, sorted', async () => {
  const seen = [];
  let after;
  do {
    const page = await contacts.searchApi.doSearch({
      filterGroups: [{ filters: [{ propertyName: 'hs_object_id', operator: 'GTE', value: '0' }] }],
      sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }], properties: ['email'], limit: 50, ...(after && { after }),
    });
    seen.push(...page.results.map((row) => row.id));
    after = page.paging?.next?.after;
    await new Promise((go) => setTimeout(go, 250)); // five searches a second
  } while (after);
  assert.deepEqual(seen, [...seen].sort((a, b) => Number(a) - Number(b)));
  assert.deepEqual([...seen].sort(), ids(await held('hubspot', 'contact')));
});

cases.add('batch: create', async () => {
  const answer = await contacts.batchApi.create({ inputs: ['b1', 'b2', 'b3'].map((name) => ({ properties: { email: `${name}@contract.example`, lastname: name } })) });
  assert.equal(answer.status, 'COMPLETE');
  assert.deepEqual(answer.results.map((row) => row.properties.lastname).sort(), ['b1', 'b2', 'b3']);
  made.batch = Object.fromEntries(answer.results.map((row) => [row.properties.lastname, row.id]));
});

cases.add('batch: read by id and by e-mail address', async () => {
  const byId = await contacts.batchApi.read({ inputs: Object.values(made.batch).map((id) => ({ id })), properties: ['lastname'], propertiesWithHistory: [] });
  assert.deepEqual(ids(byId.results), Object.values(made.batch).sort());
  const byEmail = await contacts.batchApi.read({ inputs: [{ id: 'b1@contract.example' }], idProperty: 'email', properties: ['email'], propertiesWithHistory: [] });
  assert.equal(byEmail.results[0].id, made.batch.b1);
});

cases.add('batch: read of what is not there is a 207 with an error', async () => {
  const answer = await contacts.batchApi.readWithHttpInfo({ inputs: [{ id: made.batch.b1 }, { id: '999999999999' }], properties: [], propertiesWithHistory: [] });
  assert.equal(answer.httpStatusCode, 207);
  assert.equal(answer.data.results.length, 1);
  assert.equal(answer.data.numErrors, 1);
  assert.equal(answer.data.errors[0].category, 'OBJECT_NOT_FOUND');
});

cases.add('batch: update', async () => {
  const answer = await contacts.batchApi.update({ inputs: Object.entries(made.batch).map(([name, id]) => ({ id, properties: { firstname: name.toUpperCase() } })) });
  assert.deepEqual(answer.results.map((row) => row.properties.firstname).sort(), ['B1', 'B2', 'B3']);
});

cases.add('batch: upsert by e-mail address tells new from old', async () => {
  const answer = await contacts.batchApi.upsert({ inputs: ['b1', 'b4'].map((name) => ({ id: `${name}@contract.example`, idProperty: 'email', properties: { city: 'Ulm' } })) });
  const news = Object.fromEntries(answer.results.map((row) => [row.id === made.batch.b1, row._new]));
  assert.deepEqual(news, { true: false, false: true });
});

cases.add('batch: create fails in part, told apart by trace id', async () => {
  const answer = await contacts.batchApi.createWithHttpInfo({ inputs: [
    { objectWriteTraceId: 'old', properties: { email: 'ada@contract.example' } }, { objectWriteTraceId: 'new', properties: { email: 'b5@contract.example' } }] });
  assert.equal(answer.httpStatusCode, 207);
  assert.equal(answer.data.results.length, 1);
  assert.equal(answer.data.errors[0].category, 'CONFLICT');
  assert.deepEqual(answer.data.errors[0].context.objectWriteTraceId, ['old']);
  assert.deepEqual(answer.data.errors[0].context.existingId, [made.ada]);
});

cases.add('batch: without trace ids one conflict refuses all', async () => {
  const error = await refused(contacts.batchApi.create({ inputs: [{ properties: { email: 'ada@contract.example' } }, { properties: { email: 'b6@contract.example' } }] }));
  assert.equal(error.code, 409);
  assert.equal(error.body.category, 'CONFLICT');
  assert.ok(!(await held('hubspot', 'contact')).some((row) => row.properties.email === 'b6@contract.example'));
});

cases.add('batch: archive', async () => {
  await contacts.batchApi.archive({ inputs: [{ id: made.batch.b3 }] });
  const error = await refused(contacts.basicApi.getById(made.batch.b3));
  assert.equal(error.code, 404);
});

cases.add('associations: created with a record', async () => {
  const company = await companies.basicApi.create({ properties: { name: 'Contract Ltd', domain: 'contract.example' }, associations: [] });
  made.company = company.id;
  const deal = await deals.basicApi.create({ properties: { dealname: 'Contract deal', dealstage: 'appointmentscheduled', pipeline: 'default', amount: '12.50' },
    associations: [{ to: { id: company.id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 341 }] }] });
  made.deal = deal.id;
  const read = await deals.basicApi.getById(deal.id, ['amount'], undefined, ['companies']);
  assert.ok(read.associations.companies.results.some((end) => end.id === company.id));
});

cases.add('associations v4: default, read in a batch, list of one record, archive', async () => {
  const { basicApi, batchApi } = associations.v4;
  await basicApi.createDefault('contacts', made.ada, 'companies', made.company);
  const batch = await batchApi.getPage('contacts', 'companies', { inputs: [{ id: made.ada }] });
  assert.equal(String(batch.results[0]._from.id), made.ada);
  assert.equal(String(batch.results[0].to[0].toObjectId), made.company);
  assert.ok(batch.results[0].to[0].associationTypes.some((type) => type.typeId === CONTACT_TO_COMPANY));
  const page = await basicApi.getPage('contacts', made.ada, 'companies');
  assert.equal(String(page.results[0].toObjectId), made.company);
  await basicApi.archive('contacts', made.ada, 'companies', made.company);
  assert.equal((await basicApi.getPage('contacts', made.ada, 'companies')).results.length, 0);
});

cases.add('associations v4: batch of primary companies, both ways, and archive', async () => {
  const { batchApi } = associations.v4;
  const pair = { _from: { id: made.ada }, to: { id: made.company } };
  const answer = await batchApi.create('contacts', 'companies', { inputs: [{ ...pair, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: CONTACT_TO_PRIMARY_COMPANY }] }] });
  assert.equal(answer.status, 'COMPLETE');
  const back = await batchApi.getPage('companies', 'contacts', { inputs: [{ id: made.company }] });
  assert.ok(back.results[0].to[0].associationTypes.some((type) => type.typeId === PRIMARY_COMPANY_TO_CONTACT));
  await batchApi.archive('contacts', 'companies', { inputs: [{ _from: { id: made.ada }, to: [{ id: made.company }] }] });
  const now = await associations.v4.basicApi.getPage('contacts', made.ada, 'companies');
  assert.equal(now.results.length, 0);
});

cases.add('associations v4: read of a record without any', async () => {
  const answer = await associations.v4.batchApi.getPageWithHttpInfo('contacts', 'companies', { inputs: [{ id: made.ada }] });
  assert.equal(answer.data.results.length, 0);
});

cases.add('describe: properties of an object', async () => {
  const { results } = await properties.coreApi.getAll('contacts');
  const email = results.find((property) => property.name === 'email');
  assert.equal(email.type, 'string');
  assert.equal(email.hubspotDefined, true);
  assert.ok(results.find((property) => property.name === 'lifecyclestage').options.length > 3);
  assert.ok(results.every((property) => property.groupName && property.fieldType));
});

cases.add('describe: property and group made, changed, archived', async () => {
  await properties.groupsApi.create('contacts', { name: 'contract_group', label: 'Contract', displayOrder: -1 });
  const property = await properties.coreApi.create('contacts', { name: 'contract_level', label: 'Level', groupName: 'contract_group', type: 'enumeration', fieldType: 'select',
    options: [{ label: 'Low', value: 'low', displayOrder: 0, hidden: false }] });
  assert.equal(property.options[0].value, 'low');
  const changed = await properties.coreApi.update('contacts', 'contract_level', { label: 'Grade' });
  assert.equal(changed.label, 'Grade');
  assert.equal((await properties.groupsApi.getByName('contacts', 'contract_group')).label, 'Contract');
  const batch = await properties.batchApi.create('contacts', { inputs: [{ name: 'contract_no', label: 'No', groupName: 'contract_group', type: 'string', fieldType: 'text' }] });
  assert.equal(batch.results[0].name, 'contract_no');
  await properties.coreApi.archive('contacts', 'contract_no');
  assert.equal((await refused(properties.coreApi.getByName('contacts', 'contract_no'))).code, 404);
});

cases.add('owners: list and one', async () => {
  const page = await owners.ownersApi.getPage(undefined, undefined, 100);
  assert.deepEqual(page.results.map((owner) => owner.email).sort(), (await held('hubspot', 'owner')).map((row) => row.properties.email).sort());
  const one = await owners.ownersApi.getById(Number(page.results[0].id));
  assert.equal(one.email, page.results[0].email);
  assert.ok(one.createdAt instanceof Date);
});

cases.add('owners: by e-mail address', async () => {
  const [first] = await held('hubspot', 'owner');
  const page = await owners.ownersApi.getPage(first.properties.email);
  assert.equal(page.results.length, 1);
});

cases.add('pipelines: list, one, stages', async () => {
  const { results } = await pipelines.pipelinesApi.getAll('deals');
  assert.equal(results[0].id, 'default');
  assert.equal((await pipelines.pipelinesApi.getById('deals', 'default')).label, results[0].label);
  const stages = await pipelines.pipelineStagesApi.getAll('deals', 'default');
  assert.ok(stages.results.some((stage) => stage.metadata.isClosed === 'true'));
});

cases.add('merge: both ids lead to the survivor', async () => {
  const answer = await contacts.basicApi.merge({ primaryObjectId: made.batch.b1, objectIdToMerge: made.batch.b2 });
  const loser = await contacts.basicApi.getById(made.batch.b2, ['hs_merged_object_ids']);
  assert.equal(loser.id, answer.id);
  assert.ok(loser.properties.hs_merged_object_ids.split(';').includes(made.batch.b2));
  const rest = await contacts.getAll(100);
  assert.ok(!rest.some((row) => row.id === made.batch.b2));
});

cases.add('delete: archived, and once more without complaint', async () => {
  const { id } = await companies.basicApi.create({ properties: { name: 'Short-lived' }, associations: [] });
  await companies.basicApi.archive(id);
  await companies.basicApi.archive(id);
  assert.equal((await refused(companies.basicApi.getById(id))).code, 404);
});

cases.add('delete: erased for good (GDPR)', async () => {
  const { id } = await contacts.basicApi.create({ properties: { email: 'erase@contract.example' } });
  await contacts.basicApi.purge({ objectId: id });
  assert.equal((await refused(contacts.basicApi.getById(id))).code, 404);
  assert.ok(!(await held('hubspot', 'contact')).some((row) => row.id === id));
});

cases.add('errors: conflict names the record that is there', async () => {
  const error = await refused(contacts.basicApi.create({ properties: { email: 'ada@contract.example' } }));
  assert.equal(error.code, 409);
  assert.equal(error.body.category, 'CONFLICT');
  assert.match(error.body.message, new RegExp(`Existing ID: ${made.ada}`));
  assert.ok(error.body.correlationId);
});

cases.add('errors: unknown property', async () => {
  const error = await refused(contacts.basicApi.update(made.ada, { properties: { no_such_property: '1' } }));
  assert.equal(error.code, 400);
  assert.equal(error.body.category, 'VALIDATION_ERROR');
  assert.match(error.body.message, /PROPERTY_DOESNT_EXIST/);
});

cases.add('errors: bad cursor, unknown object type, filter on an unknown property', async () => {
  assert.equal((await refused(contacts.basicApi.getPage(10, 'x-y-z'))).code, 400);
  assert.equal((await refused(client.crm.objects.basicApi.getPage('no_such_object'))).code, 400);
  assert.equal((await refused(contacts.searchApi.doSearch(eq('no_such_property', '1')))).code, 400);
});

cases.add('errors: token refused', async () => {
  await control('PUT', 'options/hubspot', { required_token: 'another' });
  try {
    const error = await refused(contacts.basicApi.getPage());
    assert.equal(error.code, 401);
    assert.equal(error.body.category, 'INVALID_AUTHENTICATION');
  } finally {
    await control('PUT', 'options/hubspot', { required_token: null });
  }
});

cases.add('rate limit: the client waits and succeeds', async () => {
  const patient = new Client({ accessToken: 'pat-contract', basePath: vendorUrl, numberOfApiCallRetries: 3 });
  const seen = await withFault({ system: 'hubspot', path: 'search', action: 'status', code: 429,
    body: { status: 'error', message: 'You have reached your secondly limit.', correlationId: 'c0', category: 'RATE_LIMITS' } },
  () => patient.crm.contacts.searchApi.doSearch(eq('email', 'ada@contract.example')));
  assert.equal(seen.total, 1);
});

cases.add("rate limit: the sandbox's own refusal is one that the client waits for", async () => {
  const patient = new Client({ accessToken: 'pat-contract', basePath: vendorUrl, numberOfApiCallRetries: 4, limiterOptions: { maxConcurrent: 20 } });
  await new Promise((go) => setTimeout(go, 1100));
  await control('PUT', 'options/hubspot', { search_limit: 2 });
  try {
    const all = await Promise.all(Array.from({ length: 4 }, () => patient.crm.contacts.searchApi.doSearch(eq('email', 'ada@contract.example'))));
    assert.ok(all.every((answer) => answer.total === 1));
    const history = await control('GET', 'history?since=0');
    assert.ok(history.some((line) => line.status === 429));
  } finally {
    await control('PUT', 'options/hubspot', { search_limit: null });
  }
});

const credentials = ['id', 'secret'];

cases.add('OAuth: token by refresh, and what it says of itself', async () => {
  const token = await client.oauth.tokensApi.create('refresh_token', undefined, undefined, ...credentials, 'refresh');
  assert.deepEqual([token.tokenType, token.expiresIn, token.refreshToken], ['bearer', 1800, 'refresh']);
  const info = await client.oauth.accessTokensApi.get(token.accessToken);
  assert.equal(info.token, token.accessToken);
  assert.ok(info.hubId > 0);
});

cases.add('OAuth: a refresh token that was revoked', async () => {
  await control('PUT', 'options/hubspot', { oauth_revoked: true });
  try {
    const error = await refused(client.oauth.tokensApi.create('refresh_token', undefined, undefined, ...credentials, 'refresh'));
    assert.deepEqual([error.code, error.body.status], [400, 'BAD_REFRESH_TOKEN']);
  } finally {
    await control('PUT', 'options/hubspot', { oauth_revoked: null });
  }
});

cases.add('OAuth: token by authorization code, which is good once', async () => {
  const redirect = 'http://127.0.0.1:3000/oauth-callback';
  const token = await client.oauth.tokensApi.create('authorization_code', 'code-1', redirect, ...credentials);
  assert.ok(token.accessToken && token.refreshToken && token.expiresIn > 0);
  assert.ok((await client.oauth.accessTokensApi.get(token.accessToken)).hubId > 0);
  const again = await refused(client.oauth.tokensApi.create('authorization_code', 'code-1', redirect, ...credentials));
  assert.deepEqual([again.code, again.body.status], [400, 'BAD_AUTH_CODE']);
  const nowhere = await refused(client.oauth.tokensApi.create('authorization_code', 'code-2', undefined, ...credentials));
  assert.deepEqual([nowhere.code, nowhere.body.status], [400, 'BAD_REDIRECT_URI']);
});

cases.add('OAuth: a code of the page of consent', async () => {
  const redirect = 'http://localhost:8739/callback';
  const page = client.oauth.getAuthorizationUrl('client', redirect, 'oauth crm.objects.contacts.read', undefined, 'state-1')
    .replace('https://app.hubspot.com', process.env.CONTRACT_VENDOR);
  const back = await sentTo(page);
  assert.deepEqual([back.origin + back.pathname, back.searchParams.get('state')], [redirect, 'state-1']);
  const code = back.searchParams.get('code');
  const elsewhere = await refused(client.oauth.tokensApi.create('authorization_code', code, 'http://localhost:1/', ...credentials));
  assert.equal(elsewhere.code, 400);
  const token = await client.oauth.tokensApi.create('authorization_code', code, redirect, ...credentials);
  assert.ok(token.accessToken && token.refreshToken);
  const renewed = await client.oauth.tokensApi.create('refresh_token', undefined, undefined, ...credentials, token.refreshToken);
  assert.notEqual(renewed.accessToken, token.accessToken);
  const again = await refused(client.oauth.tokensApi.create('authorization_code', code, redirect, ...credentials));
  assert.deepEqual([again.code, again.body.status], [400, 'BAD_AUTH_CODE']);
});

cases.notThere('exports', async () => {
  const error = await refused(client.crm.exports.publicExportsApi.getStatus(1));
  assert.equal(error.code, 404);
});

cases.notThere('associations v3 (batches; supported by the vendor until 2027)', async () => {
  const error = await refused(associations.batchApi.read('contacts', 'companies', { inputs: [{ id: made.ada }] }));
  assert.equal(error.code, 404);
});

await cases.run();
