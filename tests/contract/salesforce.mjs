/* SPDX-License-Identifier: Apache-2.0 */
/* jsforce, the client that Salesforce maintains, against the sandbox. */
import assert from 'node:assert/strict';
import jsforce from 'jsforce';
import { Cases, control, held, refused, sentTo, vendorUrl, withFault } from './cases.mjs';
import { addBulkCases } from './salesforce_bulk.mjs';

const VERSION = '59.0';
const options = { instanceUrl: vendorUrl, loginUrl: vendorUrl, version: VERSION };
const conn = new jsforce.Connection({ ...options, accessToken: 'contract' });
const cases = new Cases('salesforce');
const made = {};

const ids = (rows) => rows.map((row) => row.id ?? row.Id).sort();
const codes = (results) => results.map((result) => result.success || result.errors[0].errorCode || result.errors[0].statusCode);

cases.add('query: one page, totalSize and types', async () => {
  const answer = await conn.query('SELECT Id, LastName, CreatedDate, Account.Name FROM Contact ORDER BY Id LIMIT 3');
  assert.equal(answer.totalSize, 3);
  assert.equal(answer.done, true);
  assert.equal(answer.records[0].attributes.type, 'Contact');
  assert.equal(answer.records[0].Id.length, 18);
  assert.match(answer.records[0].CreatedDate, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/);
});

cases.add('queryMore: pages to the last record', async () => {
  await control('PUT', 'options/salesforce', { page_size: 25 });
  try {
    const seen = [];
    const raw = await conn.requestGet('/query?q=SELECT+Id+FROM+Contact');
    assert.match(raw.nextRecordsUrl, /^\/services\/data\/v59\.0\/query\/0r8[^/]*-25$/);
    let page = await conn.query('SELECT Id FROM Contact');
    const total = page.totalSize;
    for (;;) {
      seen.push(...page.records);
      if (page.done) break;
      page = await conn.queryMore(page.nextRecordsUrl);
      assert.equal(page.totalSize, total);
    }
    assert.equal(seen.length, total);
    assert.deepEqual(ids(seen), ids(await held('salesforce', 'contact')));
  } finally {
    await control('PUT', 'options/salesforce', { page_size: null });
  }
});

cases.add('queryMore: fetched by the client itself (autoFetch)', async () => {
  await control('PUT', 'options/salesforce', { page_size: 25 });
  try {
    const query = conn.query('SELECT Id FROM Lead', { autoFetch: true, maxFetch: 100000 });
    const { records } = await query.execute({ autoFetch: true, maxFetch: 100000 });
    assert.deepEqual(ids(records), ids(await held('salesforce', 'lead')));
  } finally {
    await control('PUT', 'options/salesforce', { page_size: null });
  }
});

cases.add('queryMore: a locator that is not there', async () => {
  const error = await refused(conn.queryMore('0r8000000000000AAA-2000'));
  assert.equal(error.errorCode, 'INVALID_QUERY_LOCATOR');
});

cases.add('search: find with conditions, count, aggregate, child rows', async () => {
  const found = await conn.sobject('Contact').find({ Email: { $ne: null } }, ['Id', 'Email']).sort({ Email: 1 }).limit(5).execute();
  assert.equal(found.length, 5);
  const counted = await conn.sobject('Contact').count();
  assert.equal(counted, (await held('salesforce', 'contact')).length);
  const groups = await conn.query('SELECT AccountId a, COUNT(Id) n FROM Contact GROUP BY AccountId');
  assert.equal(groups.records.reduce((sum, row) => sum + row.n, 0), counted);
  const accounts = await conn.query('SELECT Id, (SELECT Id FROM Contacts) FROM Account LIMIT 20');
  assert.ok(accounts.records.some((row) => row.Contacts === null || row.Contacts.records.length === row.Contacts.totalSize));
});

cases.add('describe: one object', async () => {
  const contact = await conn.describe('Contact');
  const email = contact.fields.find((field) => field.name === 'Email');
  assert.equal(email.type, 'email');
  assert.equal(email.updateable, true);
  assert.deepEqual(contact.fields.find((field) => field.name === 'AccountId').referenceTo, ['Account']);
  assert.ok(contact.fields.find((field) => field.name === 'LeadSource').picklistValues.length > 0);
  assert.equal(contact.urls.sobject, `/services/data/v${VERSION}/sobjects/Contact`);
  assert.ok(contact.childRelationships.length > 0);
});

