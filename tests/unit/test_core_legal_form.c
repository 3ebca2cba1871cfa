/* SPDX-License-Identifier: Apache-2.0 */
/* Companies' names without their legal form. */
#include "config.h"

#include <core/legal_form.h>
#include <core/normalise.h>
#include <string.h>

#include "run_suite.h"

static struct crm_arena *arena;

static void setup(void)
{
	arena = crm_arena_new();
}

static void teardown(void)
{
	crm_arena_free(arena);
}

static const struct {
	const char *name, *core, *form;
} companies[] = {
	{"Huber GmbH", "huber", "GmbH"},
	{"Huber G.m.b.H.", "huber", "GmbH"},
	{"Huber Ges.m.b.H.", "huber", "GmbH"},
	{"Huber Gesellschaft mit beschränkter Haftung", "huber", "GmbH"},
	{"Huber GmbH & Co. KG", "huber", "GmbH & Co. KG"},
	{"Huber GmbH und Co KG", "huber", "GmbH & Co. KG"},
	{"Huber GmbH & Co.", "huber", "GmbH & Co. KG"},
	{"Huber u. Co. GmbH", "huber", "GmbH"},
	{"Huber & Co. KG", "huber", "KG"},
	{"Fresenius SE & Co. KGaA", "fresenius", "KGaA"},
	{"Holding AG", "holding", "AG"},
	{"Kleinlaut UG (haftungsbeschränkt)", "kleinlaut", "UG"},
	{"Kleinlaut UG (haftungsbeschränkt) & Co. KG", "kleinlaut", "UG & Co. KG"},
	{"Meier e.K.", "meier", "e.K."},
	{"Turnverein Fürth e.V.", "turnverein fuerth", "e.V."},
	{"Sparda Bank eG", "sparda bank", "eG"},
	{"Dubois S.à r.l.", "dubois", "S.à r.l."},
	{"Dubois SARL", "dubois", "S.à r.l."},
	{"Dubois SAS", "dubois", "SAS"},
	{"Dubois S.A.S.", "dubois", "SAS"},
	{"Nestlé S.A.", "nestle", "SA"},
	{"Garcia e Hijos S.L.", "garcia e hijos", "S.L."},
	{"Garcia S.L.U.", "garcia", "S.L.U."},
	{"Cemex, S.A.B. de C.V.", "cemex s a b de", "C.V."},
	{"Cemex, S.A. de C.V.", "cemex", "S.A. de C.V."},
	{"Rossi S.r.l.", "rossi", "S.r.l."},
	{"Fiat S.p.A.", "fiat", "S.p.A."},
	{"Kowalski Sp. z o.o.", "kowalski", "Sp. z o.o."},
	{"Kowalski Sp. z o.o. Sp. k.", "kowalski", "Sp. z o.o. sp. k."},
	{"Koç Holding A.Ş.", "koc holding", "AS"},
	{"Yıldız Gıda San. ve Tic. Ltd. Şti.", "yildiz gida", "Ltd. Şti."},
	{"Novo Nordisk A/S", "novo nordisk", "AS"},
	{"Equinor AS", "equinor", "AS"},
	{"Equinor ASA", "equinor", "ASA"},
	{"Smith Ltd", "smith", "Ltd"},
	{"Smith Limited", "smith", "Ltd"},
	{"Smith & Co. Ltd.", "smith", "Ltd"},
	{"Smith Pty Ltd", "smith", "Pty Ltd"},
	{"Sharma Pvt. Ltd.", "sharma", "Pvt Ltd"},
	{"Sharma Private Limited", "sharma", "Pvt Ltd"},
	{"Acme LLC", "acme", "LLC"},
	{"Acme L.L.C.", "acme", "LLC"},
	{"Acme, Inc.", "acme", "Inc"},
	{"Acme Corp.", "acme", "Corp"},
	{"Tesco PLC", "tesco", "PLC"},
	{"Grant LLP", "grant", "LLP"},
	{"Tiffany & Co.", "tiffany", "Co"},
	{"Philips B.V.", "philips", "B.V."},
	{"Philips NV", "philips", "N.V."},
	{"Nokia Oyj", "nokia", "Oy"},
	{"Volvo AB", "volvo", "AB"},
	{"AB Volvo", "volvo", "AB"},
	{"AB Volvo (publ)", "volvo publ", "AB"},
	{"Volvo AB (publ)", "volvo", "AB"},
	{"Bang ApS", "bang", "ApS"},
	{"Škoda s.r.o.", "skoda", "s.r.o."},
	{"Podravka d.d.", "podravka", "d.d."},
	{"OOO Gazprom", "gazprom", "OOO"},
	{"ООО Газпром", "газпром", "OOO"},
	{"UAB Telia", "telia", "UAB"},
	{"PT Astra International Tbk", "astra international", "Tbk"},
	{"Toyota K.K.", "toyota", "KK"},
	{"トヨタ自動車株式会社", "トヨタ自動車", "KK"},
	{"株式会社トヨタ", "トヨタ", "KK"},
	{"华为技术有限公司", "华为技术", "Youxian Gongsi"},
	{"Petronas Sdn. Bhd.", "petronas", "Sdn Bhd"},
	/* parts of the name stay */
	{"AG Grid Ltd", "ag grid", "Ltd"},
	{"SAS Institute", "sas institute", ""},
	{"SAS Institute SAS", "sas institute", "SAS"},
	{"AB InBev NV", "ab inbev", "N.V."},
	{"Siemens AG Österreich", "siemens ag oesterreich", ""},
	{"The Limited", "the limited", ""},
	{"The Coffee Company", "the coffee", "Co"},
	{"Limited Brands", "limited brands", ""},
	{"Coca-Cola", "coca cola", ""},
	{"Texaco", "texaco", ""},
	{"Visa", "visa", ""},
	{"Inc Magazine", "inc magazine", ""},
	/* nothing else would be left */
	{"Inc.", "inc", ""},
	{"GmbH", "gmbh", ""},
	{"AB", "ab", ""},
	{"PT", "pt", ""},
	{"株式会社", "株式会社", ""},
	{"", "", ""},
};

