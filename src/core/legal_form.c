/* SPDX-License-Identifier: Apache-2.0 */
/* Legal forms of companies, from general knowledge; extend the tables freely. */
#include "config.h"

#include <core/legal_form.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum place {
	AT_END = 1,
	AT_FRONT = 2,       /* as well as what stands at the end */
	ALONE_AT_FRONT = 4, /* at the front only if none stands at the end: it may be part of the name */
	UNSPACED = 8        /* scripts without blanks between words: at the very end or front of the text */
};

struct spelling {
	const char *words; /* folded */
	size_t len;
	unsigned char form, places;
};

#define FORM(words, form, places)                                                                                      \
	{                                                                                                              \
		words, sizeof words - 1, form, places                                                                  \
	}

#define END   AT_END
#define BOTH  (AT_END | AT_FRONT)
#define MAYBE (AT_END | ALONE_AT_FRONT)
#define CJK   (AT_END | AT_FRONT | UNSPACED)

enum form {
	FORM_NONE = CRM_LEGAL_FORM_NONE,
	FORM_GMBH_CO_KG,
	FORM_UG_CO_KG,
	FORM_AG_CO_KG,
	FORM_GMBH_CO_KGAA,
	FORM_GMBH_CO_OHG,
	FORM_GMBH,
	FORM_UG,
	FORM_AG,
	FORM_KGAA,
	FORM_KG,
	FORM_OHG,
	FORM_GBR,
	FORM_EK,
	FORM_EV,
	FORM_EG,
	FORM_SE,
	FORM_PARTG,
	FORM_STIFTUNG_CO_KG,
	FORM_SA_RL,
	FORM_SA,
	FORM_SAS,
	FORM_SASU,
	FORM_EURL,
	FORM_SNC,
	FORM_SCI,
	FORM_SL,
	FORM_SLU,
	FORM_SAU,
	FORM_S_COOP,
	FORM_SRL,
	FORM_SPA,
	FORM_SAPA,
	FORM_SA_DE_CV,
	FORM_S_DE_RL,
	FORM_LTDA,
	FORM_SP_Z_OO,
	FORM_SP_Z_OO_SP_K,
	FORM_SP_J,
	FORM_SP_K,
	FORM_LTD_STI,
	FORM_LTD,
	FORM_PTY_LTD,
	FORM_PTE_LTD,
	FORM_PVT_LTD,
	FORM_LLC,
	FORM_INC,
	FORM_CORP,
	FORM_CO,
	FORM_PLC,
	FORM_LLP,
	FORM_LP,
	FORM_PLLC,
	FORM_CIC,
	FORM_BV,
	FORM_NV,
	FORM_VOF,
	FORM_CV,
	FORM_OY,
	FORM_AB,
	FORM_APS,
	FORM_AS,
	FORM_ASA,
	FORM_HB,
	FORM_SRO,
	FORM_DOO,
	FORM_DD,
	FORM_KFT,
	FORM_ZRT,
	FORM_NYRT,
	FORM_BT,
	FORM_EOOD,
	FORM_OOD,
	FORM_OUE,
	FORM_UAB,
	FORM_SIA,
	FORM_OOO,
	FORM_ZAO,
	FORM_PAO,
	FORM_TOV,
	FORM_KK,
	FORM_GK,
	FORM_PT,
	FORM_TBK,
	FORM_SDN_BHD,
	FORM_BHD,
	FORM_YOUXIAN_GONGSI,
	FORM_JUSIK_HOESA,
	N_FORMS
};

