// SPDX-License-Identifier: Apache-2.0
// The HTML report in headless Chromium: report.mjs CHROMIUM FOLDER-OF-PAGES [FOLDER-FOR-SCREENSHOTS [PART-OF-NAME]].  A line for each case.
import { AxeBuilder } from "@axe-core/playwright";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [program, folder, pictures, only = ""] = process.argv.slice(2);
const TABS = ["changes", "groups", "holds"];
const PATIENCE = 600000;
let failed = 0;

async function test(name, body) {
	if (!name.includes(only))
		return;
	try {
		await body();
		console.log(`PASS: browser: ${name}`);
	} catch (error) {
		failed++;
		console.log(`FAIL: browser: ${name}: ${error.message}`);
	}
}

const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });

/* Opens a page, fails on whatever it writes to its console, throws, asks for or loads. */
async function visit(name, options, body) {
	const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1200, height: 900 }, ...options });
	context.setDefaultTimeout(PATIENCE);
	const page = await context.newPage();
	const wrong = [];
	page.on("console", (message) => wrong.push(`console: ${message.text()}`));
	page.on("pageerror", (error) => wrong.push(`error: ${error}`));
	page.on("dialog", (dialog) => { wrong.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
	page.on("request", (request) => request.url().startsWith("file:") || wrong.push(`request: ${request.url()}`));
	await page.goto(`file://${folder}/${name}.html`);
	try {
		await body(page);
	} finally {
		await context.close();
	}
	assert.deepEqual(wrong, []);
}

async function accessible(page, where) {
	const { violations } = await new AxeBuilder({ page }).analyze();
	assert.deepEqual(violations.map((v) => `${where}: ${v.id}: ${v.nodes[0].html}`), []);
}

const count = async (page, tab) => (await page.textContent(`#${tab} [role=status]`)).match(/[\d.,]+/g).map((n) => Number(n.replace(/\D/g, "")));
const shown = (page, tab) => page.locator(`#${tab} article`).count();
async function search(page, tab, words) {
	await page.fill(`#search-${tab}`, words);
	await page.press(`#search-${tab}`, "Enter");
}

const LOOKS = [["light", "en-GB"], ["dark", "de-DE"], ["light", "de-DE"], ["dark", "en-GB"]];
for (const [name, looks] of [["demo", LOOKS], ["done", LOOKS.slice(0, 2)], ["empty", LOOKS.slice(0, 1)], ["evil", LOOKS.slice(1, 2)]])
	for (const [colorScheme, locale] of looks)
		await test(`${name}: accessible, ${colorScheme}, ${locale}`, () => visit(name, { colorScheme, locale }, async (page) => {
			assert.equal(await page.getAttribute("html", "lang"), locale.slice(0, 2));
			for (const tab of TABS) {
				await page.click(`#tab-${tab}`);
				await accessible(page, tab);
				await page.evaluate(() => scrollTo(0, 0));
				if (pictures)
					await page.screenshot({ path: `${pictures}/${name}-${colorScheme}-${locale}-${tab}.png` });
			}
		}));

await test("what is searched for is found, and nothing else", () => visit("demo", {}, async (page) => {
	const [, all] = await count(page, "changes");
	const name = await page.evaluate(() => document.querySelector("#changes h3").firstChild.textContent);
	await search(page, "changes", name.toUpperCase());
	const [found] = await count(page, "changes");
	assert.ok(found > 0 && found < all, `${found} of ${all}`);
	for (const text of await page.locator("#changes article").allTextContents())
		assert.ok(text.toLowerCase().includes(name.toLowerCase()), text);
	await search(page, "changes", "no such words anywhere");
	assert.equal(await shown(page, "changes"), 0);
	await search(page, "changes", "");
	assert.deepEqual(await count(page, "changes"), [all, all]);
}));

await test("filters add up to the whole", () => visit("demo", {}, async (page) => {
	const [, all] = await count(page, "changes");
	for (const label of ["System", "Object", "Change"]) {
		const list = page.locator("#changes").getByRole("combobox", { name: label, exact: true });
		let sum = 0;
		for (const value of await list.locator("option").evaluateAll((options) => options.map((o) => o.value).filter(Boolean))) {
			await list.selectOption(value);
			sum += (await count(page, "changes"))[0];
		}
		assert.equal(sum, all, label);
		await list.selectOption("");
	}
	await page.locator("#changes").getByRole("combobox", { name: "Values" }).selectOption({ label: "replaces a value" });
	assert.ok(await shown(page, "changes") > 0);
	assert.equal(await page.locator("#changes article:not(:has(del)):not(:has(.empty))").count(), 0);
}));

await test("numbers and dates as people write them", () => visit("big", { locale: "de-DE" }, async (page) => {
	assert.match(await page.textContent("#tab-changes"), /100\.000/);
	assert.match(await page.textContent("#subtitle"), /\d+\. \p{L}+ \d{4}/u);
	await page.click("#lang-en");
	assert.match(await page.textContent("#tab-changes"), /100,000/);
	assert.equal(await page.getAttribute("html", "lang"), "en");
	await page.click("#lang-de");
	assert.match(await page.textContent("h1"), /Abgleich/);
}));

await test("100,000 changes: search, pages, one look at the last", () => visit("big", {}, async (page) => {
	assert.equal(await shown(page, "changes"), 50);
	await search(page, "changes", "Person-77777-");
	assert.deepEqual(await count(page, "changes"), [1, 100000]);
	await search(page, "changes", "");
	await page.locator("#changes").getByRole("button", { name: "Last" }).click();
	assert.match(await page.textContent("#changes .pager"), /Page 2,000 of 2,000/);
	assert.match(await page.locator("#changes article").last().textContent(), /Person-99999-/);
	await page.locator("#changes").getByRole("combobox", { name: "per page" }).selectOption("1000");
	assert.equal(await shown(page, "changes"), 1000);
}));

await test("the keyboard is enough", () => visit("demo", {}, async (page) => {
	await page.keyboard.press("Tab");
	assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
	await page.focus("#tab-changes");
	await page.keyboard.press("ArrowRight");
	assert.equal(await page.evaluate(() => document.activeElement.id), "tab-groups");
	assert.ok(await page.isVisible("#groups") && !await page.isVisible("#changes"));
	await page.keyboard.press("End");
	assert.ok(await page.isVisible("#holds"));
	await page.keyboard.press("ArrowRight");
	assert.ok(await page.isVisible("#changes"));
}));

await test("what differs is told by a sign too", () => visit("demo", {}, async (page) => {
	await page.click("#tab-groups");
	const rows = page.locator("#groups tr:has(mark)");
	assert.ok(await rows.count() > 0);
	assert.equal(await page.locator("#groups tr:has(mark):not(:has([role=img]))").count(), 0);
}));

await test("texts of vendors stay texts", () => visit("evil", {}, async (page) => {
	assert.match(await page.textContent("#changes"), /<\/script><script>alert\(1\)<\/script>/);
	await search(page, "changes", "<script>alert(1)");
	assert.ok(await shown(page, "changes") > 0);
}));

await test("a small screen", () => visit("demo", { viewport: { width: 360, height: 700 } }, async (page) => {
	for (const tab of TABS) {
		await page.click(`#tab-${tab}`);
		const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
		assert.ok(content <= screen, `${tab}: ${content} of ${screen} pixels`);
	}
	await accessible(page, "small");
}));

await test("on paper", () => visit("demo", { colorScheme: "dark" }, async (page) => {
	await page.emulateMedia({ media: "print", colorScheme: "dark" });
	assert.ok(!await page.isVisible("#changes .filters") && !await page.isVisible("#tabs"));
	assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
	assert.ok((await page.pdf()).length > 10000);
}));

await browser.close();
process.exit(failed ? 1 : 0);
