/* SPDX-License-Identifier: Apache-2.0 */
/* Countries of a crowd: cities with postcodes and dialling codes, streets, companies' names, job titles. */
#include "sandbox/crowd_places.h"

#define LIST(array)                                                                                                    \
	{                                                                                                              \
		array, sizeof array / sizeof array[0]                                                                  \
	}

/* clang-format off */
/* ---- Germany ---- */
static const char *const germany_spellings[] = {
	"Germany", "Deutschland", "GERMANY", "DE",
	NULL,
};

static const char *const germany_mobiles[] = {
	"151", "152", "157", "160", "170", "171", "172", "175", "176", "177", "178", "179",
	NULL,
};

static const struct crowd_city germany_cities[] = {
	{"Berlin", NULL, "1####", "30"},
	{"Hamburg", NULL, "2####", "40"},
	{"München", "Munich", "80###", "89"},
	{"Köln", "Cologne", "50###", "221"},
	{"Frankfurt am Main", "Frankfurt", "60###", "69"},
	{"Stuttgart", NULL, "70###", "711"},
	{"Düsseldorf", NULL, "40###", "211"},
	{"Leipzig", NULL, "04###", "341"},
	{"Dortmund", NULL, "44###", "231"},
	{"Essen", NULL, "45###", "201"},
	{"Bremen", NULL, "28###", "421"},
	{"Dresden", NULL, "01###", "351"},
	{"Hannover", "Hanover", "30###", "511"},
	{"Nürnberg", "Nuremberg", "90###", "911"},
	{"Duisburg", NULL, "47###", "203"},
	{"Bochum", NULL, "44###", "234"},
	{"Wuppertal", NULL, "42###", "202"},
	{"Bielefeld", NULL, "33###", "521"},
	{"Bonn", NULL, "53###", "228"},
	{"Münster", NULL, "48###", "251"},
	{"Karlsruhe", NULL, "76###", "721"},
	{"Mannheim", NULL, "68###", "621"},
	{"Augsburg", NULL, "86###", "821"},
	{"Wiesbaden", NULL, "65###", "611"},
	{"Kiel", NULL, "24###", "431"},
	{"Freiburg im Breisgau", "Freiburg", "79###", "761"},
	{"Erfurt", NULL, "99###", "361"},
	{"Mainz", NULL, "55###", "6131"},
	{"Kassel", NULL, "34###", "561"},
	{"Saarbrücken", NULL, "66###", "681"},
	{"Potsdam", NULL, "14###", "331"},
	{"Oldenburg", NULL, "26###", "441"},
	{"Regensburg", NULL, "93###", "941"},
	{"Würzburg", NULL, "97###", "931"},
	{"Ulm", NULL, "89###", "731"},
	{"Heilbronn", NULL, "74###", "7131"},
	{"Göttingen", NULL, "37###", "551"},
	{"Fürth", NULL, "907##", "911"},
	{"Lüneburg", NULL, "213##", "4131"},
	{"Passau", NULL, "940##", "851"},
	{"Görlitz", NULL, "028##", "3581"},
	{"Gütersloh", NULL, "333##", "5241"},
	{"Rosenheim", NULL, "830##", "8031"},
	{"Tübingen", NULL, "720##", "7071"},
	{"Bad Homburg", NULL, "613##", "6172"},
};

static const char *const germany_street_heads[] = {
	"Haupt", "Bahnhof", "Schul", "Garten", "Dorf", "Berg", "Linden", "Kirch", "Wald", "Ring", "Goethe",
	"Schiller", "Mozart", "Beethoven", "Birken", "Rosen", "Mühlen", "Feld", "Park", "Wiesen", "Industrie",
	"Bismarck", "Kaiser", "Friedrich", "Ahorn", "Eichen", "Buchen", "Tannen", "Sonnen", "Burg", "Markt", "Post",
	"Brunnen", "Kloster", "Berliner ", "Hamburger ", "Münchner ", "Leipziger ", "Hans-Böckler-", "Robert-Bosch-",
	"Daimler", "Siemens", "Otto-Hahn-", "Gewerbe", "Kanal", "Hafen", "Schloss", "Stein", "Mittel", "Neue ",
	"Lange ", "Hohe ", "Alte ", "Kasernen", "Rathaus", "Uhland", "Lessing", "Fichten", "Flur", "Weinberg", "Königs",
	"Wilhelm", "Luther", "Römer", "Teich", "Bach", "Heide", "Erlen", "Ulmen", "Weiden", "Amsel", "Drossel",
	"Finken", "Meisen", "Jahn", "Hinden", "Nord", "Süd", "Ost", "West",
};

static const char *const germany_street_tails[] = {
	"straße", "weg", "ring", "allee", "platz", "gasse",
};

