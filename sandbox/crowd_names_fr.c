/* SPDX-License-Identifier: Apache-2.0 */
/* Names as one meets them in France. */
#include "sandbox/crowd_places.h"

#define LIST(array)                                                                                                    \
	{                                                                                                              \
		array, sizeof array / sizeof array[0]                                                                  \
	}

/* clang-format off */
static const char *const female[] = {
	"Marie", "Nathalie", "Isabelle", "Sylvie", "Catherine", "Martine", "Christine", "Françoise", "Valérie",
	"Sandrine", "Stéphanie", "Véronique", "Sophie", "Céline", "Chantal", "Patricia", "Anne", "Brigitte", "Julie",
	"Monique", "Aurélie", "Nicole", "Laurence", "Annie", "Émilie", "Dominique", "Virginie", "Corinne", "Elodie",
	"Christelle", "Camille", "Caroline", "Léa", "Sarah", "Florence", "Laetitia", "Audrey", "Hélène", "Laura",
	"Manon", "Michèle", "Cécile", "Christiane", "Béatrice", "Claire", "Nadine", "Delphine", "Pauline", "Karine",
	"Mélanie", "Marion", "Chloé", "Jacqueline", "Elisabeth", "Evelyne", "Marine", "Claudine", "Anaïs", "Lucie",
	"Danielle", "Carole", "Fabienne", "Mathilde", "Sandra", "Pascale", "Annick", "Charlotte", "Emma", "Severine",
	"Sabrina", "Amandine", "Myriam", "Jocelyne", "Alexandra", "Angélique", "Josiane", "Joëlle", "Agnès",
	"Mireille", "Vanessa", "Justine", "Sonia", "Bernadette", "Emmanuelle", "Oceane", "Amélie", "Clara", "Maryse",
	"Anne-Marie", "Fanny", "Magali", "Marie-Christine", "Morgane", "Ginette", "Yvonne",
};

static const char *const male[] = {
	"Jean", "Philippe", "Michel", "Alain", "Patrick", "Nicolas", "Christophe", "Pierre", "Christian", "Éric",
	"Frédéric", "Laurent", "Stéphane", "David", "Pascal", "Daniel", "Alexandre", "Julien", "Thierry", "Olivier",
	"Bernard", "Thomas", "Sébastien", "Gérard", "Didier", "Dominique", "Vincent", "François", "Bruno",
	"Guillaume", "Jérôme", "Jacques", "Marc", "Maxime", "Romain", "Claude", "Antoine", "Franck", "Jean-Pierre",
	"Anthony", "Kevin", "Gilles", "Cédric", "Serge", "André", "Mathieu", "Benjamin", "Patrice", "Fabrice", "Joël",
	"Jérémy", "Clément", "Arnaud", "Denis", "Paul", "Lucas", "Hervé", "Jean-Claude", "Sylvain", "Yves", "Ludovic",
	"Guy", "Florian", "Damien", "Alexis", "Mickaël", "Quentin", "Emmanuel", "Louis", "Benoît", "Jean-Luc",
	"Fabien", "Francis", "Hugo", "Jonathan", "Loïc", "Xavier", "Théo", "Adrien", "Raphaël", "Jean-François",
	"Grégory", "Robert", "Michaël", "Valentin", "Cyril", "Jean-Marc", "René", "Lionel", "Yannick", "Enzo",
	"Yannis", "Jean-Michel", "Baptiste", "Matthieu", "Rémi", "Georges", "Aurélien", "Nathan", "Jean-Paul",
};

static const char *const last[] = {
	"Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau", "Laurent", "Simon",
	"Michel", "Lefebvre", "Leroy", "Roux", "David", "Bertrand", "Morel", "Fournier", "Girard", "Bonnet", "Dupont",
	"Lambert", "Fontaine", "Rousseau", "Vincent", "Müller", "Lefèvre", "Faure", "André", "Mercier", "Blanc",
	"Guérin", "Boyer", "Garnier", "Chevalier", "François", "Legrand", "Gauthier", "Garcia", "Perrin", "Robin",
	"Clément", "Morin", "Nicolas", "Henry", "Roussel", "Mathieu", "Gautier", "Masson", "Marchand", "Duval",
	"Denis", "Dumont", "Marie", "Lemaire", "Noël", "Meyer", "Dufour", "Meunier", "Brun", "Blanchard", "Giraud",
	"Joly", "Rivière", "Lucas", "Brunet", "Gaillard", "Barbier", "Arnaud", "Martínez", "Gérard", "Roche",
	"Renard", "Schmitt", "Roy", "Leroux", "Colin", "Vidal", "Caron", "Picard", "Roger", "Fabre", "Aubert",
	"Lemoine", "Renaud", "Dumas", "Lacroix", "Olivier", "Philippe", "Bourgeois", "Pierre", "Benoît", "Rey",
	"Leclerc", "Payet", "Rolland", "Leclercq", "Guillaume", "Lecomte", "López", "Jean", "Dupuy", "Guillot",
	"Hubert", "Berger", "Carpentier", "Sánchez", "Dupuis", "Moulin", "Louis", "Deschamps", "Huet", "Vasseur",
	"Pérez", "Boucher", "Fleury", "Royer", "Klein", "Jacquet", "Adam", "Paris", "Poirier", "Marty", "Aubry",
	"Guyot", "Carré", "Charles", "Renault", "Charpentier", "Ménard", "Maillard", "Baron", "Bertin", "Bailly",
	"Hervé", "Schneider", "Fernández", "Collet", "Léger", "Bouvier", "Julien", "Prévost", "Millet", "Perrot",
	"Daniel", "Cousin", "Germain", "Breton", "Besson", "Langlois", "Rémy", "Le Gall", "Pelletier", "Lévêque",
	"Perrier", "Leblanc", "Barré", "Lebrun", "Marchal", "Weber", "Mallet", "Hamon", "Boulanger", "Jacob",
	"Monnier", "Michaud", "Rodríguez", "Guichard", "Gillet", "Étienne", "Grondin", "Poulain", "Tessier",
	"Chevallier", "Collin", "Chauvin", "Da Silva", "Bouchet", "Gay", "Lemaître", "Bénard", "Maréchal", "Humbert",
	"Reynaud", "Antoine", "Hoarau", "Perret", "Barthélemy", "Cordier", "Pichon", "Lejeune", "Gilbert", "Lamy",
	"Delaunay", "Pasquier", "Carlier", "Laporte",
};