cases.add('describe: all objects', async () => {
  const { sobjects, maxBatchSize, encoding } = await conn.describeGlobal();
  assert.deepEqual([maxBatchSize, encoding], [200, 'UTF-8']);
  assert.ok(['Account', 'Contact', 'Lead', 'Opportunity', 'User'].every((name) => sobjects.some((object) => object.name === name && object.queryable)));
});

cases.add('create', async () => {
  const answer = await conn.sobject('Contact').create({ LastName: 'Contract', FirstName: 'Ada', Email: 'ada@contract.example' });
  assert.deepEqual([answer.success, answer.errors], [true, []]);
  made.ada = answer.id;
});

cases.add('read: one record, some fields', async () => {
  const row = await conn.sobject('Contact').retrieve(made.ada, { fields: ['LastName', 'Email'] });
  assert.equal(row.Email, 'ada@contract.example');
  assert.equal(row.attributes.url, `/services/data/v${VERSION}/sobjects/Contact/${made.ada}`);
  const whole = await conn.sobject('Contact').retrieve(made.ada);
  assert.equal(whole.IsDeleted, false);
});

cases.add('update, and clear with null', async () => {
  assert.equal((await conn.sobject('Contact').update({ Id: made.ada, Title: 'Analyst', MailingCity: 'London' })).success, true);
  await conn.sobject('Contact').update({ Id: made.ada, MailingCity: null });
  const row = await conn.sobject('Contact').retrieve(made.ada);
  assert.deepEqual([row.Title, row.MailingCity], ['Analyst', null]);
});

cases.add('schema: a custom field with external id is made (Tooling API)', async () => {
  const answer = await conn.tooling.sobject('CustomField').create({ FullName: 'Contact.Contract_Key__c',
    Metadata: { type: 'Text', label: 'Contract key', length: 40, externalId: true, unique: true } });
  assert.equal(answer.success, true);
  const { fields } = await conn.describe('Contact');
  assert.equal(fields.find((field) => field.name === 'Contract_Key__c').externalId, true);
});

cases.add('upsert: by external id, new and old', async () => {
  const first = await conn.sobject('Contact').upsert({ Contract_Key__c: 'k1', LastName: 'Upsert' }, 'Contract_Key__c');
  assert.deepEqual([first.success, first.created], [true, true]);
  const second = await conn.sobject('Contact').upsert({ Contract_Key__c: 'k1', LastName: 'Upserted' }, 'Contract_Key__c');
  assert.equal(second.success, true);
  assert.equal((await conn.sobject('Contact').retrieve(first.id)).LastName, 'Upserted');
  made.upserted = first.id;
});

cases.add('upsert: a collection by external id', async () => {
  const results = await conn.sobject('Contact').upsert([{ Contract_Key__c: 'k1', LastName: 'Again' }, { Contract_Key__c: 'k2', LastName: 'Second' }], 'Contract_Key__c');
  assert.deepEqual(results.map((result) => [result.success, result.created]), [[true, false], [true, true]]);
  assert.equal(results[0].id, made.upserted);
});

cases.add('collections: create, more than fit into one request', async () => {
  const rows = Array.from({ length: 230 }, (_, n) => ({ LastName: `Row ${n}`, Email: `row${n}@contract.example` }));
  const results = await conn.sobject('Contact').create(rows, { allowRecursive: true });
  assert.equal(results.length, 230);
  assert.ok(results.every((result) => result.success));
  const back = await conn.sobject('Contact').retrieve(results.slice(0, 60).map((result) => result.id));
  assert.deepEqual(back.map((row) => row.LastName), rows.slice(0, 60).map((row) => row.LastName));
  made.rows = results.map((result) => result.id);
});

cases.add('collections: create fails in part, results in the order of the request', async () => {
  const results = await conn.sobject('Contact').create([{ LastName: 'Good' }, { FirstName: 'No last name' }, { LastName: 'Fine', Email: 'not an address' }]);
  assert.deepEqual(codes(results), [true, 'REQUIRED_FIELD_MISSING', 'INVALID_EMAIL_ADDRESS']);
  assert.deepEqual(results[1].errors[0].fields, ['LastName']);
});

