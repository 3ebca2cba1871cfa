
"use strict";
(function () {
	/* ---- words ---- */

	const WORDS = {
		en: {
			skip: "Skip to the changes", overview: "At a glance", systems: "What each system gets", cost: "What it costs",
			would: "What a sync would change", did: "What the sync changed", run: "Run", made: "Made", by: "by crmsync",
			changes: "Changes", groups: "Recognised as one", holds: "Waits for a decision",
			system: "System", object: "Object", kind: "Change", question: "Question", effect: "Values", state: "State", all: "all", search: "Search",
			search_hint: "name, address, value, field, id", per_page: "per page",
			page: "Page {0} of {1}", back: "Back", forward: "Next", first: "First", last: "Last",
			shown: "{0} of {1}", none: "Nothing to show.", none_match: "Nothing matches.",
			field: "Field", was: "Was", becomes: "Becomes", value: "Value", why: "Why", empty: "(empty)", differs: "differs",
			no_name: "(no name)", found_by: "found by", crmsync_id: "crmsync id", probability: "probability",
			company: "company", contact: "contact", deal: "deal", companies: "companies", contacts: "contacts", deals: "deals",
			create: "create", update: "change", delete: "delete", associate: "associate", dissociate: "end association",
			fills: "fills an empty field", replaces: "replaces a value", empties: "empties a field",
			planned: "planned", sent: "sent", acknowledged: "done", verified: "done, read back", in_doubt: "answer unknown", failed: "refused",
			held: "held", skipped: "skipped",
			t_create: "new records", t_update: "changed records", t_delete: "deleted records", t_associate: "associations",
			t_dissociate: "associations ended", t_filled: "empty fields filled", t_overwritten: "values replaced", t_emptied: "values emptied",
			t_links: "records recognised", t_holds: "decisions to take", t_unreadable: "unreadable records",
			c_create: "New", c_update: "Changed", c_delete: "Deleted", c_associate: "Associations", c_link: "Recognised", c_hold: "Waiting",
			c_blocked: "Blocked", c_left_scope: "Left the filter", c_unreadable: "Unreadable",
			calls: "Calls to come", used: "Calls made", units: "Of the daily budget", left: "Left today", time: "At least",
			seconds: "{0} s", minutes: "{0} min", unlimited: "no limit known", not_enough: "not enough for today: the rest follows with the next run",
			nothing: "No differences: nothing to write.",
			h_ambiguous: "It is not clear which records belong together", h_conflict: "Changed to different values in several systems",
			h_merge: "Records that are one in another system", h_blocked: "Values that a system would refuse",
			h_rejected: "Refused by the vendor", h_owner: "Owners whom a system does not know, or who are not active there",
			h_duplicate: "Not written: a record there may have it already", h_erased: "Kept out: erased on request",
			h_parent: "The record that it belongs to is not there", h_in_doubt: "It is not known whether it was created",
			h_delete: "Gone in one system, perhaps missed or wanted elsewhere",
			printed: "Printed: this page of the list only.",
			w_only: "only in {0}", w_same: "the same everywhere else", w_changed: "changed in {0}", w_converged: "changed alike in several",
			w_priority: "{0} has priority", w_newest: "newest, in {0}", w_union: "added from several", w_min: "smallest, in {0}",
			w_max: "largest, in {0}", w_most_restrictive: "most restrictive", w_forward_only: "furthest along", w_cleared: "emptied in {0}",
			w_unchanged: "agreed before", w_decision: "decided by a person", w_id: "crmsync's own id",
		},
		de: {
			skip: "Zu den Änderungen", overview: "Auf einen Blick", systems: "Was jedes System bekommt", cost: "Was es kostet",
			would: "Was ein Abgleich ändern würde", did: "Was der Abgleich geändert hat", run: "Lauf", made: "Erstellt", by: "von crmsync",
			changes: "Änderungen", groups: "Als eins erkannt", holds: "Wartet auf Entscheidung",
			system: "System", object: "Objekt", kind: "Änderung", question: "Frage", effect: "Werte", state: "Stand", all: "alle", search: "Suche",
			search_hint: "Name, Adresse, Wert, Feld, ID", per_page: "je Seite",
			page: "Seite {0} von {1}", back: "Zurück", forward: "Weiter", first: "Anfang", last: "Ende",
			shown: "{0} von {1}", none: "Nichts zu zeigen.", none_match: "Nichts passt dazu.",
			field: "Feld", was: "Bisher", becomes: "Künftig", value: "Wert", why: "Grund", empty: "(leer)", differs: "verschieden",
			no_name: "(ohne Namen)", found_by: "erkannt an", crmsync_id: "crmsync-ID", probability: "Wahrscheinlichkeit",
			company: "Firma", contact: "Kontakt", deal: "Deal", companies: "Firmen", contacts: "Kontakte", deals: "Deals",
			create: "anlegen", update: "ändern", delete: "löschen", associate: "verknüpfen", dissociate: "Verknüpfung lösen",
			fills: "füllt ein leeres Feld", replaces: "ersetzt einen Wert", empties: "leert ein Feld",
			planned: "geplant", sent: "gesendet", acknowledged: "erledigt", verified: "erledigt, nachgelesen", in_doubt: "Antwort unbekannt",
			failed: "abgelehnt", held: "zurückgehalten", skipped: "ausgelassen",
			t_create: "neue Datensätze", t_update: "geänderte Datensätze", t_delete: "gelöschte Datensätze", t_associate: "Verknüpfungen",
			t_dissociate: "gelöste Verknüpfungen", t_filled: "leere Felder gefüllt", t_overwritten: "Werte ersetzt", t_emptied: "Werte geleert",
			t_links: "Datensätze erkannt", t_holds: "Entscheidungen offen", t_unreadable: "unlesbare Datensätze",
			c_create: "Neu", c_update: "Geändert", c_delete: "Gelöscht", c_associate: "Verknüpfungen", c_link: "Erkannt", c_hold: "Wartend",
			c_blocked: "Blockiert", c_left_scope: "Nicht mehr im Filter", c_unreadable: "Unlesbar",
			calls: "Aufrufe", used: "Aufrufe bisher", units: "Vom Tagesbudget", left: "Heute übrig", time: "Mindestens",
			seconds: "{0} s", minutes: "{0} min", unlimited: "keine Grenze bekannt", not_enough: "reicht heute nicht: der Rest folgt mit dem nächsten Lauf",
			nothing: "Keine Unterschiede: nichts zu schreiben.",
			h_ambiguous: "Es ist nicht klar, welche Datensätze zusammengehören", h_conflict: "In mehreren Systemen verschieden geändert",
			h_merge: "Datensätze, die in einem anderen System einer sind", h_blocked: "Werte, die ein System ablehnen würde",
			h_rejected: "Vom Anbieter abgelehnt", h_owner: "Zuständige, die ein System nicht kennt oder die dort nicht aktiv sind",
			h_duplicate: "Nicht geschrieben: vielleicht hat es dort schon ein Datensatz", h_erased: "Ferngehalten: auf Wunsch gelöscht",
			h_parent: "Der Datensatz, zu dem es gehört, fehlt", h_in_doubt: "Unbekannt, ob es angelegt wurde",
			h_delete: "In einem System fort, anderswo vielleicht vermisst oder gewollt",
			printed: "Gedruckt: nur diese Seite der Liste.",
			w_only: "nur in {0}", w_same: "sonst überall gleich", w_changed: "in {0} geändert", w_converged: "in mehreren gleich geändert",
			w_priority: "{0} hat Vorrang", w_newest: "am neuesten, in {0}", w_union: "aus mehreren ergänzt", w_min: "am kleinsten, in {0}",
			w_max: "am größten, in {0}", w_most_restrictive: "am strengsten", w_forward_only: "am weitesten", w_cleared: "in {0} geleert",
			w_unchanged: "schon vereinbart", w_decision: "von einem Menschen entschieden", w_id: "crmsyncs eigene ID",
		},
	};
	let lang = /^de\b/i.test(navigator.language || "") ? "de" : "en";

	function word(key, ...values) {
		const text = WORDS[lang][key];
		return text === undefined ? key : text.replace(/\{(\d)\}/g, (_, i) => values[i]);
	}
	/* The reader's own kind of English or German. */
	function locale() {
		return (navigator.languages || []).find((code) => code.startsWith(lang)) || { en: "en-GB", de: "de-DE" }[lang];
	}
	function number(n) {
		return new Intl.NumberFormat(locale()).format(n);
	}
	function reason(why, from) {
		if (!why)
			return "";
		const text = WORDS[lang]["w_" + why];
		return text === undefined || (text.includes("{0}") && !from) ? why : text.replace("{0}", from);
	}

	/* ---- data: a line is read when it is shown; what the filters need stands in its first characters ---- */

	const lines = document.getElementById("data").textContent.split("\n").filter((line) => line !== "");
	const head = JSON.parse(lines[0]);
	const summary = head.summary;
	const rows = { changes: [], groups: [], holds: [] };
	for (const line of lines.slice(1))
		rows[{ o: "changes", g: "groups", h: "holds" }[line[0]]].push(line);
	const EFFECTS = ["fills", "replaces", "empties"];
	const JSON_AT = { changes: 6, groups: 2, holds: 1 };

	/* ---- elements ---- */

	/* element("p", {class: "x"}, "text", child, ...): texts are only ever texts */
	function element(name, attributes, ...children) {
		const node = document.createElement(name);
		for (const key in attributes || {})
			if (attributes[key] !== null && attributes[key] !== undefined)
				node.setAttribute(key, attributes[key]);
		node.append(...children.filter((child) => child !== null && child !== undefined));
		return node;
	}
	function table(headings, body) {
		return element("table", null,
			element("thead", null, element("tr", null, ...headings.map(([text, right]) => element("th", { scope: "col", class: right ? "n" : null }, text)))),
			element("tbody", null, ...body));
	}
	function valueOf(text, name) {
		return text === null || text === "" ? element("span", { class: "empty" }, word("empty")) : element(name, { class: "value" }, text);
	}
	function replace(id, ...children) {
		document.getElementById(id).replaceChildren(...children);
	}

	/* ---- the top ---- */

	function total(member) {
		let sum = 0;
		for (const name in summary.systems)
			for (const object of head.objects)
				sum += summary.systems[name][object][member];
		return sum;
	}
	function drawTiles() {
		const tiles = [
			["t_create", total("create"), "add"], ["t_update", total("update"), "change"], ["t_delete", total("delete"), "remove"],
			["t_associate", total("associate"), "add"], ["t_dissociate", total("dissociate"), "remove"], ["t_filled", summary.filled, "add"],
			["t_overwritten", summary.overwritten, "change"], ["t_emptied", summary.emptied, "remove"], ["t_links", summary.links, "add"],
			["t_holds", summary.holds, "hold"], ["t_unreadable", summary.unreadable, "hold"],
		];
		const always = ["t_create", "t_update", "t_delete", "t_overwritten", "t_holds"];
		replace("tiles", ...tiles.filter(([key, n]) => n > 0 || always.includes(key))
			.map(([key, n, look]) => element("li", { class: n > 0 ? look : null }, element("b", null, number(n)), word(key))));
	}
	function drawSystems() {
		const members = ["create", "update", "delete", "associate", "link", "hold", "blocked", "left_scope", "unreadable"];
		const known = members.filter((m, i) => i < 3 || total(m) > 0);
		const body = [];
		for (const system of head.systems)
			for (const object of head.objects) {
				const cells = summary.systems[system.name][object];
				body.push(element("tr", null, element("th", { scope: "row" }, system.name), element("td", null, word(object)),
					...known.map((m) => element("td", { class: "n" }, number(cells[m] + (m === "associate" ? cells.dissociate : 0))))));
			}
		replace("systems", table([[word("system")], [word("object")], ...known.map((m) => [word("c_" + m), true])], body));
	}
	function duration(seconds) {
		if (seconds === 0)
			return "–";
		return seconds < 120 ? word("seconds", number(seconds)) : word("minutes", number(Math.ceil(seconds / 60)));
	}
	function drawCost() {
		const headings = head.done ? [[word("system")], [word("used"), true], [word("left"), true]]
			: [[word("system")], [word("calls"), true], [word("units"), true], [word("left"), true], [word("time"), true]];
		const body = head.systems.map((system) => {
			const s = summary.systems[system.name];
			const left = s.units_left === null ? word("unlimited") : number(s.units_left);
			const numbers = head.done ? [number(s.calls_used), left] : [number(s.calls_needed), number(s.units_needed), left, duration(s.seconds_needed)];
			const row = element("tr", null, element("th", { scope: "row" }, system.name), ...numbers.map((n) => element("td", { class: "n" }, n)));
			if (!head.done && !s.enough)
				row.firstChild.append(element("div", { class: "warn" }, word("not_enough")));
			return row;
		});
		replace("cost", table(headings, body));
	}
	function drawTop() {
		const made = new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeStyle: "short" }).format(new Date(head.made));
		const title = word(head.done ? "did" : "would");
		document.documentElement.lang = lang;
		document.title = `${title} · crmsync`;
		replace("title", title);
		replace("subtitle", head.systems.map((s) => s.name + (s.account ? ` (${s.account})` : "")).join(", ") + ` · ${made} · ${word("run")} ${number(summary.run)}`);
		replace("made", `${word("made")} ${made} ${word("by")} ${head.version}`);
		for (const node of document.querySelectorAll("[data-word]"))
			node.textContent = word(node.dataset.word);
		for (const code of ["en", "de"])
			document.getElementById("lang-" + code).setAttribute("aria-pressed", String(code === lang));
		drawTiles();
		drawSystems();
		drawCost();
	}

	/* ---- rows ---- */

	function badge(look, text) {
		return element("span", { class: "badge " + look }, text);
	}
	function drawChange(line) {
		const [name, uid, id, recordKind, message, changes] = JSON.parse(line.slice(JSON_AT.changes));
		const system = head.systems[parseInt(line[1], 36)], object = head.objects[line[2]], kind = head.kinds[line[3]], state = head.states[line[4]];
		const first = kind === "create" || kind === "associate";
		const target = element("p", null, badge(kind, word(kind)), ` ${system.name}`, recordKind && recordKind !== object ? ` ${recordKind}` : "", id ? ` ${id} ` : " ");
		if (head.done)
			target.append(badge(state, word(state)));
		const body = changes.filter(([, , , why]) => why !== "id").map(([field, was, becomes, why, from]) => element("tr", null,
			element("th", { scope: "row" }, field), first ? null : element("td", null, valueOf(was, "del")),
			kind === "dissociate" ? null : element("td", null, valueOf(becomes, "ins")), element("td", { class: "faint" }, reason(why, from))));
		const headings = [[word("field")], ...(first ? [] : [[word("was")]]), ...(kind === "dissociate" ? [] : [[word(first ? "value" : "becomes")]]), [word("why")]];
		return element("article", null,
			element("h3", null, name || word("no_name"), element("span", { class: "faint" }, ` · ${word(object)} · ${uid}`)), target,
			message ? element("p", { class: "warn" }, message) : null, body.length > 0 ? table(headings, body) : null);
	}
	/* Records in columns, a row for each field that one of them has; where they differ there is a sign, not only a colour. */
	function sideBySide(records) {
		const fields = [];
		for (const record of records)
			for (const field in record[3])
				if (!fields.includes(field))
					fields.push(field);
		const body = fields.map((field) => {
			const values = records.map((record) => record[3][field]);
			const differs = values.some((value) => value !== undefined && values.some((other) => other !== undefined && other !== value));
			return element("tr", null, element("th", { scope: "row" }, field, differs ? element("span", { title: word("differs"), "aria-label": word("differs") , role: "img" }, " ≠") : null),
				...values.map((value) => element("td", null, value === undefined ? element("span", { class: "empty" }, "–") : element(differs ? "mark" : "span", { class: "value" }, value))));
		});
		const headings = [[word("field")], ...records.map(([system, id, found]) => [`${system} ${id}` + (found ? `, ${word("found_by")} ${found}` : "")])];
		return element("div", { class: "wide" }, table(headings, body));
	}
	function drawGroup(line) {
		const [name, uid, records] = JSON.parse(line.slice(JSON_AT.groups));
		return element("article", null, element("h3", null, name || word("no_name"), element("span", { class: "faint" }, ` · ${word(head.objects[line[1]])} · ${uid}`)), sideBySide(records));
	}
	function drawHold(line) {
		const [kind, object, system, field, text, detail, records] = JSON.parse(line.slice(JSON_AT.holds));
		const pairs = (detail && detail.pairs) || [];
		return element("article", null,
			element("h3", null, WORDS[lang]["h_" + kind] || kind, element("span", { class: "faint" }, ` · ${word(object)}${system ? " · " + system : ""}${field ? " · " + field : ""}`)),
			element("p", { lang: "en" }, text),
			...pairs.map((pair) => element("p", { lang: "en", class: "faint" }, `${pair.a} – ${pair.b}: ${word("probability")} ${new Intl.NumberFormat(locale(), { maximumFractionDigits: 4 }).format(pair.probability)}; ${pair.evidence}`)),
			records.length > 1 ? sideBySide(records) : null);
	}

	/* ---- lists ---- */

	function select(label, options, changed) {
		const list = element("select", null, element("option", { value: "" }, word("all")), ...options.map(([value, text]) => element("option", { value }, text)));
		list.addEventListener("change", changed);
		return { node: element("label", null, word(label), list), list };
	}
	const FILTERS = {
		changes: () => [
			["system", head.systems.map((s, i) => [i.toString(36), s.name]), (line, value) => line[1] === value],
			["object", head.objects.map((o, i) => [String(i), word(o)]), (line, value) => line[2] === value],
			["kind", head.kinds.map((k, i) => [String(i), word(k)]), (line, value) => line[3] === value],
			["effect", EFFECTS.map((e, i) => [String(1 << i), word(e)]), (line, value) => (Number(line[5]) & Number(value)) !== 0],
			...(head.done ? [["state", head.states.map((s, i) => [String(i), word(s)]), (line, value) => line[4] === value]] : []),
		],
		groups: () => [["object", head.objects.map((o, i) => [String(i), word(o)]), (line, value) => line[1] === value]],
		holds: () => {
			const kinds = [...new Set(rows.holds.map((line) => JSON.parse(line.slice(JSON_AT.holds))[0]))];
			return [["question", kinds.map((k) => [k, WORDS[lang]["h_" + k] || k]), (line, value) => line.startsWith(`h["${value}"`)]];
		},
	};
	const DRAW = { changes: drawChange, groups: drawGroup, holds: drawHold };
	/* By which systems, objects, ... a list can be filtered is no use where there is only one. */
	function useful(name, [, options, fits]) {
		return options.filter(([value]) => rows[name].some((line) => fits(line, value)));
	}

	class List {
		constructor(name) {
			this.name = name;
			this.page = 0;
			this.size = 50;
			this.words = "";
			this.chosen = {};
			this.build();
		}
		build() {
			const again = () => { this.page = 0; this.find(); };
			this.search = element("input", { type: "search", placeholder: word("search_hint"), id: `search-${this.name}` });
			this.search.value = this.words;
			let timer = 0;
			this.search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(again, 150); });
			this.filters = FILTERS[this.name]().map((filter) => {
				const options = useful(this.name, filter);
				const made = options.length > 1 ? select(filter[0], options, again) : null;
				if (made)
					made.list.value = this.chosen[filter[0]] || "";
				return made && { key: filter[0], fits: filter[2], ...made };
			}).filter(Boolean);
			this.sizes = element("select", null, ...[50, 200, 1000].map((n) => element("option", { value: n }, number(n))));
			this.sizes.value = this.size;
			this.sizes.addEventListener("change", () => { this.size = Number(this.sizes.value); again(); });
			this.count = element("p", { role: "status" });
			this.items = element("div");
			this.pager = element("div", { class: "pager" });
			replace(this.name, element("form", { class: "filters", role: "search", "aria-label": word(this.name) },
				element("label", { class: "search" }, word("search"), this.search), ...this.filters.map((f) => f.node),
				element("label", null, word("per_page"), this.sizes)), this.count, this.items, this.pager);
			document.getElementById(this.name).firstChild.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); again(); });
			this.find();
		}
		find() {
			/* as it stands in the data: characters that JSON escapes, and < */
			this.words = this.search.value;
			const words = this.words.toLowerCase().split(/\s+/).filter(Boolean).map((w) => JSON.stringify(w).slice(1, -1).replace(/</g, "\\u003c"));
			for (const f of this.filters)
				this.chosen[f.key] = f.list.value;
			const filters = this.filters.filter((f) => f.list.value !== "");
			this.found = rows[this.name].filter((line) => {
				if (!filters.every((f) => f.fits(line, f.list.value)))
					return false;
				if (words.length === 0)
					return true;
				const text = line.slice(JSON_AT[this.name]).toLowerCase();
				return words.every((w) => text.includes(w));
			});
			this.show();
		}
		show() {
			const pages = Math.max(1, Math.ceil(this.found.length / this.size));
			this.page = Math.min(this.page, pages - 1);
			const from = this.page * this.size;
			this.count.textContent = rows[this.name].length === 0 ? word("none") : this.found.length === 0 ? word("none_match")
				: word("shown", number(this.found.length), number(rows[this.name].length));
			this.items.replaceChildren(...this.found.slice(from, from + this.size).map(DRAW[this.name]));
			const go = (label, page) => {
				const button = element("button", { type: "button" }, word(label));
				button.disabled = page < 0 || page >= pages || page === this.page;
				button.addEventListener("click", () => { this.page = page; this.show(); document.getElementById(this.name).focus(); document.getElementById(this.name).scrollIntoView(); });
				return button;
			};
			this.pager.hidden = pages === 1;
			this.pager.replaceChildren(go("first", 0), go("back", this.page - 1), element("span", null, word("page", number(this.page + 1), number(pages))),
				go("forward", this.page + 1), go("last", pages - 1));
		}
	}

	/* ---- tabs: arrow keys move between them ---- */

	const names = ["changes", "groups", "holds"];
	const lists = {};
	function choose(name, focus) {
		for (const other of names) {
			const tab = document.getElementById("tab-" + other);
			tab.setAttribute("aria-selected", String(other === name));
			tab.tabIndex = other === name ? 0 : -1;
			document.getElementById(other).hidden = other !== name;
		}
		lists[name] = lists[name] || new List(name);
		if (focus)
			document.getElementById("tab-" + name).focus();
	}
	function drawTabs() {
		for (const name of names)
			replace("tab-" + name, `${word(name)} (${number(rows[name].length)})`);
	}
	document.getElementById("tabs").addEventListener("keydown", (event) => {
		const at = names.findIndex((name) => document.activeElement.id === "tab-" + name);
		const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
		if (at < 0 || to === undefined)
			return;
		event.preventDefault();
		choose(names[(to + names.length) % names.length], true);
	});
	for (const name of names)
		document.getElementById("tab-" + name).addEventListener("click", () => choose(name, false));
	for (const code of ["en", "de"])
		document.getElementById("lang-" + code).addEventListener("click", () => {
			lang = code;
			drawTop();
			drawTabs();
			for (const name in lists)
				lists[name].build();
		});

	drawTop();
	drawTabs();
	choose(names.find((name) => rows[name].length > 0) || "changes", false);
})();
