/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judges recorded traffic by the vendors' OpenAPI files: paths, methods, parameters and bodies of requests; status, content type and
 * body of answers.  Usage: openapi.mjs SPECS EXCEPTIONS TRAFFIC...  Prints one line for each operation, then each violation once.
 */
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import yaml from 'js-yaml';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
const [specsFolder, exceptionsFile, ...trafficFiles] = process.argv.slice(2);

/* Which file speaks for which paths of a vendor; the prefix stands before the file's own paths. */
const SOURCES = {
  hubspot: [
    ...['accountInfo', 'associations', 'companies', 'contacts', 'crmOwners', 'deals', 'oauth', 'objects', 'pipelines', 'properties'].map((name) => [`hubspot/2026-03/${name}.json`, '']),
    ...['accountInfo', 'companies', 'contacts', 'crmOwners', 'deals', 'oauth', 'pipelines', 'properties'].map((name) => [`hubspot/v3/${name}.json`, '']),
    ['hubspot/v4/associations.json', ''],
  ],
  pipedrive: [['pipedrive/openapi-v2.yaml', '/api/v2'], ['pipedrive/openapi-v1.yaml', '/v1']],
};

const ajv = new Ajv({ strict: false, allErrors: true, verbose: true, validateFormats: true, logger: false });
addFormats(ajv);
/* Coerces what stands in a URL as text; arrays of one may come without a comma. */
const ajvText = new Ajv({ strict: false, allErrors: true, verbose: true, coerceTypes: 'array', validateFormats: true, logger: false });
addFormats(ajvText);

/* ---- specifications --------------------------------------------------------------------------------------------- */

/* OpenAPI 3.0 to JSON Schema: nullable, examples away, no exclusive flags; parameters of read-only members are the vendor's own. */
function toJsonSchema(node, key) {
  if (Array.isArray(node)) return node.map((item) => toJsonSchema(item));
  if (!node || typeof node !== 'object') return node;
  const out = {};
  for (const [name, value] of Object.entries(node)) {
    if (['example', 'examples', 'xml', 'externalDocs', 'discriminator', 'default'].includes(name) && key !== 'properties') continue;
    if (name === '$ref' && typeof value === 'string') out.$ref = value;
    else out[name] = toJsonSchema(value, name);
  }
  if (key === 'properties') return out;
  if (out.nullable === true) {
    delete out.nullable;
    if (Array.isArray(out.enum) && !out.enum.includes(null)) out.enum = [...out.enum, null];
    return out.type && !Array.isArray(out.type) ? { ...out, type: [out.type, 'null'] } : { anyOf: [out, { type: 'null' }] };
  }
  return out;
}

function loadSpec(file, id) {
  const text = fs.readFileSync(file, 'utf8');
  const document = file.endsWith('.json') ? JSON.parse(text) : yaml.load(text);
  for (const validator of [ajv, ajvText]) validator.addSchema(toJsonSchema(document), id);
  return document;
}