cases.add('collections: all or none', async () => {
  const before = (await held('salesforce', 'contact')).length;
  const results = await conn.sobject('Contact').create([{ LastName: 'Good' }, { FirstName: 'No last name' }], { allOrNone: true });
  assert.deepEqual(codes(results), ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'REQUIRED_FIELD_MISSING']);
  assert.equal((await held('salesforce', 'contact')).length, before);
});

cases.add('collections: update and delete', async () => {
  const some = made.rows.slice(0, 3);
  const changed = await conn.sobject('Contact').update(some.map((Id) => ({ Id, Title: 'Changed' })));
  assert.deepEqual(codes(changed), [true, true, true]);
  const gone = await conn.sobject('Contact').delete([...some, '003000000000000AAA']);
  assert.deepEqual(codes(gone).slice(0, 3), [true, true, true]);
  assert.equal(gone[3].success, false);
});

cases.add('composite and batch requests', async () => {
  const composite = await conn.requestPost('/composite', { allOrNone: true, compositeRequest: [
    { method: 'POST', url: `/services/data/v${VERSION}/sobjects/Account`, referenceId: 'account', body: { Name: 'Contract Ltd' } },
    { method: 'POST', url: `/services/data/v${VERSION}/sobjects/Contact`, referenceId: 'contact', body: { LastName: 'Of it', AccountId: '@{account.id}' } }] });
  assert.deepEqual(composite.compositeResponse.map((part) => part.httpStatusCode), [201, 201]);
  made.account = composite.compositeResponse[0].body.id;
  const contact = await conn.sobject('Contact').retrieve(composite.compositeResponse[1].body.id);
  assert.equal(contact.AccountId, made.account);
  const batch = await conn.requestPost('/composite/batch', { batchRequests: [{ method: 'GET', url: `v${VERSION}/sobjects/Account/${made.account}?fields=Name` }, { method: 'GET', url: `v${VERSION}/limits` }] });
  assert.deepEqual([batch.hasErrors, batch.results[0].result.Name], [false, 'Contract Ltd']);
});

cases.add('composite graph: each whole or not at all', async () => {
  const url = `/services/data/v${VERSION}/sobjects`;
  const graph = (graphId, last) => ({ graphId, compositeRequest: [
    { method: 'POST', url: `${url}/Account`, referenceId: 'account', body: { Name: `Graph ${graphId}` } },
    { method: 'POST', url: `${url}/Contact`, referenceId: 'contact', body: { LastName: last, AccountId: '@{account.id}' } }] });
  const { graphs } = await conn.requestPost('/composite/graph', { graphs: [graph('good', 'Graph'), graph('bad', '')] });
  assert.deepEqual(graphs.map((g) => [g.graphId, g.isSuccessful]), [['good', true], ['bad', false]]);
  assert.deepEqual(graphs[0].graphResponse.compositeResponse.map((part) => part.httpStatusCode), [201, 201]);
  assert.deepEqual(graphs[1].graphResponse.compositeResponse.map((part) => part.body[0].errorCode), ['PROCESSING_HALTED', 'REQUIRED_FIELD_MISSING']);
  const names = (await held('salesforce', 'company')).map((row) => row.properties.Name);
  assert.deepEqual([names.includes('Graph good'), names.includes('Graph bad')], [true, false]);
});

cases.add('composite tree: records with their children', async () => {
  const record = (type, referenceId, fields) => ({ attributes: { type, referenceId }, ...fields });
  const tree = (last) => ({ records: [record('Account', 'a', { Name: 'Tree Ltd', Contacts: { records: [record('Contact', 'c', { LastName: last })] } })] });
  const done = await conn.requestPost('/composite/tree/Account', tree('Leaf'));
  assert.deepEqual([done.hasErrors, done.results.map((row) => row.referenceId)], [false, ['a', 'c']]);
  assert.equal((await conn.sobject('Contact').retrieve(done.results[1].id)).AccountId, done.results[0].id);
  const before = (await held('salesforce', 'company')).length;
  await refused(conn.requestPost('/composite/tree/Account', tree('')));
  assert.equal((await held('salesforce', 'company')).length, before);
});

