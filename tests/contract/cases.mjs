/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cases of one vendor's client, each told on one line of standard output: PASS, FAIL or NOT THERE.
 * The environment says where the sandbox is: CONTRACT_VENDOR (base URL of the vendor's face), CONTRACT_CONTROL (the sandbox's own).
 */
import assert from 'node:assert/strict';

export const vendorUrl = process.env.CONTRACT_VENDOR;
export const controlUrl = process.env.CONTRACT_CONTROL;

/* A request to the sandbox's control interface; gives the parsed lines of the answer. */
export async function control(method, path, body) {
  const answer = await fetch(`${controlUrl}/__sandbox/${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text.split('\n').filter((line) => line.startsWith('{') || line.startsWith('[')).map((line) => JSON.parse(line));
}

/* What the vendor holds, by the control interface: never through the API that is being judged. */
export async function held(system, object, live = true) {
  const rows = await control('GET', `records/${system}/${object}`);
  return rows.filter((row) => !live || !(row.archived || row.merged_into));
}

/* Sets a fault, runs the work, takes the fault back; the fault must have hit. */
export async function withFault(fault, work) {
  const [{ id }] = await control('POST', 'faults', fault);
  try {
    const result = await work();
    const [faults] = await control('GET', 'faults');
    assert.ok(faults.find((f) => f.id === id).hits > 0, 'the fault has hit no request');
    return result;
  } finally {
    await control('DELETE', 'faults');
  }
}

/* Where a page of consent sends the browser, as an URL. */
export async function sentTo(page) {
  const answer = await fetch(page, { redirect: 'manual' });
  assert.equal(answer.status, 302, await answer.text());
  return new URL(answer.headers.get('location'));
}

/* The error of a promise that must be refused. */
export async function refused(promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  return assert.fail(`it was accepted: ${JSON.stringify(value)?.slice(0, 300)}`);
}

/* Gathers cases; run() runs them in order, so that a later one may use what an earlier one made. */
export class Cases {
  constructor(vendor) {
    this.vendor = vendor;
    this.cases = [];
  }

  add(name, work) {
    this.cases.push({ name, work });
  }

  /* An endpoint that the sandbox does not serve: the case fails as soon as it does, so that it gets a real one. */
  notThere(name, probe) {
    this.cases.push({ name, work: probe, missing: true });
  }

  async run() {
    let failed = 0;
    for (const { name, work, missing } of this.cases) {
      try {
        await work();
        console.log(`${missing ? 'NOT THERE' : 'PASS'}: client: ${this.vendor}: ${name}`);
      } catch (error) {
        failed++;
        const body = error.body === undefined ? '' : ` ${JSON.stringify(error.body).slice(0, 300)}`;
        console.log(`FAIL: client: ${this.vendor}: ${name}`);
        console.log(`  ${String(error.message ?? JSON.stringify(error)).split('\n').slice(0, 12).join('\n  ')}${body}`);
        if (process.env.CONTRACT_TRACE) console.log(error.stack);
      }
    }
    process.exitCode = failed ? 1 : 0;
  }
}