const escape = (name) => name.replace(/~/g, '~0').replace(/\//g, '~1').replace(/%/g, '%25').replace(/\{/g, '%7B').replace(/\}/g, '%7D');

/* Follows a reference within the document; gives the value and the JSON pointer at which it stands. */
function resolve(document, node, pointer) {
  while (node?.$ref) {
    pointer = node.$ref.slice(1);
    node = pointer.split('/').slice(1).reduce((at, name) => at?.[decodeURIComponent(name.replace(/~1/g, '/').replace(/~0/g, '~'))], document);
  }
  return [node, pointer];
}

function loadOperations(vendor) {
  const operations = [];
  for (const [name, prefix] of SOURCES[vendor]) {
    const id = `spec:/${name}`;
    const document = loadSpec(path.join(specsFolder, name), id);
    for (const [template, item] of Object.entries(document.paths)) {
      const segments = (prefix + template).split('/').filter(Boolean);
      for (const method of METHODS.filter((m) => item[m]))
        operations.push({ vendor, id, name, document, template: prefix + template, segments, method, item, operation: item[method], pointer: `/paths/${escape(template)}/${method}` });
    }
  }
  return operations;
}

/* HubSpot's deals file writes the object type as 0-3: the paths with its name say the same. */
const SAME_SEGMENT = { deals: '0-3', deal: '0-3', contact: 'contacts', company: 'companies' };

function segmentFits(wanted, given) {
  if (wanted.startsWith('{')) return given ? 1 : 0;
  if (wanted === given) return 3;
  return SAME_SEGMENT[given] === wanted ? 3 : 0;
}

/* Operations of a path, those with most literal segments first: [[operation, score]]. */
function operationsAt(operations, segments) {
  const found = [];
  for (const operation of operations) {
    if (operation.segments.length !== segments.length) continue;
    let score = 0;
    if (operation.segments.every((wanted, i) => { const s = segmentFits(wanted, segments[i]); score += s; return s > 0; })) found.push([operation, score]);
  }
  return found.sort((a, b) => b[1] - a[1]);
}

/* ---- judging ---------------------------------------------------------------------------------------------------- */

const compiled = new Map();
function check(validator, operation, pointer, value) {
  const key = `${validator === ajv ? 'j' : 't'}${operation.id}#${pointer}`;
  if (!compiled.has(key)) compiled.set(key, validator.compile({ $ref: `${operation.id}#${pointer}` }));
  const validate = compiled.get(key);
  if (validate(value)) return [];
  return best(validate.errors).map((error) => `${error.instancePath.replace(/\/\d+(?=\/|$)/g, '/*') || '/'} ${error.message}${detail(error)}`);
}

function detail(error) {
  const { params } = error;
  if (params.additionalProperty) return ` (${params.additionalProperty})`;
  if (params.allowedValues) return ` (${JSON.stringify(params.allowedValues)})`;
  if (params.type) return ` (${error.data === null ? 'null' : typeof error.data})`;
  return '';
}

/* Of the branches of anyOf/oneOf only what is said of the whole helps when each branch says something. */
function best(errors) {
  const leaves = errors.filter((error) => !['anyOf', 'oneOf', 'if'].includes(error.keyword));
  return leaves.length ? leaves : errors;
}

function judgeParameters(operation, url, segments, complain) {
  const declared = new Map();
  const list = [...(operation.item.parameters ?? []).map((p, i) => [p, `/paths/${escapedTemplate(operation)}/parameters/${i}`]),
    ...(operation.operation.parameters ?? []).map((p, i) => [p, `${operation.pointer}/parameters/${i}`])];
  for (const [node, at] of list) {
    const [parameter, pointer] = resolve(operation.document, node, at);
    declared.set(`${parameter.in} ${parameter.name}`, [parameter, pointer]);
  }
  for (const [key, [parameter, pointer]] of declared) {
    let values = parameter.in === 'query' ? url.searchParams.getAll(parameter.name) : [];
    if (parameter.in === 'path') values = [decodeURIComponent(segments[operation.segments.indexOf(`{${parameter.name}}`)] ?? '')];
    if (!['query', 'path'].includes(parameter.in)) continue;
    if (!values.length) {
      if (parameter.required) complain(`parameter ${key} is missing`);
      continue;
    }
    if (!parameter.schema) continue;
    const isArray = resolve(operation.document, parameter.schema, '')[0].type === 'array';
    const value = isArray ? values.flatMap((v) => v.split(',')) : values[0];
    if (!isArray && values.length > 1) complain(`parameter ${key} is repeated`);
    for (const error of check(ajvText, operation, `${pointer}/schema`, value)) complain(`parameter ${key}: ${error}`);
  }
  for (const name of new Set(url.searchParams.keys()))
    if (!declared.has(`query ${name}`)) complain(`parameter query ${name} is not known`);
}

const escapedTemplate = (operation) => operation.pointer.split('/')[2];

/* Members of a body that no description knows: the schemas do not forbid them, but a misspelt name must not pass. */
const OWN_NAME = /^(\d+|[0-9a-f]{40}(_\w+)?)$/; // ids, and the keys of an account's own fields
function unknownMembers(document, node, value, at = '') {
  const schemas = parts(document, node);
  if (Array.isArray(value)) {
    const items = schemas.map((schema) => schema.items).filter(Boolean);
    return items.length ? value.flatMap((item) => unknownMembers(document, { allOf: items }, item, `${at}/*`)) : [];
  }
  if (!value || typeof value !== 'object') return [];
  if (!schemas.some((schema) => schema.properties) || schemas.some((schema) => schema.additionalProperties)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (OWN_NAME.test(name)) return [];
    const known = schemas.map((schema) => schema.properties?.[name]).filter(Boolean);
    return known.length ? unknownMembers(document, { allOf: known }, member, `${at}/${name}`) : [`${at}/${name} is not known`];
  });
}

