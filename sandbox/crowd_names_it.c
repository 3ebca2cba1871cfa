/* SPDX-License-Identifier: Apache-2.0 */
/* Names as one meets them in Italy. */
#include "sandbox/crowd_places.h"

#define LIST(array)                                                                                                    \
	{                                                                                                              \
		array, sizeof array / sizeof array[0]                                                                  \
	}

/* clang-format off */
static const char *const female[] = {
	"Maria", "Anna", "Giuseppina", "Rosa", "Angela", "Giovanna", "Teresa", "Lucia", "Carmela", "Caterina",
	"Francesca", "Anna Maria", "Antonietta", "Carla", "Elena", "Concetta", "Rita", "Margherita", "Franca",
	"Paola", "Laura", "Giulia", "Sara", "Chiara", "Valentina", "Alessandra", "Silvia", "Federica", "Martina",
	"Elisa", "Simona", "Barbara", "Roberta", "Daniela", "Cristina", "Monica", "Patrizia", "Stefania", "Claudia",
	"Ilaria", "Eleonora", "Michela", "Manuela", "Giorgia", "Serena", "Raffaella", "Sabrina", "Sonia", "Antonella",
	"Marina", "Luisa", "Emanuela", "Luciana", "Gabriella", "Lorena", "Alice", "Elisabetta", "Arianna", "Debora",
	"Beatrice", "Donatella", "Loredana", "Tiziana", "Nadia", "Veronica", "Maria Teresa", "Marta", "Rossella",
	"Annalisa", "Grazia",
};

static const char *const male[] = {
	"Giuseppe", "Giovanni", "Antonio", "Mario", "Luigi", "Francesco", "Angelo", "Vincenzo", "Pietro", "Salvatore",
	"Carlo", "Franco", "Domenico", "Bruno", "Paolo", "Michele", "Giorgio", "Aldo", "Sergio", "Luciano", "Marco",
	"Andrea", "Alessandro", "Matteo", "Luca", "Stefano", "Roberto", "Davide", "Fabio", "Lorenzo", "Claudio",
	"Massimo", "Maurizio", "Riccardo", "Simone", "Daniele", "Alberto", "Federico", "Gabriele", "Enrico",
	"Filippo", "Nicola", "Emanuele", "Giacomo", "Giulio", "Fabrizio", "Raffaele", "Massimiliano", "Diego",
	"Tommaso", "Gianluca", "Cristian", "Edoardo", "Mirko", "Alessio", "Mauro", "Walter", "Dario", "Renato",
	"Umberto", "Valerio", "Gianni", "Enzo", "Gino", "Rocco", "Pasquale", "Gennaro", "Ciro", "Carmelo", "Rosario",
	"Leonardo", "Ivan", "Ettore",
};

static const char *const last[] = {
	"Rossi", "Russo", "Ferrari", "Esposito", "Bianchi", "Romano", "Colombo", "Ricci", "Marino", "Greco", "Bruno",
	"Gallo", "Conti", "De Luca", "Mancini", "Costa", "Giordano", "Rizzo", "Lombardi", "Moretti", "Barbieri",
	"Fontana", "Santoro", "Mariani", "Rinaldi", "Caruso", "Ferrara", "Galli", "Martini", "Leone", "Longo",
	"Gentile", "Martinelli", "Vitale", "Lombardo", "Serra", "Coppola", "De Santis", "D'Angelo", "Marchetti",
	"Parisi", "Villa", "Conte", "Ferraro", "Ferri", "Fabbri", "Bianco", "Marini", "Grasso", "Valentini",
	"Messina", "Sala", "De Angelis", "Gatti", "Pellegrini", "Palumbo", "Sanna", "Farina", "Rizzi", "Monti",
	"Cattaneo", "Morelli", "Amato", "Silvestri", "Mazza", "Testa", "Grassi", "Pellegrino", "Carbone", "Giuliani",
	"Benedetti", "Barone", "Rossetti", "Caputo", "Montanari", "Guerra", "Palmieri", "Bernardi", "Martino",
	"Fiore", "De Rosa", "Ferretti", "Bellini", "Basile", "Riva", "Donati", "Piras", "Vitali", "Battaglia",
	"Sartori", "Neri", "Costantini", "Milani", "Pagano", "Ruggiero", "Sorrentino", "D'Amico", "Orlando", "Damico",
	"Negri",
};