static const char *const form_names[N_FORMS] = {
	[FORM_NONE] = "",
	[FORM_GMBH_CO_KG] = "GmbH & Co. KG",
	[FORM_UG_CO_KG] = "UG & Co. KG",
	[FORM_AG_CO_KG] = "AG & Co. KG",
	[FORM_GMBH_CO_KGAA] = "GmbH & Co. KGaA",
	[FORM_GMBH_CO_OHG] = "GmbH & Co. OHG",
	[FORM_GMBH] = "GmbH",
	[FORM_UG] = "UG",
	[FORM_AG] = "AG",
	[FORM_KGAA] = "KGaA",
	[FORM_KG] = "KG",
	[FORM_OHG] = "OHG",
	[FORM_GBR] = "GbR",
	[FORM_EK] = "e.K.",
	[FORM_EV] = "e.V.",
	[FORM_EG] = "eG",
	[FORM_SE] = "SE",
	[FORM_PARTG] = "PartG",
	[FORM_STIFTUNG_CO_KG] = "Stiftung & Co. KG",
	[FORM_SA_RL] = "S.à r.l.",
	[FORM_SA] = "SA",
	[FORM_SAS] = "SAS",
	[FORM_SASU] = "SASU",
	[FORM_EURL] = "EURL",
	[FORM_SNC] = "SNC",
	[FORM_SCI] = "SCI",
	[FORM_SL] = "S.L.",
	[FORM_SLU] = "S.L.U.",
	[FORM_SAU] = "S.A.U.",
	[FORM_S_COOP] = "S. Coop.",
	[FORM_SRL] = "S.r.l.",
	[FORM_SPA] = "S.p.A.",
	[FORM_SAPA] = "S.a.p.a.",
	[FORM_SA_DE_CV] = "S.A. de C.V.",
	[FORM_S_DE_RL] = "S. de R.L.",
	[FORM_LTDA] = "Ltda",
	[FORM_SP_Z_OO] = "Sp. z o.o.",
	[FORM_SP_Z_OO_SP_K] = "Sp. z o.o. sp. k.",
	[FORM_SP_J] = "Sp. j.",
	[FORM_SP_K] = "Sp. k.",
	[FORM_LTD_STI] = "Ltd. Şti.",
	[FORM_LTD] = "Ltd",
	[FORM_PTY_LTD] = "Pty Ltd",
	[FORM_PTE_LTD] = "Pte Ltd",
	[FORM_PVT_LTD] = "Pvt Ltd",
	[FORM_LLC] = "LLC",
	[FORM_INC] = "Inc",
	[FORM_CORP] = "Corp",
	[FORM_CO] = "Co",
	[FORM_PLC] = "PLC",
	[FORM_LLP] = "LLP",
	[FORM_LP] = "LP",
	[FORM_PLLC] = "PLLC",
	[FORM_CIC] = "CIC",
	[FORM_BV] = "B.V.",
	[FORM_NV] = "N.V.",
	[FORM_VOF] = "V.O.F.",
	[FORM_CV] = "C.V.",
	[FORM_OY] = "Oy",
	[FORM_AB] = "AB",
	[FORM_APS] = "ApS",
	[FORM_AS] = "AS",
	[FORM_ASA] = "ASA",
	[FORM_HB] = "HB",
	[FORM_SRO] = "s.r.o.",
	[FORM_DOO] = "d.o.o.",
	[FORM_DD] = "d.d.",
	[FORM_KFT] = "Kft",
	[FORM_ZRT] = "Zrt",
	[FORM_NYRT] = "Nyrt",
	[FORM_BT] = "Bt",
	[FORM_EOOD] = "EOOD",
	[FORM_OOD] = "OOD",
	[FORM_OUE] = "OÜ",
	[FORM_UAB] = "UAB",
	[FORM_SIA] = "SIA",
	[FORM_OOO] = "OOO",
	[FORM_ZAO] = "ZAO",
	[FORM_PAO] = "PAO",
	[FORM_TOV] = "TOV",
	[FORM_KK] = "KK",
	[FORM_GK] = "GK",
	[FORM_PT] = "PT",
	[FORM_TBK] = "Tbk",
	[FORM_SDN_BHD] = "Sdn Bhd",
	[FORM_BHD] = "Bhd",
	[FORM_YOUXIAN_GONGSI] = "Youxian Gongsi",
	[FORM_JUSIK_HOESA] = "Jusik Hoesa",
};