/* A schema and all that its references and combinations add. */
function parts(document, node) {
  const [schema] = resolve(document, node, '');
  if (!schema) return [];
  return [schema, ...['allOf', 'anyOf', 'oneOf'].flatMap((key) => schema[key] ?? []).flatMap((part) => parts(document, part))];
}

const mediaType = (text) => (text ?? '').split(';')[0].trim().toLowerCase();

/* The content entry for a media type: [schema's pointer or null, whether the type is known]. */
function contentFor(document, node, pointer, type) {
  const content = node.content ?? {};
  const name = Object.keys(content).find((key) => key.toLowerCase() === type || key === '*/*');
  if (!name) return [null, Object.keys(content).length === 0];
  return [content[name].schema ? `${pointer}/content/${escape(name)}/schema` : null, true, content[name].schema];
}

function parse(type, text) {
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(text));
  return JSON.parse(text);
}

function judgeBody(operation, node, at, type, text, complain) {
  const [content, pointer] = resolve(operation.document, node, at);
  if (!text) {
    if (content?.required) complain('body is missing');
    return;
  }
  if (!content) return complain('body where none is expected');
  const [schema, known, description] = contentFor(operation.document, content, pointer, type);
  if (!known) return complain(`content type ${type || '(none)'} is not known`);
  let value;
  try {
    value = parse(type, text);
  } catch {
    return complain(`body is no ${type}`);
  }
  if (schema) for (const error of check(type.includes('json') ? ajv : ajvText, operation, schema, value)) complain(`body${error.startsWith('/ ') ? error.slice(1) : error}`);
  if (schema) for (const member of new Set(unknownMembers(operation.document, description, value))) complain(`body${member}`);
}

function judgeAnswer(operation, exchange, complain) {
  const { responses } = operation.operation;
  const key = [String(exchange.status), `${String(exchange.status)[0]}XX`, 'default'].find((name) => responses[name]);
  if (!key) return exchange.status < 400 ? complain(`status ${exchange.status} is not known`) : undefined;
  const [response, pointer] = resolve(operation.document, responses[key], `${operation.pointer}/responses/${key}`);
  if (!response) return undefined;
  const headers = Object.fromEntries(exchange.response_headers.map(([name, value]) => [name.toLowerCase(), value]));
  if (!exchange.response_body) return response.content && exchange.status !== 204 && exchange.status < 400 ? complain(`status ${exchange.status}: body is missing`) : undefined;
  return judgeBody(operation, { content: response.content }, pointer, mediaType(headers['content-type']), exchange.response_body, (what) => complain(`status ${exchange.status}: ${what}`));
}

function judgeRequest(operation, exchange, url, segments, complain) {
  judgeParameters(operation, url, segments, complain);
  judgeBody(operation, operation.operation.requestBody, `${operation.pointer}/requestBody`, mediaType(exchange.request_headers['content-type']), exchange.request_body, complain);
}

/* ---- the run ---------------------------------------------------------------------------------------------------- */

/* Rows of a Markdown table: | vendor | judge | operation (regex) | violation (regex) | reason | source |; judge openapi. */
function loadExceptions(file) {
  return fs.readFileSync(file, 'utf8').split('\n').filter((line) => /^\| *(hubspot|pipedrive) *\| *openapi *\|/.test(line))
    .map((line) => line.replaceAll('\\|', '\u0000').split('|').slice(1, -1).map((cell) => cell.trim().replaceAll('\u0000', '|').replace(/^`|`$/g, '')))
    .map(([vendor, , operation, violation]) => ({ vendor, operation: new RegExp(operation), violation: new RegExp(violation), used: 0 }));
}

const exceptions = loadExceptions(exceptionsFile);
const operations = Object.fromEntries(Object.keys(SOURCES).map((vendor) => [vendor, loadOperations(vendor)]));
const seen = new Map();       // operation -> counts
const violations = new Map(); // text -> { count, example, exception }
/* An answer that a scenario has made with a fault says nothing of the sandbox. */
const spoiled = (exchange) => exchange.response_headers.some(([name]) => name.toLowerCase() === 'x-sandbox-fault');