static const char *const heads[] = {
	"Albe", "Anto", "Bal", "Barto", "Bas", "Bel", "Bene", "Ber", "Bo", "Bru", "Cal", "Cam", "Can", "Cap", "Car",
	"Cas", "Cavi", "Chia", "Cor", "Cri", "Dal", "Do", "Fab", "Fal", "Fan", "Far", "Fer", "Fi", "Fran", "Fu",
	"Gal", "Gari", "Gia", "Giro", "Gra", "Lan", "Lo", "Mag", "Mal", "Man", "Mar", "Mas", "Men", "Mo", "Mon", "Na",
	"Ne", "Pag", "Pal", "Pas", "Pel", "Pi", "Pon", "Por", "Ra", "Ri", "Ro", "Sal", "San", "Sar", "Sca", "Ser",
	"Spa", "Stra", "Ta", "Tor", "Tra", "Val", "Ven", "Ver", "Vi", "Zam", "Zan",
};

static const char *const tails[] = {
	"bardi", "betti", "bini", "bone", "boni", "ceri", "chetti", "chini", "ciotti", "co", "colini", "della",
	"delli", "denti", "detti", "done", "doni", "fini", "ghetti", "gini", "gnoli", "gotti", "lani", "lari", "lato",
	"letti", "lini", "lli", "lone", "lotti", "lucci", "mani", "meri", "metti", "mone", "nardi", "nati", "nelli",
	"netti", "nini", "noli", "nucci", "pelli", "poli", "quini", "rani", "rati", "relli", "retti", "rini", "roni",
	"rotti", "rucci", "sani", "sello", "sini", "soli", "sone", "tari", "telli", "tini", "toni", "tucci", "vani",
	"velli", "vini",
};

static const struct seed_nickname nicknames[] = {
	{"Giuseppe", "Beppe"}, {"Giuseppe", "Pino"}, {"Giovanni", "Gianni"}, {"Giovanni", "Nanni"},
	{"Antonio", "Tonino"}, {"Luigi", "Gigi"}, {"Luigi", "Gino"}, {"Francesco", "Franco"}, {"Francesco", "Ciccio"},
	{"Vincenzo", "Enzo"}, {"Salvatore", "Totò"}, {"Domenico", "Mimmo"}, {"Alessandro", "Sandro"},
	{"Alessandro", "Ale"}, {"Roberto", "Robi"}, {"Riccardo", "Ricky"}, {"Federico", "Fede"}, {"Gabriele", "Lele"},
	{"Nicola", "Nico"}, {"Massimiliano", "Max"}, {"Massimo", "Max"}, {"Tommaso", "Tom"}, {"Leonardo", "Leo"},
	{"Maurizio", "Mauri"}, {"Matteo", "Teo"}, {"Lorenzo", "Enzo"}, {"Raffaele", "Lello"}, {"Stefano", "Ste"},
	{"Giuseppina", "Giusy"}, {"Giuseppina", "Pina"}, {"Francesca", "Franca"}, {"Alessandra", "Sandra"},
	{"Valentina", "Vale"}, {"Federica", "Fede"}, {"Antonietta", "Tonia"}, {"Caterina", "Rina"},
	{"Margherita", "Rita"}, {"Giovanna", "Gianna"}, {"Elisabetta", "Betta"}, {"Daniela", "Dani"},
	{"Roberta", "Robi"}, {"Stefania", "Stefy"}, {"Cristina", "Cri"}, {"Concetta", "Tina"}, {"Carmela", "Lina"},
	{"Raffaella", "Lella"}, {"Gabriella", "Gabry"}, {"Eleonora", "Nora"}, {"Emanuela", "Manu"},
	{"Anna Maria", "Anna"},
};

static const struct seed_language names = {
	.female = LIST(female),
	.male = LIST(male),
	.last = LIST(last),
	.nicknames = nicknames,
	.n_nicknames = sizeof nicknames / sizeof nicknames[0],
};

const struct crowd_culture crowd_italian = {
	.names = &names,
	.flatness = 25,
	.common_permille = 300,
	.heads = LIST(heads),
	.tails = LIST(tails),
};
/* clang-format on */