static const char *const germany_lines[] = {
	"Maschinenbau", "Software", "IT-Service", "Logistik", "Bau", "Elektrotechnik", "Medizintechnik", "Handel",
	"Consulting", "Immobilien", "Spedition", "Haustechnik", "Metallbau", "Druck", "Werbeagentur",
	"Steuerberatung", "Feinkost", "Autohaus", "Holzbau", "Sanitär", "Solartechnik", "Textil", "Möbelwerke",
	"Systeme", "Versicherungen", "Architekten", "Pharma", "Kunststofftechnik", "Verpackungen", "Antriebstechnik",
	"Reisen", "Garten- und Landschaftsbau", "Bäckerei", "Getränke", "Gebäudereinigung", "Personaldienste",
	"Werkzeugbau", "Energie",
};

static const char *const germany_titles[] = {
	"Geschäftsführer", "Vertriebsleiter", "Einkaufsleiter", "Leiter IT", "Assistentin der Geschäftsführung",
	"Projektleiter", "Prokurist", "Vertriebsmitarbeiter", "Sachbearbeiterin", "Marketingleiterin", "Buchhaltung",
	"Personalleiterin", "Inhaber", "Produktionsleiter", "Key Account Manager", "Technischer Leiter", "Einkäufer",
	"Controller", "Werkleiter", "Bereichsleiter", "Konstrukteur", "Entwickler", "Referentin", "Disponent",
	"Kundenberater",
};

static const char *const germany_forms[] = {
	"GmbH", "GmbH & Co. KG", "AG", "e.K.", "UG (haftungsbeschränkt)", "KG", "OHG", "GbR", "SE",
};

static const char *const germany_mails[] = {
	"gmail.com", "gmx.de", "web.de", "t-online.de", "gmx.net", "outlook.de", "hotmail.com", "yahoo.de",
	"freenet.de", "icloud.com", "googlemail.com", "posteo.de", "arcor.de",
};

/* ---- Austria ---- */
static const char *const austria_spellings[] = {
	"Austria", "Österreich", "Oesterreich", "AT",
	NULL,
};

static const char *const austria_mobiles[] = {
	"660", "664", "676", "650", "699",
	NULL,
};

static const struct crowd_city austria_cities[] = {
	{"Wien", "Vienna", "1##0", "1"},
	{"Graz", NULL, "80##", "316"},
	{"Linz", NULL, "40##", "732"},
	{"Salzburg", NULL, "50##", "662"},
	{"Innsbruck", NULL, "60##", "512"},
	{"Klagenfurt", "Klagenfurt am Wörthersee", "90##", "463"},
	{"Villach", NULL, "95##", "4242"},
	{"Wels", NULL, "46##", "7242"},
	{"Sankt Pölten", "St. Pölten", "31##", "2742"},
	{"Dornbirn", NULL, "68##", "5572"},
	{"Steyr", NULL, "44##", "7252"},
};

static const char *const austria_forms[] = {
	"GmbH", "Ges.m.b.H.", "AG", "KG", "e.U.", "GmbH & Co KG",
};

static const char *const austria_mails[] = {
	"gmail.com", "gmx.at", "aon.at", "outlook.com", "hotmail.com", "chello.at", "a1.net", "icloud.com",
};

/* ---- Switzerland ---- */
static const char *const switzerland_spellings[] = {
	"Switzerland", "Schweiz", "Suisse", "CH",
	NULL,
};

static const char *const switzerland_mobiles[] = {
	"76", "77", "78", "79",
	NULL,
};

static const struct crowd_city switzerland_cities[] = {
	{"Zürich", "Zurich", "80##", "44"},
	{"Genève", "Genf", "12##", "22"},
	{"Basel", NULL, "40##", "61"},
	{"Bern", NULL, "30##", "31"},
	{"Lausanne", NULL, "10##", "21"},
	{"Winterthur", NULL, "84##", "52"},
	{"Luzern", "Lucerne", "60##", "41"},
	{"St. Gallen", "Sankt Gallen", "90##", "71"},
	{"Lugano", NULL, "69##", "91"},
	{"Biel", "Bienne", "25##", "32"},
	{"Thun", NULL, "36##", "33"},
	{"Zug", NULL, "63##", "41"},
};

static const char *const switzerland_forms[] = {
	"AG", "GmbH", "SA", "Sàrl",
};

static const char *const switzerland_mails[] = {
	"gmail.com", "bluewin.ch", "gmx.ch", "hotmail.com", "outlook.com", "icloud.com", "sunrise.ch",
};

/* ---- United States ---- */
static const char *const america_spellings[] = {
	"United States", "USA", "U.S.A.", "US",
	NULL,
};

static const char *const america_mobiles[] = {
	"201", "212", "310", "415", "503", "617", "702", "808",
	NULL,
};

