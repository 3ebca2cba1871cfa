/* SPDX-License-Identifier: Apache-2.0 */
/* German and English names: those of the other seeds, and surnames to put together. */
#include "sandbox/crowd_places.h"

#define LIST(array)                                                                                                    \
	{                                                                                                              \
		array, sizeof array / sizeof array[0]                                                                  \
	}

/* clang-format off */
static const char *const german_heads[] = {
	"Acker", "Alten", "Amm", "Bach", "Berg", "Birken", "Blum", "Brand", "Breiten", "Brunn", "Buch", "Burg",
	"Busch", "Dorn", "Eben", "Eich", "Ellen", "Erl", "Esch", "Feld", "Finken", "Fisch", "Forst", "Frei", "Gold",
	"Grün", "Haber", "Hagen", "Hasel", "Heiden", "Hell", "Hinter", "Hirsch", "Hoch", "Hof", "Holz", "Horn",
	"Kalten", "Kirch", "Klein", "Kloster", "Königs", "Kreuz", "Kupfer", "Lang", "Lauter", "Linden", "Loh",
	"Mittel", "Moos", "Mühl", "Neu", "Nieder", "Ober", "Oster", "Pfaffen", "Quitten", "Rau", "Reichen", "Riedl",
	"Rosen", "Roten", "Sand", "Schön", "Schwarzen", "Seiden", "Silber", "Sonnen", "Stein", "Stern", "Tannen",
	"Thal", "Unter", "Vogel", "Wald", "Weiden", "Wein", "Weißen", "Wetter", "Wiesen", "Wild", "Winkel", "Wolfs",
	"Ziegel", "Zinn",
};

static const char *const german_tails[] = {
	"mann", "er", "bauer", "berger", "bach", "bacher", "stein", "hofer", "meier", "maier", "mayer", "meyer",
	"müller", "feld", "felder", "huber", "egger", "auer", "dorf", "dorfer", "inger", "baum", "brenner", "hauser",
	"hausen", "brand", "burger", "thaler", "wald", "walder", "wirth", "rieder", "reiter", "leitner", "moser",
	"hagen",
};

const struct crowd_culture crowd_german = {
	.names = &seed_german,
	.flatness = 25,
	.common_permille = 450,
	.heads = LIST(german_heads),
	.tails = LIST(german_tails),
};

/* Its short forms; names and surnames come from the census. */
const struct crowd_culture crowd_american = {
	.names = &seed_english,
	.census = true,
};
/* clang-format on */