static const char *const heads[] = {
	"Beau", "Bel", "Ber", "Bon", "Bour", "Bro", "Cha", "Char", "Cou", "Dar", "De", "Del", "Des", "Du", "Fer",
	"Flo", "For", "Gail", "Gau", "Gir", "Gou", "Gran", "Gui", "Jac", "Jou", "La", "Lam", "Lau", "Le", "Mal",
	"Mar", "Mau", "Mon", "Mor", "Nor", "Oli", "Par", "Per", "Pi", "Pel", "Pou", "Pré", "Ra", "Re", "Ri", "Ro",
	"Rou", "Sa", "Sau", "Sou", "Ta", "Tho", "Tou", "Val", "Ver", "Vi", "Vil",
};

static const char *const tails[] = {
	"bert", "bois", "bonnet", "boucher", "champ", "chet", "court", "cou", "daire", "dard", "deau", "dieu",
	"dreau", "fort", "geon", "gnac", "guet", "lac", "lain", "lard", "lin", "leau", "let", "lier", "lon", "main",
	"mard", "mont", "net", "nard", "neau", "pin", "quet", "rand", "reau", "ret", "rin", "rot", "sac", "sard",
	"seau", "sin", "tal", "tard", "teau", "tel", "tier", "tin", "ton", "vard", "vel", "vier", "vin", "voisin",
};

static const struct seed_nickname nicknames[] = {
	{"Alexandre", "Alex"}, {"Antoine", "Toine"}, {"Benjamin", "Ben"}, {"Benoît", "Ben"}, {"Catherine", "Cathy"},
	{"Christophe", "Chris"}, {"Christian", "Chris"}, {"Christine", "Chris"}, {"Corinne", "Coco"},
	{"Dominique", "Dom"}, {"Elisabeth", "Babette"}, {"Emmanuel", "Manu"}, {"Emmanuelle", "Manu"},
	{"Fabrice", "Fab"}, {"Florence", "Flo"}, {"Françoise", "Fanny"}, {"Frédéric", "Fred"}, {"Grégory", "Greg"},
	{"Guillaume", "Gui"}, {"Isabelle", "Isa"}, {"Jacques", "Jacky"}, {"Jean-Claude", "JC"}, {"Jean-Paul", "JP"},
	{"Jean-Pierre", "JP"}, {"Jean-Luc", "JL"}, {"Jean-Marc", "JM"}, {"Jérémy", "Jerem"}, {"Laurence", "Lau"},
	{"Ludovic", "Ludo"}, {"Marie-Christine", "Marie"}, {"Mathieu", "Mat"}, {"Maxime", "Max"}, {"Mickaël", "Mika"},
	{"Michel", "Mimi"}, {"Nathalie", "Nath"}, {"Nicolas", "Nico"}, {"Olivier", "Oliv"}, {"Patricia", "Pat"},
	{"Patrick", "Pat"}, {"Philippe", "Phil"}, {"Pierre", "Pierrot"}, {"Raphaël", "Raph"}, {"Sandrine", "Sandy"},
	{"Sébastien", "Seb"}, {"Stéphane", "Steph"}, {"Stéphanie", "Steph"}, {"Sylvain", "Syl"}, {"Sylvie", "Syl"},
	{"Thomas", "Tom"}, {"Valérie", "Val"}, {"Véronique", "Véro"}, {"Vincent", "Vince"}, {"Xavier", "Xav"},
};

static const struct seed_language names = {
	.female = LIST(female),
	.male = LIST(male),
	.last = LIST(last),
	.nicknames = nicknames,
	.n_nicknames = sizeof nicknames / sizeof nicknames[0],
};

const struct crowd_culture crowd_french = {
	.names = &names,
	.flatness = 25,
	.common_permille = 350,
	.heads = LIST(heads),
	.tails = LIST(tails),
};
/* clang-format on */