/* Longer ones are tried first, whatever their order here. */
/* clang-format off */
static const struct spelling spellings[] = {
	/* Germany, Austria, Switzerland */
	FORM("gmbh co kg", FORM_GMBH_CO_KG, END),
	FORM("gmbh u co kg", FORM_GMBH_CO_KG, END),
	FORM("gmbh und co kg", FORM_GMBH_CO_KG, END),
	FORM("gmbh and co kg", FORM_GMBH_CO_KG, END),
	FORM("gmbh co", FORM_GMBH_CO_KG, END),
	FORM("gmbh kg", FORM_GMBH_CO_KG, END),
	FORM("gmbh cie kg", FORM_GMBH_CO_KG, END),
	FORM("gmbh co kommanditgesellschaft", FORM_GMBH_CO_KG, END),
	FORM("ges m b h co kg", FORM_GMBH_CO_KG, END),
	FORM("mbh co kg", FORM_GMBH_CO_KG, END),
	FORM("se co kg", FORM_AG_CO_KG, END),
	FORM("se co kgaa", FORM_KGAA, END),
	FORM("ag co kg", FORM_AG_CO_KG, END),
	FORM("ag co kgaa", FORM_KGAA, END),
	FORM("ug co kg", FORM_UG_CO_KG, END),
	FORM("ug haftungsbeschraenkt co kg", FORM_UG_CO_KG, END),
	FORM("stiftung co kg", FORM_STIFTUNG_CO_KG, END),
	FORM("gmbh co kgaa", FORM_GMBH_CO_KGAA, END),
	FORM("gmbh co ohg", FORM_GMBH_CO_OHG, END),
	FORM("co kg", FORM_KG, END),
	FORM("u co kg", FORM_KG, END),
	FORM("und co kg", FORM_KG, END),
	FORM("cie kg", FORM_KG, END),
	FORM("co ohg", FORM_OHG, END),
	FORM("gmbh", FORM_GMBH, END),
	FORM("g m b h", FORM_GMBH, END),
	FORM("mbh", FORM_GMBH, END),
	FORM("m b h", FORM_GMBH, END),
	FORM("ggmbh", FORM_GMBH, END),
	FORM("gesmbh", FORM_GMBH, END),
	FORM("ges m b h", FORM_GMBH, END),
	FORM("gesellschaft mbh", FORM_GMBH, END),
	FORM("gesellschaft m b h", FORM_GMBH, END),
	FORM("gesellschaft mit beschraenkter haftung", FORM_GMBH, END),
	FORM("ug", FORM_UG, END),
	FORM("ug haftungsbeschraenkt", FORM_UG, END),
	FORM("ug haftungsbeschrankt", FORM_UG, END),
	FORM("unternehmergesellschaft", FORM_UG, END),
	FORM("unternehmergesellschaft haftungsbeschraenkt", FORM_UG, END),
	FORM("ag", FORM_AG, END),
	FORM("aktiengesellschaft", FORM_AG, END),
	FORM("kgaa", FORM_KGAA, END),
	FORM("co kgaa", FORM_KGAA, END),
	FORM("kg", FORM_KG, END),
	FORM("kommanditgesellschaft", FORM_KG, END),
	FORM("ohg", FORM_OHG, END),
	FORM("offene handelsgesellschaft", FORM_OHG, END),
	FORM("gbr", FORM_GBR, END),
	FORM("e k", FORM_EK, END),
	FORM("ek", FORM_EK, END),
	FORM("e kfm", FORM_EK, END),
	FORM("e kfr", FORM_EK, END),
	FORM("e u", FORM_EK, END),
	FORM("eingetragener kaufmann", FORM_EK, END),
	FORM("eingetragene kauffrau", FORM_EK, END),
	FORM("e v", FORM_EV, END),
	FORM("ev", FORM_EV, END),
	FORM("eg", FORM_EG, END),
	FORM("e g", FORM_EG, END),
	FORM("egen", FORM_EG, END),
	FORM("se", FORM_SE, END),
	FORM("partg", FORM_PARTG, END),
	FORM("partg mbb", FORM_PARTG, END),
	FORM("partgmbb", FORM_PARTG, END),
	FORM("partnerschaft mbb", FORM_PARTG, END),
	/* France, Belgium, Luxembourg, Romandy */
	FORM("s a r l", FORM_SA_RL, END),
	FORM("sarl", FORM_SA_RL, END),
	FORM("sa r l", FORM_SA_RL, END),
	FORM("s a rl", FORM_SA_RL, END),
	FORM("societe a responsabilite limitee", FORM_SA_RL, END),
	FORM("sagl", FORM_SA_RL, END),
	FORM("sprl", FORM_SA_RL, END),
	FORM("s a", FORM_SA, END),
	FORM("sa", FORM_SA, END),
	FORM("societe anonyme", FORM_SA, END),
	FORM("sociedad anonima", FORM_SA, END),
	FORM("spolka akcyjna", FORM_SA, END),
	FORM("sas", FORM_SAS, END),
	FORM("s a s", FORM_SAS, END),
	FORM("societe par actions simplifiee", FORM_SAS, END),
	FORM("sasu", FORM_SASU, END),
	FORM("s a s u", FORM_SASU, END),
	FORM("eurl", FORM_EURL, END),
	FORM("e u r l", FORM_EURL, END),
	FORM("snc", FORM_SNC, END),
	FORM("s n c", FORM_SNC, END),
	FORM("sci", FORM_SCI, END),
	FORM("s c i", FORM_SCI, END),
	/* Spain, Portugal, Latin America */
	FORM("s l", FORM_SL, END),
	FORM("sl", FORM_SL, END),
	FORM("sociedad limitada", FORM_SL, END),
	FORM("s l u", FORM_SLU, END),
	FORM("slu", FORM_SLU, END),
	FORM("s l l", FORM_SL, END),
	FORM("s a u", FORM_SAU, END),
	FORM("sau", FORM_SAU, END),
	FORM("s coop", FORM_S_COOP, END),
	FORM("scoop", FORM_S_COOP, END),
	FORM("sociedad cooperativa", FORM_S_COOP, END),
	FORM("s a de c v", FORM_SA_DE_CV, END),
	FORM("sa de cv", FORM_SA_DE_CV, END),
	FORM("s a p i de c v", FORM_SA_DE_CV, END),
	FORM("sapi de cv", FORM_SA_DE_CV, END),
	FORM("s de r l", FORM_S_DE_RL, END),
	FORM("s de r l de c v", FORM_S_DE_RL, END),
	FORM("s de rl de cv", FORM_S_DE_RL, END),
	FORM("s a c", FORM_SA, END),
	FORM("ltda", FORM_LTDA, END),
	FORM("lda", FORM_LTDA, END),
	FORM("limitada", FORM_LTDA, END),
	FORM("eireli", FORM_LTDA, END),
	/* Italy */
	FORM("s r l", FORM_SRL, END),
	FORM("srl", FORM_SRL, END),
	FORM("s r l s", FORM_SRL, END),
	FORM("srls", FORM_SRL, END),
	FORM("s r l u", FORM_SRL, END),
	FORM("societa a responsabilita limitata", FORM_SRL, END),
	FORM("s p a", FORM_SPA, END),
	FORM("spa", FORM_SPA, END),
	FORM("societa per azioni", FORM_SPA, END),
	FORM("s a p a", FORM_SAPA, END),
	FORM("sapa", FORM_SAPA, END),
	/* Poland */
	FORM("sp z o o", FORM_SP_Z_OO, END),
	FORM("sp z oo", FORM_SP_Z_OO, END),
	FORM("spzoo", FORM_SP_Z_OO, END),
	FORM("sp zoo", FORM_SP_Z_OO, END),
	FORM("spolka z o o", FORM_SP_Z_OO, END),
	FORM("spolka z ograniczona odpowiedzialnoscia", FORM_SP_Z_OO, END),
	FORM("sp z o o sp k", FORM_SP_Z_OO_SP_K, END),
	FORM("sp z oo sp k", FORM_SP_Z_OO_SP_K, END),
	FORM("sp z o o spolka komandytowa", FORM_SP_Z_OO_SP_K, END),
	FORM("spolka z ograniczona odpowiedzialnoscia sp k", FORM_SP_Z_OO_SP_K, END),
	FORM("spolka z ograniczona odpowiedzialnoscia spolka komandytowa", FORM_SP_Z_OO_SP_K, END),
	FORM("sp j", FORM_SP_J, END),
	FORM("spolka jawna", FORM_SP_J, END),
	FORM("sp k", FORM_SP_K, END),
	FORM("spolka komandytowa", FORM_SP_K, END),
	/* Turkey; A.Ş. folds like A/S and a.s., so they are one form with the Norwegian AS */
	FORM("a s", FORM_AS, END),
	FORM("anonim sirketi", FORM_AS, END),
	FORM("anonim sti", FORM_AS, END),
	FORM("san ve tic a s", FORM_AS, END),
	FORM("sanayi ve ticaret a s", FORM_AS, END),
	FORM("sanayi ve ticaret anonim sirketi", FORM_AS, END),
	FORM("tic a s", FORM_AS, END),
	FORM("ticaret a s", FORM_AS, END),
	FORM("ltd sti", FORM_LTD_STI, END),
	FORM("ltdsti", FORM_LTD_STI, END),
	FORM("limited sirketi", FORM_LTD_STI, END),
	FORM("san ve tic ltd sti", FORM_LTD_STI, END),
	FORM("sanayi ve ticaret ltd sti", FORM_LTD_STI, END),
	FORM("sanayi ve ticaret limited sirketi", FORM_LTD_STI, END),
	FORM("san tic ltd sti", FORM_LTD_STI, END),
	FORM("tic ltd sti", FORM_LTD_STI, END),
	FORM("ticaret ltd sti", FORM_LTD_STI, END),
	FORM("ticaret limited sirketi", FORM_LTD_STI, END),
	/* English */
	FORM("ltd", FORM_LTD, END),
	FORM("limited", FORM_LTD, END),
	FORM("co ltd", FORM_LTD, END),
	FORM("co limited", FORM_LTD, END),
	FORM("company limited", FORM_LTD, END),
	FORM("company ltd", FORM_LTD, END),
	FORM("ltd co", FORM_LTD, END),
	FORM("pty ltd", FORM_PTY_LTD, END),
	FORM("pty limited", FORM_PTY_LTD, END),
	FORM("proprietary limited", FORM_PTY_LTD, END),
	FORM("pty", FORM_PTY_LTD, END),
	FORM("pte ltd", FORM_PTE_LTD, END),
	FORM("pte limited", FORM_PTE_LTD, END),
	FORM("private limited", FORM_PVT_LTD, END),
	FORM("private ltd", FORM_PVT_LTD, END),
	FORM("pvt ltd", FORM_PVT_LTD, END),
	FORM("pvt limited", FORM_PVT_LTD, END),
	FORM("p ltd", FORM_PVT_LTD, END),
	FORM("llc", FORM_LLC, END),
	FORM("l l c", FORM_LLC, END),
	FORM("limited liability company", FORM_LLC, END),
	FORM("inc", FORM_INC, END),
	FORM("incorporated", FORM_INC, END),
	FORM("co inc", FORM_INC, END),
	FORM("company inc", FORM_INC, END),
	FORM("corp", FORM_CORP, END),
	FORM("corporation", FORM_CORP, END),
	FORM("co", FORM_CO, END),
	FORM("and co", FORM_CO, END),
	FORM("and company", FORM_CO, END),
	FORM("und co", FORM_CO, END),
	FORM("u co", FORM_CO, END),
	FORM("et cie", FORM_CO, END),
	FORM("cie", FORM_CO, END),
	FORM("company", FORM_CO, END),
	FORM("plc", FORM_PLC, END),
	FORM("p l c", FORM_PLC, END),
	FORM("public limited company", FORM_PLC, END),
	FORM("llp", FORM_LLP, END),
	FORM("l l p", FORM_LLP, END),
	FORM("limited liability partnership", FORM_LLP, END),
	FORM("lp", FORM_LP, END),
	FORM("l p", FORM_LP, END),
	FORM("lllp", FORM_LP, END),
	FORM("limited partnership", FORM_LP, END),
	FORM("pllc", FORM_PLLC, END),
	FORM("p l l c", FORM_PLLC, END),
	FORM("cic", FORM_CIC, END),
	/* Netherlands, Belgium */
	FORM("b v", FORM_BV, END),
	FORM("bv", FORM_BV, END),
	FORM("bvba", FORM_BV, END),
	FORM("besloten vennootschap", FORM_BV, END),
	FORM("n v", FORM_NV, END),
	FORM("nv", FORM_NV, END),
	FORM("v o f", FORM_VOF, END),
	FORM("vof", FORM_VOF, END),
	FORM("c v", FORM_CV, END),
	FORM("cv", FORM_CV, MAYBE),
	/* the North and the Baltic */
	FORM("oy", FORM_OY, MAYBE),
	FORM("oyj", FORM_OY, END),
	FORM("oy ab", FORM_OY, END),
	FORM("ab oy", FORM_OY, END),
	FORM("oy ltd", FORM_OY, END),
	FORM("ab", FORM_AB, MAYBE),
	FORM("ab publ", FORM_AB, END),
	FORM("aktiebolag", FORM_AB, END),
	FORM("aktiebolaget", FORM_AB, MAYBE),
	FORM("aps", FORM_APS, END),
	FORM("as", FORM_AS, END),
	FORM("asa", FORM_ASA, END),
	FORM("aksjeselskap", FORM_AS, END),
	FORM("hb", FORM_HB, END),
	FORM("handelsbolag", FORM_HB, END),
	FORM("ehf", FORM_APS, END),
	FORM("oue", FORM_OUE, MAYBE),
	FORM("ou", FORM_OUE, END),
	FORM("uab", FORM_UAB, BOTH),
	FORM("sia", FORM_SIA, BOTH),
	/* the East */
	FORM("s r o", FORM_SRO, END),
	FORM("sro", FORM_SRO, END),
	FORM("spol s r o", FORM_SRO, END),
	FORM("d o o", FORM_DOO, END),
	FORM("doo", FORM_DOO, END),
	FORM("d d", FORM_DD, END),
	FORM("kft", FORM_KFT, END),
	FORM("zrt", FORM_ZRT, END),
	FORM("nyrt", FORM_NYRT, END),
	FORM("bt", FORM_BT, END),
	FORM("eood", FORM_EOOD, END),
	FORM("ood", FORM_OOD, END),
	FORM("ooo", FORM_OOO, BOTH),
	FORM("ooo llc", FORM_OOO, END),
	FORM("zao", FORM_ZAO, BOTH),
	FORM("oao", FORM_PAO, BOTH),
	FORM("pao", FORM_PAO, BOTH),
	FORM("pjsc", FORM_PAO, BOTH),
	FORM("tov", FORM_TOV, BOTH),
	FORM("\xd0\xbe\xd0\xbe\xd0\xbe", FORM_OOO, BOTH), /* Cyrillic ooo */
	FORM("\xd0\xb7\xd0\xb0\xd0\xbe", FORM_ZAO, BOTH), /* zao */
	FORM("\xd0\xbf\xd0\xb0\xd0\xbe", FORM_PAO, BOTH), /* pao */
	FORM("\xd0\xbe\xd0\xb0\xd0\xbe", FORM_PAO, BOTH), /* oao */
	FORM("\xd1\x82\xd0\xbe\xd0\xb2", FORM_TOV, BOTH), /* tov */
	/* Asia */
	FORM("kk", FORM_KK, MAYBE),
	FORM("k k", FORM_KK, END),
	FORM("kabushiki kaisha", FORM_KK, BOTH),
	FORM("kabushiki gaisha", FORM_KK, BOTH),
	FORM("gk", FORM_GK, END),
	FORM("godo kaisha", FORM_GK, BOTH),
	FORM("\xe6\xa0\xaa\xe5\xbc\x8f\xe4\xbc\x9a\xe7\xa4\xbe", FORM_KK, CJK), /* 株式会社 */
	FORM("\xe5\x90\x88\xe5\x90\x8c\xe4\xbc\x9a\xe7\xa4\xbe", FORM_GK, CJK), /* 合同会社 */
	FORM("\xe6\x9c\x89\xe9\x99\x90\xe4\xbc\x9a\xe7\xa4\xbe", FORM_KK, CJK), /* 有限会社 */
	FORM("\xe6\x9c\x89\xe9\x99\x90\xe5\x85\xac\xe5\x8f\xb8", FORM_YOUXIAN_GONGSI, END | UNSPACED), /* 有限公司 */
	FORM("\xe8\x82\xa1\xe4\xbb\xbd\xe6\x9c\x89\xe9\x99\x90\xe5\x85\xac\xe5\x8f\xb8", FORM_YOUXIAN_GONGSI, END | UNSPACED), /* 股份有限公司 */
	FORM("\xec\xa3\xbc\xec\x8b\x9d\xed\x9a\x8c\xec\x82\xac", FORM_JUSIK_HOESA, CJK), /* 주식회사 */
	FORM("pt", FORM_PT, BOTH),
	FORM("tbk", FORM_TBK, END),
	FORM("persero tbk", FORM_TBK, END),
	FORM("sdn bhd", FORM_SDN_BHD, END),
	FORM("bhd", FORM_BHD, END),
};
/* clang-format on */