static const struct crowd_city america_cities[] = {
	{"New York", "New York City", "100##", "212"},
	{"Los Angeles", "LA", "900##", "213"},
	{"Chicago", NULL, "606##", "312"},
	{"Houston", NULL, "770##", "713"},
	{"Phoenix", NULL, "850##", "602"},
	{"Philadelphia", NULL, "191##", "215"},
	{"San Antonio", NULL, "782##", "210"},
	{"San Diego", NULL, "921##", "619"},
	{"Dallas", NULL, "752##", "214"},
	{"San Jose", NULL, "951##", "408"},
	{"Austin", NULL, "787##", "512"},
	{"Jacksonville", NULL, "322##", "904"},
	{"Fort Worth", "Ft. Worth", "761##", "817"},
	{"Columbus", NULL, "432##", "614"},
	{"Charlotte", NULL, "282##", "704"},
	{"Indianapolis", NULL, "462##", "317"},
	{"San Francisco", "SF", "941##", "415"},
	{"Seattle", NULL, "981##", "206"},
	{"Denver", NULL, "802##", "303"},
	{"Washington", "Washington DC", "200##", "202"},
	{"Boston", NULL, "021##", "617"},
	{"Nashville", NULL, "372##", "615"},
	{"Detroit", NULL, "482##", "313"},
	{"Portland", NULL, "972##", "503"},
	{"Las Vegas", NULL, "891##", "702"},
	{"Memphis", NULL, "381##", "901"},
	{"Baltimore", NULL, "212##", "410"},
	{"Milwaukee", NULL, "532##", "414"},
	{"Atlanta", NULL, "303##", "404"},
	{"Miami", NULL, "331##", "305"},
	{"Raleigh", NULL, "276##", "919"},
	{"Minneapolis", NULL, "554##", "612"},
	{"Tampa", NULL, "336##", "813"},
	{"Cleveland", NULL, "441##", "216"},
	{"Saint Louis", "St. Louis", "631##", "314"},
	{"Pittsburgh", NULL, "152##", "412"},
	{"Cincinnati", NULL, "452##", "513"},
	{"Boise", NULL, "837##", "208"},
	{"Salt Lake City", "SLC", "841##", "801"},
	{"Madison", NULL, "537##", "608"},
};

static const char *const america_street_heads[] = {
	"Main", "Oak", "Pine", "Maple", "Cedar", "Elm", "Washington", "Lake", "Hill", "Walnut", "Park", "Second",
	"Third", "First", "Fourth", "Fifth", "View", "Sunset", "Church", "Spring", "Ridge", "Mill", "River", "Willow",
	"Lincoln", "Jefferson", "Jackson", "Madison", "Franklin", "Highland", "Forest", "Meadow", "Cherry",
	"Chestnut", "Spruce", "Locust", "Dogwood", "Hickory", "Laurel", "Valley", "Center", "Broad", "Market",
	"Court", "School", "Bridge", "Industrial", "Commerce", "Liberty", "Union", "King", "Queen", "Victoria",
	"Station", "High", "Green", "Manor", "Orchard", "Garden", "Prospect", "Pleasant", "Adams", "Monroe", "Grant",
	"Cleveland", "Wilson", "Birch", "Magnolia", "Poplar", "Sycamore", "Woodland", "Fairview", "Summit",
	"Crescent", "Grove", "Aspen", "Juniper", "Canyon", "Harbor", "Beach",
};

static const char *const america_street_tails[] = {
	"Street", "Avenue", "Road", "Drive", "Lane", "Boulevard", "Court", "Way",
};

static const char *const america_lines[] = {
	"Engineering", "Software", "Systems", "IT Services", "Logistics", "Construction", "Electric", "Medical",
	"Trading", "Consulting", "Properties", "Freight", "Plumbing", "Manufacturing", "Printing", "Media",
	"Accounting", "Fine Foods", "Motors", "Insurance", "Solar", "Textiles", "Furniture", "Packaging",
	"Architects", "Pharma", "Plastics", "Hotels", "Travel", "Landscaping", "Bakery", "Brewing", "Staffing",
	"Tooling", "Energy", "Partners", "Group", "Solutions", "Technologies", "Industries", "Holdings", "Analytics",
	"Labs",
};

static const char *const america_titles[] = {
	"CEO", "Sales Manager", "Purchasing Manager", "IT Manager", "Executive Assistant", "Project Manager",
	"VP Sales", "Account Executive", "Office Manager", "Marketing Director", "Accountant", "HR Manager", "Owner",
	"Production Manager", "Key Account Manager", "CTO", "Buyer", "Controller", "Plant Manager",
	"Director of Operations", "Engineer", "Developer", "Consultant", "Customer Success Manager", "CFO",
};

static const char *const america_forms[] = {
	"Inc.", "LLC", "Corp.", "Co.", "Inc", "L.L.C.", "LLP", "LP",
};