START_TEST(forms_are_taken_off)
{
	struct crm_company_name found = crm_company_name(crm_fold_name(companies[_i].name, arena));

	ck_assert_str_eq(crm_arena_strndup(arena, found.core, found.len), companies[_i].core);
	ck_assert_str_eq(crm_legal_form_name(found.form), companies[_i].form);
}
END_TEST

START_TEST(what_is_left_has_no_form)
{
	struct crm_company_name found = crm_company_name(crm_fold_name(companies[_i].name, arena));
	const char *core = crm_arena_strndup(arena, found.core, found.len);
	struct crm_company_name again = crm_company_name(core);

	/* AB may be part of a name as long as another form stands at the end */
	ck_assert(again.len == found.len || strncmp(core, "ab ", 3) == 0);
	ck_assert_int_eq(core[0] == ' ' || (found.len > 0 && core[found.len - 1] == ' '), 0);
}
END_TEST

START_TEST(every_form_stands_by_its_name)
{
	unsigned seen = 0;

	for (unsigned form = 1; form <= crm_legal_forms(); form++) {
		const char *name = crm_legal_form_name(form);
		struct crm_company_name found;

		ck_assert_str_ne(name, "");
		found = crm_company_name(crm_fold_name(crm_arena_printf(arena, "Nordlicht %s", name), arena));
		seen += found.form == form && found.len == strlen("nordlicht");
	}
	/* two of them are written in their own script only */
	ck_assert_uint_ge(seen + 2, crm_legal_forms());
	ck_assert_str_eq(crm_legal_form_name(crm_legal_forms() + 1), "");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("core legal forms");
	TCase *tcase = tcase_create("forms");
	const int n = (int)(sizeof companies / sizeof companies[0]);

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, forms_are_taken_off, 0, n);
	tcase_add_loop_test(tcase, what_is_left_has_no_form, 0, n);
	tcase_add_test(tcase, every_form_stands_by_its_name);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