#define N_SPELLINGS (sizeof spellings / sizeof spellings[0])

/* "The Limited" and "The Company" are names. */
static bool is_article(const char *text, size_t len)
{
	return len == 3 && memcmp(text, "the", 3) == 0;
}

/* Bytes that go with the spelling, 0 if it does not stand there or nothing would be left. */
static size_t found_at_end(const struct spelling *s, const char *text, size_t len)
{
	if (s->len >= len || text[len - 1] != s->words[s->len - 1] ||
	    memcmp(text + len - s->len, s->words, s->len) != 0)
		return 0;
	if (text[len - s->len - 1] == ' ')
		return s->len + 1 < len && !is_article(text, len - s->len - 1) ? s->len + 1 : 0;
	return s->places & UNSPACED ? s->len : 0;
}

static size_t found_at_front(const struct spelling *s, const char *text, size_t len)
{
	if (s->len >= len || text[0] != s->words[0] || memcmp(text, s->words, s->len) != 0)
		return 0;
	if (text[s->len] == ' ')
		return s->len + 1 < len ? s->len + 1 : 0;
	return s->places & UNSPACED ? s->len : 0;
}

/* Spellings by their last byte and by their first, each a chain in the order of the table; N_SPELLINGS ends it. */
static struct {
	uint16_t last[256], first[256];
	uint16_t next_last[N_SPELLINGS], next_first[N_SPELLINGS];
} chains;
static pthread_once_t chained = PTHREAD_ONCE_INIT;