static const char *const america_mails[] = {
	"gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "aol.com", "comcast.net", "msn.com",
	"verizon.net", "att.net", "live.com", "me.com",
};

/* ---- United Kingdom ---- */
static const char *const britain_spellings[] = {
	"United Kingdom", "UK", "Great Britain", "GB",
	NULL,
};

static const char *const britain_mobiles[] = {
	"74", "75", "77", "78", "79",
	NULL,
};

static const struct crowd_city britain_cities[] = {
	{"London", NULL, "E# #AB", "20"},
	{"Birmingham", NULL, "B# #TX", "121"},
	{"Manchester", NULL, "M# #GH", "161"},
	{"Leeds", NULL, "LS# #PQ", "113"},
	{"Glasgow", NULL, "G# #DX", "141"},
	{"Liverpool", NULL, "L# #AA", "151"},
	{"Bristol", NULL, "BS# #RT", "117"},
	{"Sheffield", NULL, "S# #JN", "114"},
	{"Edinburgh", NULL, "EH# #LB", "131"},
	{"Leicester", NULL, "LE# #FW", "116"},
	{"Cardiff", NULL, "CF# #NP", "29"},
	{"Belfast", NULL, "BT# #GS", "28"},
	{"Nottingham", NULL, "NG# #ED", "115"},
	{"Newcastle upon Tyne", "Newcastle", "NE# #SB", "191"},
	{"Brighton", NULL, "BN# #WA", "1273"},
	{"Reading", NULL, "RG# #HQ", "118"},
	{"Oxford", NULL, "OX# #YU", "1865"},
	{"Cambridge", NULL, "CB# #QZ", "1223"},
};

static const char *const britain_forms[] = {
	"Ltd", "Limited", "Ltd.", "PLC", "LLP", "& Co Ltd",
};

static const char *const britain_mails[] = {
	"gmail.com", "hotmail.co.uk", "btinternet.com", "yahoo.co.uk", "outlook.com", "hotmail.com", "live.co.uk",
	"sky.com", "icloud.com", "virginmedia.com", "talktalk.net",
};

/* ---- France ---- */
static const char *const france_spellings[] = {
	"France", "FRANCE", "Frankreich", "FR",
	NULL,
};

static const char *const france_mobiles[] = {
	"6", "7",
	NULL,
};

static const struct crowd_city france_cities[] = {
	{"Paris", NULL, "750##", "1"},
	{"Marseille", NULL, "130##", "4"},
	{"Lyon", NULL, "690##", "4"},
	{"Toulouse", NULL, "310##", "5"},
	{"Nice", NULL, "060##", "4"},
	{"Nantes", NULL, "440##", "2"},
	{"Montpellier", NULL, "340##", "4"},
	{"Strasbourg", "Straßburg", "670##", "3"},
	{"Bordeaux", NULL, "330##", "5"},
	{"Lille", NULL, "590##", "3"},
	{"Rennes", NULL, "350##", "2"},
	{"Reims", NULL, "511##", "3"},
	{"Saint-Étienne", "St-Etienne", "420##", "4"},
	{"Le Havre", NULL, "766##", "2"},
	{"Toulon", NULL, "830##", "4"},
	{"Grenoble", NULL, "380##", "4"},
	{"Dijon", NULL, "210##", "3"},
	{"Angers", NULL, "490##", "2"},
	{"Nîmes", NULL, "300##", "4"},
	{"Clermont-Ferrand", NULL, "630##", "4"},
	{"Besançon", NULL, "250##", "3"},
	{"Orléans", NULL, "450##", "2"},
};

static const char *const france_street_heads[] = {
	"Pasteur", "Victor Hugo", "de la République", "de la Gare", "Jean Jaurès", "du Moulin", "des Écoles",
	"de l'Église", "Gambetta", "de Verdun", "du Général de Gaulle", "Jules Ferry", "de la Mairie", "Émile Zola",
	"des Lilas", "du 8 Mai 1945", "Voltaire", "Jean Moulin", "de Paris", "des Fleurs", "de la Fontaine",
	"du Stade", "Molière", "de la Paix", "Carnot", "Saint-Michel", "des Tilleuls", "du Château", "de la Liberté",
	"Pierre Curie", "Anatole France", "des Vignes", "du Lavoir", "des Peupliers", "Balzac",
};

static const char *const france_street_tails[] = {
	"rue", "avenue", "boulevard", "place", "chemin",
};

static const char *const france_lines[] = {
	"Industries", "Conseil", "Informatique", "Transports", "Bâtiment", "Électricité", "Services", "Immobilier",
	"Automobiles", "Imprimerie", "Menuiserie", "Distribution", "Logistique", "Assurances", "Plomberie",
	"Traiteur", "Énergies", "Systèmes", "Mécanique", "Communication",
};

