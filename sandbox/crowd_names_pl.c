/* SPDX-License-Identifier: Apache-2.0 */
/* Names as one meets them in Poland. */
#include "sandbox/crowd_places.h"

#define LIST(array)                                                                                                    \
	{                                                                                                              \
		array, sizeof array / sizeof array[0]                                                                  \
	}

/* clang-format off */
static const char *const female[] = {
	"Anna", "Katarzyna", "Maria", "Małgorzata", "Agnieszka", "Barbara", "Ewa", "Krystyna", "Magdalena",
	"Elżbieta", "Joanna", "Aleksandra", "Zofia", "Monika", "Teresa", "Danuta", "Natalia", "Karolina", "Marta",
	"Julia", "Beata", "Dorota", "Janina", "Jadwiga", "Alicja", "Jolanta", "Halina", "Iwona", "Grażyna", "Irena",
	"Zuzanna", "Paulina", "Justyna", "Bożena", "Hanna", "Wiktoria", "Urszula", "Renata", "Sylwia", "Agata",
	"Helena", "Patrycja", "Oliwia", "Maja", "Izabela", "Ewelina", "Emilia", "Marzena", "Weronika", "Aneta",
	"Edyta", "Martyna", "Gabriela", "Wiesława", "Kinga", "Klaudia", "Dominika", "Lucyna", "Kamila", "Stanisława",
};

static const char *const male[] = {
	"Piotr", "Krzysztof", "Andrzej", "Tomasz", "Jan", "Paweł", "Michał", "Marcin", "Stanisław", "Jakub", "Adam",
	"Marek", "Łukasz", "Grzegorz", "Mateusz", "Wojciech", "Mariusz", "Dariusz", "Zbigniew", "Jerzy", "Maciej",
	"Rafał", "Robert", "Kamil", "Józef", "Dawid", "Jacek", "Tadeusz", "Szymon", "Ryszard", "Kacper", "Bartosz",
	"Jarosław", "Sławomir", "Artur", "Damian", "Mirosław", "Sebastian", "Henryk", "Patryk", "Kazimierz",
	"Przemysław", "Daniel", "Roman", "Marian", "Karol", "Wiesław", "Adrian", "Filip", "Aleksander", "Arkadiusz",
	"Bartłomiej", "Leszek", "Dominik", "Waldemar", "Mieczysław", "Edward", "Krystian", "Czesław", "Bogdan",
	"Zdzisław", "Janusz",
};

static const char *const last[] = {
	"Nowak", "Wójcik", "Woźniak", "Mazur", "Krawczyk", "Kaczmarek", "Zając", "Król", "Wróbel", "Wieczorek",
	"Stępień", "Dudek", "Adamczyk", "Pawlak", "Nowicki", "Sikora", "Walczak", "Baran", "Szewczyk", "Pietrzak",
	"Duda", "Michalak", "Wilk", "Bąk", "Włodarczyk", "Wrona", "Kubiak", "Kołodziej", "Kowalczyk", "Gajda", "Mróz",
	"Kozak", "Kania", "Mucha", "Tomczak", "Kozioł", "Markiewicz", "Kowalik", "Nawrocki", "Musiał", "Marciniak",
	"Bednarek", "Urban", "Czech", "Kot", "Sowa", "Stasiak", "Kurek", "Domagała", "Wolak", "Żak", "Cieślak",
	"Bielak", "Madej", "Łuczak", "Banaś", "Janik", "Szulc", "Rogala", "Sobczak", "Kasprzak", "Ptak", "Olejnik",
	"Ratajczak",
};

static const char *const heads[] = {
	"Kowal", "Wiśniew", "Kamiń", "Lewandow", "Zieliń", "Szymań", "Dąbrow", "Kozłow", "Jankow", "Mazurow",
	"Kwiatkow", "Piotrow", "Grabow", "Pawłow", "Michal", "Nowakow", "Zakrzew", "Wasilew", "Sadow", "Tomaszew",
	"Majew", "Olszew", "Jasiń", "Malinow", "Borow", "Bukow", "Brzeziń", "Czarnec", "Dobrow", "Górec", "Jabłoń",
	"Kalinow", "Kamieniec", "Karpiń", "Krajew", "Kuczyń", "Laskow", "Lipiń", "Makow", "Markow", "Milew", "Orłow",
	"Ostrow", "Piaseck", "Rutkow", "Sawic", "Sikor", "Sokołow", "Stachow", "Szczepań", "Tarnow", "Truszkow",
	"Urbań", "Walic", "Wierzbic", "Wiśnic", "Wojciechow", "Wysoc", "Zalew", "Zawadz", "Ziółkow", "Żuraw",
};

static const char *const tails[] = {
	"ski", "icz", "czak", "ek", "uk", "ak",
};

static const char *const female_tails[] = {
	"ska", "icz", "czak", "ek", "uk", "ak",
};

static const struct seed_nickname nicknames[] = {
	{"Anna", "Ania"}, {"Katarzyna", "Kasia"}, {"Małgorzata", "Gosia"}, {"Agnieszka", "Aga"}, {"Barbara", "Basia"},
	{"Krystyna", "Krysia"}, {"Magdalena", "Magda"}, {"Elżbieta", "Ela"}, {"Joanna", "Asia"},
	{"Aleksandra", "Ola"}, {"Zofia", "Zosia"}, {"Danuta", "Danka"}, {"Karolina", "Karola"}, {"Jadwiga", "Jadzia"},
	{"Jolanta", "Jola"}, {"Grażyna", "Grażka"}, {"Zuzanna", "Zuza"}, {"Izabela", "Iza"}, {"Urszula", "Ula"},
	{"Gabriela", "Gabrysia"}, {"Piotr", "Piotrek"}, {"Krzysztof", "Krzysiek"}, {"Andrzej", "Jędrek"},
	{"Tomasz", "Tomek"}, {"Jan", "Janek"}, {"Stanisław", "Staszek"}, {"Jakub", "Kuba"}, {"Grzegorz", "Grzesiek"},
	{"Wojciech", "Wojtek"}, {"Dariusz", "Darek"}, {"Zbigniew", "Zbyszek"}, {"Jerzy", "Jurek"},
	{"Maciej", "Maciek"}, {"Józef", "Józek"}, {"Tadeusz", "Tadek"}, {"Ryszard", "Rysiek"}, {"Bartosz", "Bartek"},
	{"Bartłomiej", "Bartek"}, {"Jarosław", "Jarek"}, {"Sławomir", "Sławek"}, {"Mirosław", "Mirek"},
	{"Henryk", "Heniek"}, {"Przemysław", "Przemek"}, {"Mateusz", "Mati"}, {"Marek", "Mareczek"},
	{"Aleksander", "Olek"},
};

static const struct seed_language names = {
	.female = LIST(female),
	.male = LIST(male),
	.last = LIST(last),
	.nicknames = nicknames,
	.n_nicknames = sizeof nicknames / sizeof nicknames[0],
};

const struct crowd_culture crowd_polish = {
	.names = &names,
	.flatness = 20,
	.common_permille = 350,
	.heads = LIST(heads),
	.tails = LIST(tails),
	.female_tails = LIST(female_tails),
};
/* clang-format on */