static void make_chains(void)
{
	for (unsigned c = 0; c < 256; c++)
		chains.last[c] = chains.first[c] = N_SPELLINGS;
	for (size_t i = N_SPELLINGS; i-- > 0;) {
		const struct spelling *s = &spellings[i];
		const unsigned char first = (unsigned char)s->words[0], last = (unsigned char)s->words[s->len - 1];
		chains.next_first[i] = chains.first[first];
		chains.next_last[i] = chains.last[last];
		chains.first[first] = chains.last[last] = (uint16_t)i;
	}
}

/* The longest spelling that stands in one of the places; *bytes gets 0 if there is none. */
static unsigned find_longest(const char *text, size_t len, unsigned places, size_t *bytes)
{
	const bool at_end = places & AT_END;
	const uint16_t *next = at_end ? chains.next_last : chains.next_first;
	unsigned form = FORM_NONE;

	*bytes = 0;
	if (len == 0)
		return form;
	size_t i = at_end ? chains.last[(unsigned char)text[len - 1]] : chains.first[(unsigned char)text[0]];
	for (; i < N_SPELLINGS; i = next[i]) {
		const struct spelling *s = &spellings[i];
		size_t n = 0;

		if (s->places & places)
			n = at_end ? found_at_end(s, text, len) : found_at_front(s, text, len);
		if (n > *bytes) {
			*bytes = n;
			form = s->form;
		}
	}
	return form;
}

struct crm_company_name crm_company_name(const char *folded)
{
	struct crm_company_name out = {folded, strlen(folded), FORM_NONE};
	unsigned form, front;
	size_t bytes;

	pthread_once(&chained, make_chains);
	for (form = find_longest(out.core, out.len, AT_END, &bytes); bytes > 0;
	     form = find_longest(out.core, out.len, AT_END, &bytes)) {
		out.len -= bytes;
		if (out.form == FORM_NONE)
			out.form = form;
	}
	front = out.form == FORM_NONE ? AT_FRONT | ALONE_AT_FRONT : AT_FRONT;
	form = find_longest(out.core, out.len, front, &bytes);
	out.core += bytes;
	out.len -= bytes;
	if (out.form == FORM_NONE)
		out.form = form;
	return out;
}

const char *crm_legal_form_name(unsigned form)
{
	return form < N_FORMS ? form_names[form] : "";
}

unsigned crm_legal_forms(void)
{
	return N_FORMS - 1;
}