static const char *const france_titles[] = {
	"Directeur général", "Responsable commercial", "Acheteur", "Responsable informatique",
	"Assistante de direction", "Chef de projet", "Gérant", "Comptable", "Directrice marketing", "DRH",
	"Technico-commercial", "Ingénieur", "Responsable production", "Chargé d'affaires", "Directeur financier",
};

static const char *const france_forms[] = {
	"SAS", "SARL", "S.A.S.", "S.à r.l.", "SA", "EURL", "SASU",
};

static const char *const france_mails[] = {
	"gmail.com", "orange.fr", "wanadoo.fr", "free.fr", "hotmail.fr", "sfr.fr", "laposte.net", "yahoo.fr",
	"outlook.fr", "hotmail.com",
};

/* ---- Spain ---- */
static const char *const spain_spellings[] = {
	"Spain", "España", "Spanien", "ES",
	NULL,
};

static const char *const spain_mobiles[] = {
	"6", "7",
	NULL,
};

static const struct crowd_city spain_cities[] = {
	{"Madrid", NULL, "280##", "91"},
	{"Barcelona", NULL, "080##", "93"},
	{"Valencia", "València", "460##", "96"},
	{"Sevilla", "Seville", "410##", "95"},
	{"Zaragoza", NULL, "500##", "976"},
	{"Málaga", "Malaga", "290##", "952"},
	{"Murcia", NULL, "300##", "968"},
	{"Palma", "Palma de Mallorca", "070##", "971"},
	{"Bilbao", NULL, "480##", "94"},
	{"Alicante", "Alacant", "030##", "965"},
	{"Córdoba", "Cordoba", "140##", "957"},
	{"Valladolid", NULL, "470##", "983"},
	{"Vigo", NULL, "362##", "986"},
	{"Gijón", "Gijon", "332##", "985"},
	{"A Coruña", "La Coruña", "150##", "981"},
	{"Granada", NULL, "180##", "958"},
	{"Vitoria-Gasteiz", "Vitoria", "010##", "945"},
};

static const char *const spain_street_heads[] = {
	"Mayor", "Real", "de la Iglesia", "del Sol", "San Juan", "Nueva", "de la Constitución", "Gran Vía",
	"de Cervantes", "del Carmen", "San José", "Santa María", "de la Paz", "de Colón", "del Pilar", "San Antonio",
	"de Goya", "de Velázquez", "de Alcalá", "de Aragón", "Serrano", "Diagonal", "de la Fuente", "del Mar",
	"de los Olivos", "de Andalucía", "de Galicia", "Picasso",
};

static const char *const spain_street_tails[] = {
	"Calle", "Avenida", "Plaza", "Paseo",
};

static const char *const spain_lines[] = {
	"Construcciones", "Informática", "Logística", "Transportes", "Consultores", "Instalaciones", "Inmobiliaria",
	"Alimentación", "Asesores", "Talleres", "Gráficas", "Electricidad", "Seguros", "Energía", "Textil", "Muebles",
	"Servicios", "Sistemas",
};

static const char *const spain_titles[] = {
	"Director general", "Jefe de ventas", "Responsable de compras", "Director de informática",
	"Secretaria de dirección", "Jefe de proyecto", "Gerente", "Comercial", "Contable", "Directora de marketing",
	"Responsable de RRHH", "Ingeniero", "Administrativa", "Director financiero",
};

static const char *const spain_forms[] = {
	"S.L.", "SL", "S.A.", "S.L.U.", "S. Coop.", "SA",
};

static const char *const spain_mails[] = {
	"gmail.com", "hotmail.com", "hotmail.es", "yahoo.es", "outlook.es", "telefonica.net", "outlook.com",
	"icloud.com",
};

/* ---- Italy ---- */
static const char *const italy_spellings[] = {
	"Italy", "Italia", "Italien", "IT",
	NULL,
};

static const char *const italy_mobiles[] = {
	"320", "328", "333", "335", "338", "340", "347", "349", "392",
	NULL,
};

static const struct crowd_city italy_cities[] = {
	{"Roma", "Rome", "001##", "06"},
	{"Milano", "Milan", "201##", "02"},
	{"Napoli", "Naples", "801##", "081"},
	{"Torino", "Turin", "101##", "011"},
	{"Palermo", NULL, "901##", "091"},
	{"Genova", "Genoa", "161##", "010"},
	{"Bologna", NULL, "401##", "051"},
	{"Firenze", "Florence", "501##", "055"},
	{"Bari", NULL, "701##", "080"},
	{"Catania", NULL, "951##", "095"},
	{"Venezia", "Venice", "301##", "041"},
	{"Verona", NULL, "371##", "045"},
	{"Padova", NULL, "351##", "049"},
	{"Trieste", NULL, "341##", "040"},
	{"Brescia", NULL, "251##", "030"},
	{"Parma", NULL, "431##", "0521"},
	{"Modena", NULL, "411##", "059"},
	{"Bolzano", "Bozen", "391##", "0471"},
};

