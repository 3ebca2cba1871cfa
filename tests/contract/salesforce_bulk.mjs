/* SPDX-License-Identifier: Apache-2.0 */
/* jsforce's client of the Bulk API 2.0 against the sandbox. */
import assert from 'node:assert/strict';
import http from 'node:http';
import jsforce from 'jsforce';
import { control, held, refused, vendorUrl } from './cases.mjs';

const option = (options) => control('PUT', 'options/salesforce', options);

async function withOptions(options, work) {
  await option(options);
  try {
    return await work();
  } finally {
    await option(Object.fromEntries(Object.keys(options).map((name) => [name, null])));
  }
}

const lastNames = (rows) => rows.map((row) => row.LastName ?? row.properties?.LastName).sort();

/* The org at the root of a host: this part of jsforce forgets the path of the instance's address, which a real org has not. */
async function atRoot() {
  const org = new URL(vendorUrl);
  const proxy = http.createServer((request, answer) => {
    const onward = http.request({ host: org.hostname, port: org.port, method: request.method, path: org.pathname + request.url, headers: request.headers }, (response) => {
      answer.writeHead(response.statusCode, response.headers);
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    request.pipe(onward);
  });
  await new Promise((ready) => { proxy.listen(0, '127.0.0.1', ready); });
  proxy.unref();
  return `http://127.0.0.1:${proxy.address().port}`;
}

/* Adds the cases; they leave the org's records as they were. */
export async function addBulkCases(cases, options) {
  const conn = new jsforce.Connection({ ...options, instanceUrl: await atRoot(), accessToken: 'contract' });
  const query = async (soql, more) => (await conn.bulk2.query(soql, { pollInterval: 20, ...more })).toArray();

  cases.add('bulk query: all rows, parents and empty values', async () => {
    const rows = await query('SELECT Id, LastName, Email, Account.Name, SystemModstamp FROM Contact');
    const contacts = await held('salesforce', 'contact');
    assert.deepEqual(rows.map((row) => row.Id).sort(), contacts.map((row) => row.id).sort());
    assert.match(rows[0].SystemModstamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    const byRest = await conn.query('SELECT Id, LastName, Email, Account.Name FROM Contact ORDER BY Id LIMIT 50');
    for (const record of byRest.records) {
      const row = rows.find((r) => r.Id === record.Id);
      assert.deepEqual([row.LastName, row.Email, row['Account.Name']], [record.LastName, record.Email ?? '', record.Account?.Name ?? '']);
    }
  });

  /* Set by set with the client's own request and locator: its result() pipes every set into a stream that the first one ends. */
  cases.add('bulk query: sets of rows by locator, to the last', () => withOptions({ bulk_page_size: 30 }, async () => {
    const job = await conn.requestPost('/jobs/query', { operation: 'query', query: 'SELECT Id FROM Contact' });
    const handle = conn.bulk2.job('query', { id: job.id });
    const seen = [];
    await handle.poll(20, 10000);
    for (handle.locator = ''; handle.locator !== 'null';) {
      const rows = await handle.createQueryRequest({ method: 'GET', path: `/${job.id}/results?maxRecords=1000&locator=${handle.locator}`.replace(/&locator=$/, ''), responseType: 'text/csv' });
      assert.ok(rows.length > 0 && rows.length <= 30);
      seen.push(...rows.map((row) => row.Id));
    }
    assert.deepEqual(seen.sort(), (await held('salesforce', 'contact')).map((row) => row.id).sort());
  }));

  cases.add('bulk query: the recycle bin with scanAll', async () => {
    const made = await conn.sobject('Contact').create({ LastName: 'Bulk Deleted' });
    await conn.sobject('Contact').delete(made.id);
    const soql = `SELECT Id, IsDeleted FROM Contact WHERE Id = '${made.id}'`;
    assert.deepEqual(await query(soql), []);
    assert.deepEqual(await query(soql, { scanAll: true }), [{ Id: made.id, IsDeleted: 'true' }]);
  });

  cases.add('bulk query: delimiter and line ending', async () => {
    const job = await conn.requestPost('/jobs/query', { operation: 'query', query: 'SELECT LastName, Email FROM Contact', columnDelimiter: 'PIPE', lineEnding: 'CRLF' });
    const handle = conn.bulk2.job('query', { id: job.id });
    await handle.poll(20, 10000);
    assert.deepEqual([handle.getInfo().columnDelimiter, handle.getInfo().lineEnding, handle.getInfo().jobType], ['PIPE', 'CRLF', 'V2Query']);
    const text = await conn.request({ method: 'GET', url: `/jobs/query/${job.id}/results` }, { responseType: 'text/plain' });
    assert.match(text, /^"LastName"\|"Email"\r\n/);
    await handle.delete();
    assert.equal((await refused(handle.check())).errorCode, 'NOT_FOUND');
  });

  cases.add('bulk query: a job that fails or is aborted', async () => {
    await withOptions({ bulk_outcome: 'Failed' }, async () => assert.match((await refused(query('SELECT Id FROM Contact'))).message, /failed to complete/));
    await withOptions({ bulk_outcome: 'Aborted' }, async () => assert.match((await refused(query('SELECT Id FROM Contact'))).message, /aborted/));
    await withOptions({ bulk_job_s: 3600 }, async () => {
      const job = await conn.requestPost('/jobs/query', { operation: 'query', query: 'SELECT Id FROM Contact' });
      const handle = conn.bulk2.job('query', { id: job.id });
      assert.equal((await handle.check()).state, 'UploadComplete');
      assert.equal((await handle.abort()).state, 'Aborted');
    });
  });

  cases.add('bulk query: what it does not support', async () => {
    for (const soql of ['SELECT COUNT() FROM Contact', 'SELECT Id, (SELECT Id FROM Contacts) FROM Account', 'SELECT MailingAddress FROM Contact'])
      assert.equal((await refused(query(soql))).errorCode, 'FUNCTIONALITY_NOT_ENABLED', soql);
    assert.equal((await refused(query('SELECT Id FROM'))).errorCode, 'MALFORMED_QUERY');
  });

  cases.add('bulk ingest: insert, update, upsert, delete, each row with its result', async () => {
    const load = (operation, input, more) => conn.bulk2.loadAndWaitForResults({ object: 'Contact', operation, input, pollInterval: 20, ...more });
    const inserted = await load('insert', [{ LastName: 'Bulk "One", Ltd', Title: 'x', Birthdate: '' }, { LastName: 'Bulk Two', Birthdate: '2003-04-98' }, { LastName: 'Bulk Three' }]);
    assert.deepEqual(lastNames(inserted.successfulResults), ['Bulk "One", Ltd', 'Bulk Three']);
    assert.ok(inserted.successfulResults.every((row) => row.sf__Created === 'true' && row.sf__Id.length === 18));
    assert.equal(inserted.failedResults.length, 1);
    assert.match(inserted.failedResults[0].sf__Error, /^INVALID_FIELD:Failed to deserialize field at col 2\..* xsd:date:Birthdate --$/);
    assert.deepEqual(inserted.unprocessedRecords, []);
    const id = inserted.successfulResults.find((row) => row.Title === 'x').sf__Id;
    const updated = await load('update', [{ Id: id, Title: null, Department: 'Sales' }, { Id: '0035g0000099999AAA', Title: 'y' }]);
    assert.deepEqual([updated.successfulResults.length, updated.failedResults.length], [1, 1]);
    assert.equal(updated.successfulResults[0].sf__Created, 'false');
    const contact = await conn.sobject('Contact').retrieve(id);
    assert.deepEqual([contact.Title, contact.Department], [null, 'Sales']);
    const upserted = await load('upsert', [{ Id: id, Department: 'IT' }], { externalIdFieldName: 'Id' });
    assert.equal(upserted.successfulResults.length, 1);
    const deleted = await load('delete', inserted.successfulResults.map((row) => ({ Id: row.sf__Id })));
    assert.equal(deleted.successfulResults.length, 2);
    assert.deepEqual((await held('salesforce', 'contact')).filter((row) => /^Bulk /.test(row.properties.LastName)), []);
  });

  cases.add('bulk ingest: a job that stops leaves unprocessed rows', () => withOptions({ bulk_stop_after: 1 }, async () => {
    const job = conn.bulk2.createJob({ object: 'Contact', operation: 'insert' });
    await job.open();
    await job.uploadData('LastName\nBulk Done\nBulk Left\n');
    await job.close();
    assert.match((await refused(job.poll(20, 10000))).message, /failed to complete due to/);
    const { successfulResults, failedResults, unprocessedRecords } = await job.getAllResults();
    assert.deepEqual([lastNames(successfulResults), failedResults, lastNames(unprocessedRecords)], [['Bulk Done'], [], ['Bulk Left']]);
    await conn.sobject('Contact').delete(successfulResults[0].sf__Id);
    await job.delete();
  }));

  cases.add('bulk ingest: an unknown column, an unknown object', async () => {
    const job = conn.bulk2.createJob({ object: 'Contact', operation: 'insert' });
    await job.open();
    await job.uploadData('LastName,Nonsense\nBulk,x\n');
    await job.close();
    assert.match((await refused(job.poll(20, 10000))).message, /InvalidBatch : Field name not found : Nonsense/);
    assert.equal((await refused(conn.bulk2.createJob({ object: 'Nonsense', operation: 'insert' }).open())).errorCode, 'INVALIDJOB');
  });
}