function record(vendor, name, side, what, exchange) {
  const text = `${vendor}: ${name}: ${side}: ${what}`;
  const known = violations.get(text) ?? { vendor, count: 0, example: exchange, exception: null };
  if (!known.count) known.exception = exceptions.find((e) => e.vendor === vendor && e.operation.test(name) && e.violation.test(`${side}: ${what}`)) ?? null;
  if (known.exception) known.exception.used++;
  known.count++;
  violations.set(text, known);
  return known.exception;
}

function judge(exchange) {
  const { vendor } = exchange;
  if (!operations[vendor]) return;
  const url = new URL(exchange.target, 'http://x');
  const segments = url.pathname.split('/').filter(Boolean);
  const method = exchange.method.toLowerCase();
  const ranked = operationsAt(operations[vendor], segments).filter(([operation]) => operation.method === method);
  const judgesRequest = exchange.source !== 'client' && exchange.status !== 404 && exchange.status !== 405;
  if (!ranked.length) {
    if (exchange.source === 'client') return;
    const name = `${exchange.method} ${url.pathname.replace(/\d{2,}|[0-9a-f]{40}/g, '*')}`;
    const failed = record(vendor, name, 'request', 'no such operation', exchange) ? 0 : 1;
    const counts = seen.get(`${vendor} ${name}`) ?? { vendor, name, requests: 0, answers: 0, failed: 0 };
    seen.set(`${vendor} ${name}`, { ...counts, requests: counts.requests + 1, failed: counts.failed + failed });
    return;
  }
  // Files of one vendor describe some paths twice: one of the equally close descriptions must agree.
  const closest = ranked.filter(([, score]) => score === ranked[0][1]).map(([operation]) => operation);
  const results = closest.map((operation) => {
    const found = [];
    if (judgesRequest) judgeRequest(operation, exchange, url, segments, (what) => found.push(['request', what]));
    if (!spoiled(exchange)) judgeAnswer(operation, exchange, (what) => found.push(['answer', what]));
    return { operation, found };
  });
  const { operation, found } = results.reduce((a, b) => (b.found.length < a.found.length ? b : a));
  const name = `${exchange.method} ${operation.template}`;
  const counts = seen.get(`${vendor} ${name}`) ?? { vendor, name, requests: 0, answers: 0, failed: 0 };
  counts.requests += judgesRequest ? 1 : 0;
  counts.answers += spoiled(exchange) ? 0 : 1;
  seen.set(`${vendor} ${name}`, counts);
  const unique = [...new Map(found.map((f) => [f.join(), f])).values()];
  const wrong = unique.filter(([side, what]) => !record(vendor, name, side, what, exchange)).map(([side]) => side);
  counts.failed += new Set(wrong).size;
}

for (const file of trafficFiles)
  for await (const line of readline.createInterface({ input: fs.createReadStream(file) }))
    if (line) judge(JSON.parse(line));

const byVendor = {};
for (const { vendor, name, requests, answers, failed } of [...seen.values()].sort((a, b) => (a.vendor + a.name < b.vendor + b.name ? -1 : 1))) {
  console.log(`SEEN: openapi: ${vendor}: ${name}: ${requests} requests, ${answers} answers`);
  byVendor[vendor] ??= { cases: 0, failed: 0, excepted: 0 };
  byVendor[vendor].cases += requests + answers;
  byVendor[vendor].failed += failed;
}
for (const [text, { vendor, count, example, exception }] of violations) {
  byVendor[vendor] ??= { cases: 0, failed: 0, excepted: 0 };
  if (exception) byVendor[vendor].excepted++;
  console.log(`${exception ? 'EXCEPTION' : 'FAIL'}: openapi: ${text} (${count} times)`);
  if (!exception) console.log(`  ${example.source}: ${example.method} ${example.target.slice(0, 300)}\n  > ${example.request_body.slice(0, 400)}\n  < ${example.status} ${example.response_body.slice(0, 400)}`);
}
for (const exception of exceptions.filter((e) => !e.used && trafficFiles.length))
  console.log(`UNUSED: openapi: ${exception.vendor}: exception ${exception.operation} ${exception.violation}`);
for (const [vendor, { cases, failed, excepted }] of Object.entries(byVendor))
  console.log(`TOTAL: openapi: ${vendor}: ${cases} cases, ${failed} failed, ${excepted} exceptions`);
process.exitCode = Object.values(byVendor).some(({ failed }) => failed) ? 1 : 0;