static const char *const italy_street_heads[] = {
	"Roma", "Garibaldi", "Mazzini", "Verdi", "Dante", "Marconi", "Cavour", "Matteotti", "Vittorio Emanuele",
	"XX Settembre", "della Repubblica", "Gramsci", "San Francesco", "dei Mille", "Manzoni", "Leopardi",
	"IV Novembre", "Volta", "Galilei", "Leonardo da Vinci", "Milano", "Torino", "della Libertà", "Kennedy",
	"Rossini", "Puccini", "Carducci", "Pascoli", "delle Rose", "dell'Industria",
};

static const char *const italy_street_tails[] = {
	"Via", "Viale", "Corso", "Piazza",
};

static const char *const italy_lines[] = {
	"Costruzioni", "Informatica", "Logistica", "Trasporti", "Consulenze", "Impianti", "Immobiliare", "Alimentari",
	"Meccanica", "Arredamenti", "Grafica", "Elettronica", "Assicurazioni", "Energia", "Tessuti", "Servizi",
	"Sistemi", "Officine",
};

static const char *const italy_titles[] = {
	"Amministratore delegato", "Responsabile vendite", "Responsabile acquisti", "Responsabile IT",
	"Segretaria di direzione", "Project manager", "Titolare", "Agente di commercio", "Contabile",
	"Direttrice marketing", "Responsabile HR", "Ingegnere", "Impiegata", "Direttore finanziario",
};

static const char *const italy_forms[] = {
	"S.r.l.", "Srl", "S.p.A.", "SpA", "S.n.c.", "S.a.s.",
};

static const char *const italy_mails[] = {
	"gmail.com", "libero.it", "hotmail.it", "virgilio.it", "alice.it", "yahoo.it", "tiscali.it", "outlook.it",
	"hotmail.com",
};

/* ---- Poland ---- */
static const char *const poland_spellings[] = {
	"Poland", "Polska", "Polen", "PL",
	NULL,
};

static const char *const poland_mobiles[] = {
	"50", "51", "53", "60", "66", "69", "72", "79",
	NULL,
};

static const struct crowd_city poland_cities[] = {
	{"Warszawa", "Warsaw", "0#-###", "22"},
	{"Kraków", "Krakow", "30-###", "12"},
	{"Łódź", "Lodz", "90-###", "42"},
	{"Wrocław", "Breslau", "50-###", "71"},
	{"Poznań", "Poznan", "60-###", "61"},
	{"Gdańsk", "Danzig", "80-###", "58"},
	{"Szczecin", NULL, "70-###", "91"},
	{"Bydgoszcz", NULL, "85-###", "52"},
	{"Lublin", NULL, "20-###", "81"},
	{"Katowice", NULL, "40-###", "32"},
	{"Białystok", NULL, "15-###", "85"},
	{"Rzeszów", NULL, "35-###", "17"},
};

static const char *const poland_street_heads[] = {
	"Polna", "Leśna", "Słoneczna", "Krótka", "Szkolna", "Ogrodowa", "Lipowa", "Brzozowa", "Łąkowa", "Kwiatowa",
	"Kościuszki", "Mickiewicza", "Sienkiewicza", "Kościelna", "Parkowa", "Zielona", "Akacjowa", "3 Maja",
	"Piłsudskiego", "Słowackiego", "Rynek", "Warszawska", "Krakowska", "Dworcowa", "Przemysłowa",
};

static const char *const poland_street_tails[] = {
	"ul.", "al.", "os.",
};

static const char *const poland_lines[] = {
	"Budownictwo", "Transport", "Logistyka", "Systemy", "Usługi", "Handel", "Meble", "Elektro", "Nieruchomości",
	"Doradztwo", "Drukarnia", "Instal", "Motoryzacja", "Spedycja", "Energia",
};

static const char *const poland_titles[] = {
	"Prezes zarządu", "Kierownik sprzedaży", "Kupiec", "Kierownik IT", "Asystentka zarządu", "Kierownik projektu",
	"Właściciel", "Przedstawiciel handlowy", "Księgowa", "Dyrektor marketingu", "Inżynier", "Specjalista",
};

static const char *const poland_forms[] = {
	"Sp. z o.o.", "sp. z o.o.", "S.A.", "Sp. j.", "Sp. z o.o. Sp. k.",
};

static const char *const poland_mails[] = {
	"gmail.com", "wp.pl", "onet.pl", "o2.pl", "interia.pl", "op.pl", "poczta.onet.pl", "outlook.com",
};

/* ---- Turkey ---- */
static const char *const turkey_spellings[] = {
	"Turkey", "Türkiye", "Türkei", "TR",
	NULL,
};

static const char *const turkey_mobiles[] = {
	"530", "532", "533", "535", "541", "542", "505", "555",
	NULL,
};