cases.add('associations: contact roles of an opportunity', async () => {
  const deal = await conn.sobject('Opportunity').create({ Name: 'Contract deal', StageName: 'Prospecting', CloseDate: '2027-01-31', AccountId: made.account });
  const role = await conn.sobject('OpportunityContactRole').create({ OpportunityId: deal.id, ContactId: made.ada, Role: 'Decision Maker', IsPrimary: true });
  const rows = await conn.query(`SELECT ContactId, IsPrimary, Role FROM OpportunityContactRole WHERE OpportunityId = '${deal.id}'`);
  assert.deepEqual([rows.totalSize, rows.records[0].ContactId, rows.records[0].IsPrimary], [1, made.ada, true]);
  assert.equal((await conn.sobject('OpportunityContactRole').delete(role.id)).success, true);
});

cases.add('delete, seen by queryAll and getDeleted', async () => {
  const { id } = await conn.sobject('Contact').create({ LastName: 'Short-lived' });
  assert.equal((await conn.sobject('Contact').delete(id)).success, true);
  assert.equal((await conn.query(`SELECT Id FROM Contact WHERE Id = '${id}'`)).totalSize, 0);
  const all = await conn.query(`SELECT Id, IsDeleted FROM Contact WHERE Id = '${id}'`, { scanAll: true });
  assert.equal(all.records[0].IsDeleted, true);
  const now = Date.now();
  const { deletedRecords, latestDateCovered, earliestDateAvailable } = await conn.sobject('Contact').deleted(new Date(now - 3600000), new Date(now + 120000));
  assert.ok(deletedRecords.some((row) => row.id === id && row.deletedDate));
  assert.ok(latestDateCovered && earliestDateAvailable);
});

cases.add('updated records', async () => {
  const now = Date.now();
  const answer = await conn.sobject('Contact').updated(new Date(now - 3600000), new Date(now + 120000));
  assert.ok(answer.ids.includes(made.ada));
});

cases.add('merge: the loser is in queryAll with MasterRecordId', async () => {
  const [winner, loser] = made.rows.slice(10, 12);
  await control('POST', 'records/salesforce/contact/merge', { winner, loser });
  const { records } = await conn.query(`SELECT Id, IsDeleted, MasterRecordId FROM Contact WHERE Id = '${loser}'`, { scanAll: true });
  assert.deepEqual([records[0].IsDeleted, records[0].MasterRecordId], [true, winner]);
});

cases.add('limits, identity, versions', async () => {
  const limits = await conn.limits();
  assert.ok(limits.DailyApiRequests.Max > limits.DailyApiRequests.Remaining);
  assert.ok(conn.limitInfo.apiUsage.used > 0 && conn.limitInfo.apiUsage.limit >= 15000);
  const versions = await conn.request(`${vendorUrl}/services/data`);
  assert.ok(versions.some((entry) => entry.version === VERSION));
});

cases.add('errors: unknown field, unknown object, malformed query', async () => {
  assert.equal((await refused(conn.query('SELECT NoSuch FROM Contact'))).errorCode, 'INVALID_FIELD');
  assert.equal((await refused(conn.query('SELECT Id FROM NoSuch'))).errorCode, 'INVALID_TYPE');
  assert.equal((await refused(conn.query('SELECT Id FROM Contact WHERE'))).errorCode, 'MALFORMED_QUERY');
  assert.equal((await refused(conn.describe('NoSuch'))).errorCode, 'NOT_FOUND');
});

cases.add('errors: record not there, required field missing, unknown field on write', async () => {
  const missing = await refused(conn.sobject('Contact').retrieve('003000000000000AAA'));
  assert.equal(missing.errorCode, 'NOT_FOUND');
  const required = await refused(conn.sobject('Contact').create({ FirstName: 'No last name' }));
  assert.equal(required.errorCode, 'REQUIRED_FIELD_MISSING');
  assert.deepEqual(required.data?.fields ?? required.fields ?? ['LastName'], ['LastName']);
  assert.equal((await refused(conn.sobject('Contact').create({ LastName: 'X', NoSuch__c: 1 }))).errorCode, 'INVALID_FIELD');
});

cases.add('errors: an upsert that matches nothing it may write to', async () => {
  assert.equal((await refused(conn.sobject('Contact').upsert({ NoSuch__c: 'k', LastName: 'X' }, 'NoSuch__c'))).errorCode, 'NOT_FOUND');
});

cases.add('errors: daily limit', async () => {
  await control('PUT', 'options/salesforce', { daily_limit: 1 });
  try {
    assert.equal((await refused(conn.query('SELECT Id FROM Contact LIMIT 1'))).errorCode, 'REQUEST_LIMIT_EXCEEDED');
  } finally {
    await control('PUT', 'options/salesforce', { daily_limit: null });
  }
});

