/* SPDX-License-Identifier: Apache-2.0 */
/* Names as one meets them in Turkey and among people of Turkish descent. */
#include "sandbox/crowd_places.h"

#define LIST(array)                                                                                                    \
	{                                                                                                              \
		array, sizeof array / sizeof array[0]                                                                  \
	}

/* clang-format off */
static const char *const female[] = {
	"Fatma", "Ayşe", "Emine", "Hatice", "Zeynep", "Elif", "Meryem", "Şerife", "Zehra", "Sultan", "Hanife",
	"Merve", "Havva", "Zeliha", "Esra", "Özlem", "Fadime", "Yasemin", "Hacer", "Hülya", "Rabia", "Aysel", "Emel",
	"Songül", "Dilek", "Gülşen", "Sevim", "Leyla", "Kübra", "Büşra", "Sibel", "Tuğba", "Gül", "Gamze", "Pınar",
	"Filiz", "Derya", "Nurcan", "Ebru", "Selma", "Nuray", "Gülay", "Aynur", "Ceren", "Melek", "Hilal", "Ayşegül",
	"İrem", "Sevgi", "Nermin", "Seda", "Canan", "Deniz", "Aslı", "Özge", "Burcu", "Şule", "Nazlı",
};

static const char *const male[] = {
	"Mehmet", "Mustafa", "Ahmet", "Ali", "Hüseyin", "Hasan", "İbrahim", "İsmail", "Osman", "Yusuf", "Murat",
	"Ömer", "Ramazan", "Halil", "Süleyman", "Abdullah", "Mahmut", "Recep", "Salih", "Fatih", "Kadir", "Emre",
	"Hakan", "Adem", "Kemal", "Yaşar", "Bekir", "Musa", "Metin", "Orhan", "Bayram", "Serkan", "Furkan", "Gökhan",
	"Uğur", "Yakup", "Muhammed", "Enes", "Cemal", "Burak", "Arif", "Onur", "Yunus", "Şükrü", "Selim", "Can",
	"Volkan", "Ferhat", "Erkan", "Cengiz", "Engin", "Bülent", "Tuncay", "Levent", "Özgür", "Barış", "Tolga",
	"Kaan", "Sinan", "Cihan",
};

static const char *const last[] = {
	"Yılmaz", "Kaya", "Demir", "Şahin", "Çelik", "Yıldız", "Yıldırım", "Öztürk", "Aydın", "Özdemir", "Arslan",
	"Doğan", "Kılıç", "Aslan", "Çetin", "Kara", "Koç", "Kurt", "Özkan", "Şimşek", "Polat", "Korkmaz", "Çakır",
	"Erdoğan", "Özcan", "Can", "Güneş", "Acar", "Şen", "Aktaş", "Yavuz", "Güler", "Ateş", "Bulut", "Keskin",
	"Avcı", "Turan", "Ünal", "Işık", "Gül", "Bozkurt", "Güzel", "Tekin", "Taş", "Sarı", "Duman", "Uçar", "Karaca",
	"Kaplan", "Çiçek", "Toprak", "Şeker", "Tunç", "Sönmez", "Deniz", "Ünlü", "Çoban", "Genç", "Akın", "Bilgin",
};

static const char *const heads[] = {
	"Ak", "Al", "Alt", "Ar", "Ay", "Bal", "Bay", "Boz", "Çak", "Çal", "Dem", "Der", "Dur", "El", "Er", "Eren",
	"Gök", "Gün", "Güven", "Hac", "İn", "Kara", "Kay", "Kır", "Kızıl", "Koç", "Kur", "Oğuz", "Öz", "Sağ", "Sar",
	"Soy", "Şen", "Tan", "Taş", "Tek", "Top", "Tun", "Tür", "Uğur", "Ulu", "Yal", "Yar", "Yaz", "Yıl",
};

static const char *const tails[] = {
	"alp", "altan", "argün", "at", "bağ", "bek", "bulut", "can", "çelik", "dağ", "demir", "der", "doğan", "er",
	"göz", "gül", "gün", "han", "kan", "kaya", "kır", "koç", "kurt", "lar", "maz", "men", "oğlu", "öz", "pınar",
	"sal", "soy", "sever", "şahin", "taş", "tekin", "tepe", "türk", "uç", "yol", "yurt",
};

static const struct seed_nickname nicknames[] = {
	{"Mehmet", "Memo"}, {"Mustafa", "Musti"}, {"Ahmet", "Ahmo"}, {"Hüseyin", "Hüso"}, {"İbrahim", "İbo"},
	{"İsmail", "İso"}, {"Süleyman", "Sülo"}, {"Abdullah", "Apo"}, {"Murat", "Muro"}, {"Recep", "Reco"},
	{"Ramazan", "Ramo"}, {"Muhammed", "Mami"}, {"Fatma", "Fatoş"}, {"Ayşe", "Ayşegül"}, {"Emine", "Emoş"},
	{"Zeynep", "Zeyno"}, {"Hatice", "Hatçe"}, {"Mahmut", "Mahmo"}, {"Selim", "Selo"}, {"Cengiz", "Cengo"},
	{"Bekir", "Beko"},
};

static const struct seed_language names = {
	.female = LIST(female),
	.male = LIST(male),
	.last = LIST(last),
	.nicknames = nicknames,
	.n_nicknames = sizeof nicknames / sizeof nicknames[0],
};

const struct crowd_culture crowd_turkish = {
	.names = &names,
	.flatness = 12,
	.common_permille = 500,
	.heads = LIST(heads),
	.tails = LIST(tails),
};
/* clang-format on */