static const struct crowd_city turkey_cities[] = {
	{"İstanbul", "Istanbul", "34###", "212"},
	{"Ankara", NULL, "06###", "312"},
	{"İzmir", "Izmir", "35###", "232"},
	{"Bursa", NULL, "16###", "224"},
	{"Antalya", NULL, "07###", "242"},
	{"Konya", NULL, "42###", "332"},
	{"Adana", NULL, "01###", "322"},
	{"Gaziantep", NULL, "27###", "342"},
	{"Kayseri", NULL, "38###", "352"},
	{"Eskişehir", "Eskisehir", "26###", "222"},
};

static const char *const turkey_street_heads[] = {
	"Atatürk", "Cumhuriyet", "İstiklal", "İnönü", "Fatih Sultan Mehmet", "Mevlana", "Gazi", "Bağdat", "Barbaros",
	"Menderes", "Çamlık", "Bahçe", "Gül", "Okul", "Sanayi", "Kazım Karabekir", "Mimar Sinan", "Yunus Emre",
	"Zafer", "Hürriyet",
};

static const char *const turkey_street_tails[] = {
	"Caddesi", "Sokak", "Bulvarı",
};

static const char *const turkey_lines[] = {
	"İnşaat", "Tekstil", "Gıda", "Otomotiv", "Lojistik", "Makina", "Elektrik", "Bilişim", "Turizm", "Mobilya",
	"Enerji", "Plastik", "Danışmanlık",
};

static const char *const turkey_titles[] = {
	"Genel Müdür", "Satış Müdürü", "Satın Alma Müdürü", "Bilgi İşlem Müdürü", "Yönetici Asistanı", "Proje Müdürü",
	"İşletme Sahibi", "Muhasebe", "Mühendis", "Pazarlama Müdürü",
};

static const char *const turkey_forms[] = {
	"Ltd. Şti.", "A.Ş.", "San. ve Tic. Ltd. Şti.", "San. ve Tic. A.Ş.",
};

static const char *const turkey_mails[] = {
	"gmail.com", "hotmail.com", "yahoo.com.tr", "outlook.com", "mynet.com",
};