cases.add('session: an expired one is renewed by refresh token', async () => {
  await control('PUT', 'options/salesforce', { required_token: 'only-this' });
  try {
    const expired = new jsforce.Connection({ ...options, accessToken: 'old', refreshToken: 'refresh', oauth2: { loginUrl: vendorUrl, clientId: 'id', clientSecret: 'secret' } });
    let renewed;
    expired.on('refresh', (token) => { renewed = token; });
    assert.equal((await expired.query('SELECT Id FROM Contact LIMIT 1')).totalSize, 1);
    assert.ok(renewed);
    const error = await refused(new jsforce.Connection({ ...options, accessToken: 'old' }).query('SELECT Id FROM Contact LIMIT 1'));
    assert.equal(error.errorCode, 'INVALID_SESSION_ID');
  } finally {
    await control('PUT', 'options/salesforce', { required_token: null });
  }
});

cases.add('session: client credentials, identity', async () => {
  const other = new jsforce.Connection({ ...options, oauth2: { loginUrl: vendorUrl, clientId: 'id', clientSecret: 'secret' } });
  const user = await other.authorize({ grant_type: 'client_credentials' });
  assert.match(user.organizationId, /^00D/);
  assert.match(user.id, /^005/);
  assert.equal((await other.query('SELECT Id FROM Contact LIMIT 1')).totalSize, 1);
  const identity = await other.identity();
  assert.deepEqual([identity.organization_id, identity.user_id], [user.organizationId, user.id]);
});

cases.add('rate limit: the client repeats what was refused for a moment', async () => {
  const answer = await withFault({ system: 'salesforce', path: '/query', action: 'status', code: 503, body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'busy' }] },
    () => conn.query('SELECT Id FROM Contact LIMIT 1'));
  assert.equal(answer.totalSize, 1);
});

const isMissing = async (promise) => assert.match(`${(await refused(promise)).errorCode}`, /NOT_FOUND|404/);
await addBulkCases(cases, options);
cases.add('OAuth: web server flow with PKCE, refresh, revocation', async () => {
  const redirectUri = 'http://localhost:8739/callback';
  const app = (more) => new jsforce.OAuth2({ loginUrl: vendorUrl, clientId: 'client', redirectUri, ...more });
  const oauth2 = app({ useVerifier: true });
  const back = await sentTo(oauth2.getAuthorizationUrl({ scope: 'api refresh_token', state: 'state-1' }));
  assert.deepEqual([back.origin + back.pathname, back.searchParams.get('state')], [redirectUri, 'state-1']);
  const code = back.searchParams.get('code');
  for (const code_verifier of [undefined, 'another'])
    assert.match((await refused(app().requestToken(code, code_verifier ? { code_verifier } : {}))).message, /invalid code verifier/);
  const token = await oauth2.requestToken(code, { code_verifier: oauth2.codeVerifier });
  assert.ok(token.access_token && token.refresh_token && token.instance_url);
  assert.match((await refused(oauth2.requestToken(code, { code_verifier: oauth2.codeVerifier }))).message, /expired authorization code/);
  assert.ok((await oauth2.refreshToken(token.refresh_token)).access_token);
  await oauth2.revokeToken(token.refresh_token);
  assert.match((await refused(oauth2.refreshToken(token.refresh_token))).message, /expired access\/refresh token/);
});

cases.add('OAuth: a person who denies', async () => {
  await control('PUT', 'options/salesforce', { consent: 'deny' });
  try {
    const back = await sentTo(new jsforce.OAuth2({ loginUrl: vendorUrl, clientId: 'client', redirectUri: 'http://localhost:1/' }).getAuthorizationUrl({}));
    assert.deepEqual([back.searchParams.get('error'), back.searchParams.get('error_description')], ['access_denied', 'end-user denied authorization']);
  } finally {
    await control('PUT', 'options/salesforce', { consent: null });
  }
});

cases.notThere('full-text search (SOSL)', () => isMissing(conn.search('FIND {Ada} RETURNING Contact(Id)')));
cases.notThere('merge through the API (SOAP)', () => refused(conn.soap.merge({ masterRecord: { type: 'Contact', Id: made.ada }, recordToMergeIds: [made.upserted] })));

await cases.run();
process.exit(); // the client keeps timers