const struct crowd_country crowd_countries[] = {
	{
		.weight = 330,
		.culture = &crowd_german,
		.spellings = germany_spellings,
		.dial = "49",
		.trunk = "0",
		.mobiles = germany_mobiles,
		.digits = 7,
		.mobile_digits = 8,
		.cities = germany_cities,
		.n_cities = sizeof germany_cities / sizeof germany_cities[0],
		.street_heads = LIST(germany_street_heads),
		.street_tails = LIST(germany_street_tails),
		.tail_first = false,
		.address = STREET_THEN_NUMBER,
		.legal_forms = LIST(germany_forms),
		.lines = LIST(germany_lines),
		.titles = LIST(germany_titles),
		.mail_domains = LIST(germany_mails),
		.top_level = "de",
	},
	{
		.weight = 50,
		.culture = &crowd_german,
		.spellings = austria_spellings,
		.dial = "43",
		.trunk = "0",
		.mobiles = austria_mobiles,
		.digits = 7,
		.mobile_digits = 7,
		.cities = austria_cities,
		.n_cities = sizeof austria_cities / sizeof austria_cities[0],
		.street_heads = LIST(germany_street_heads),
		.street_tails = LIST(germany_street_tails),
		.tail_first = false,
		.address = STREET_THEN_NUMBER,
		.legal_forms = LIST(austria_forms),
		.lines = LIST(germany_lines),
		.titles = LIST(germany_titles),
		.mail_domains = LIST(austria_mails),
		.top_level = "at",
	},
	{
		.weight = 40,
		.culture = &crowd_german,
		.spellings = switzerland_spellings,
		.dial = "41",
		.trunk = "0",
		.mobiles = switzerland_mobiles,
		.digits = 7,
		.mobile_digits = 7,
		.cities = switzerland_cities,
		.n_cities = sizeof switzerland_cities / sizeof switzerland_cities[0],
		.street_heads = LIST(germany_street_heads),
		.street_tails = LIST(germany_street_tails),
		.tail_first = false,
		.address = STREET_THEN_NUMBER,
		.legal_forms = LIST(switzerland_forms),
		.lines = LIST(germany_lines),
		.titles = LIST(germany_titles),
		.mail_domains = LIST(switzerland_mails),
		.top_level = "ch",
	},
	{
		.weight = 220,
		.culture = &crowd_american,
		.spellings = america_spellings,
		.dial = "1",
		.trunk = "",
		.mobiles = america_mobiles,
		.digits = 7,
		.mobile_digits = 7,
		.cities = america_cities,
		.n_cities = sizeof america_cities / sizeof america_cities[0],
		.street_heads = LIST(america_street_heads),
		.street_tails = LIST(america_street_tails),
		.tail_first = false,
		.address = NUMBER_THEN_STREET,
		.legal_forms = LIST(america_forms),
		.lines = LIST(america_lines),
		.titles = LIST(america_titles),
		.mail_domains = LIST(america_mails),
		.top_level = "com",
	},
	{
		.weight = 100,
		.culture = &crowd_american,
		.spellings = britain_spellings,
		.dial = "44",
		.trunk = "0",
		.mobiles = britain_mobiles,
		.digits = 7,
		.mobile_digits = 8,
		.cities = britain_cities,
		.n_cities = sizeof britain_cities / sizeof britain_cities[0],
		.street_heads = LIST(america_street_heads),
		.street_tails = LIST(america_street_tails),
		.tail_first = false,
		.address = NUMBER_THEN_STREET,
		.legal_forms = LIST(britain_forms),
		.lines = LIST(america_lines),
		.titles = LIST(america_titles),
		.mail_domains = LIST(britain_mails),
		.top_level = "co.uk",
	},
	{
		.weight = 90,
		.culture = &crowd_french,
		.spellings = france_spellings,
		.dial = "33",
		.trunk = "0",
		.mobiles = france_mobiles,
		.digits = 8,
		.mobile_digits = 8,
		.cities = france_cities,
		.n_cities = sizeof france_cities / sizeof france_cities[0],
		.street_heads = LIST(france_street_heads),
		.street_tails = LIST(france_street_tails),
		.tail_first = true,
		.address = NUMBER_THEN_STREET,
		.legal_forms = LIST(france_forms),
		.lines = LIST(france_lines),
		.titles = LIST(france_titles),
		.mail_domains = LIST(france_mails),
		.top_level = "fr",
	},
	{
		.weight = 60,
		.culture = &crowd_spanish,
		.spellings = spain_spellings,
		.dial = "34",
		.trunk = "",
		.mobiles = spain_mobiles,
		.digits = 6,
		.mobile_digits = 8,
		.cities = spain_cities,
		.n_cities = sizeof spain_cities / sizeof spain_cities[0],
		.street_heads = LIST(spain_street_heads),
		.street_tails = LIST(spain_street_tails),
		.tail_first = true,
		.address = STREET_COMMA_NUMBER,
		.legal_forms = LIST(spain_forms),
		.lines = LIST(spain_lines),
		.titles = LIST(spain_titles),
		.mail_domains = LIST(spain_mails),
		.top_level = "es",
	},
	{
		.weight = 50,
		.culture = &crowd_italian,
		.spellings = italy_spellings,
		.dial = "39",
		.trunk = "",
		.mobiles = italy_mobiles,
		.digits = 7,
		.mobile_digits = 7,
		.cities = italy_cities,
		.n_cities = sizeof italy_cities / sizeof italy_cities[0],
		.street_heads = LIST(italy_street_heads),
		.street_tails = LIST(italy_street_tails),
		.tail_first = true,
		.address = STREET_THEN_NUMBER,
		.legal_forms = LIST(italy_forms),
		.lines = LIST(italy_lines),
		.titles = LIST(italy_titles),
		.mail_domains = LIST(italy_mails),
		.top_level = "it",
	},
	{
		.weight = 35,
		.culture = &crowd_polish,
		.spellings = poland_spellings,
		.dial = "48",
		.trunk = "",
		.mobiles = poland_mobiles,
		.digits = 7,
		.mobile_digits = 7,
		.cities = poland_cities,
		.n_cities = sizeof poland_cities / sizeof poland_cities[0],
		.street_heads = LIST(poland_street_heads),
		.street_tails = LIST(poland_street_tails),
		.tail_first = true,
		.address = STREET_THEN_NUMBER,
		.legal_forms = LIST(poland_forms),
		.lines = LIST(poland_lines),
		.titles = LIST(poland_titles),
		.mail_domains = LIST(poland_mails),
		.top_level = "pl",
	},
	{
		.weight = 25,
		.culture = &crowd_turkish,
		.spellings = turkey_spellings,
		.dial = "90",
		.trunk = "0",
		.mobiles = turkey_mobiles,
		.digits = 7,
		.mobile_digits = 7,
		.cities = turkey_cities,
		.n_cities = sizeof turkey_cities / sizeof turkey_cities[0],
		.street_heads = LIST(turkey_street_heads),
		.street_tails = LIST(turkey_street_tails),
		.tail_first = false,
		.address = STREET_THEN_NUMBER,
		.legal_forms = LIST(turkey_forms),
		.lines = LIST(turkey_lines),
		.titles = LIST(turkey_titles),
		.mail_domains = LIST(turkey_mails),
		.top_level = "com.tr",
	},
};
const size_t crowd_n_countries = sizeof crowd_countries / sizeof crowd_countries[0];
/* clang-format on */
