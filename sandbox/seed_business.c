/* SPDX-License-Identifier: Apache-2.0 */
/* What companies are called and do, what people are by profession, what deals are about. */
#include "sandbox/seed_names.h"

#define LIST(array)                                                                                                    \
	{                                                                                                              \
		array, sizeof array / sizeof array[0]                                                                  \
	}

const struct seed_industry seed_industries[] = {
	{"Machinery", "Maschinenbau", "Engineering"},
	{"Machinery", "Antriebstechnik", "Drives"},
	{"Machinery", "Werkzeugbau", "Tooling"},
	{"Computer Software", "Software", "Software"},
	{"Computer Software", "Systeme", "Systems"},
	{"Information Technology and Services", "IT-Service", "IT Services"},
	{"Information Technology and Services", "Datentechnik", "Data"},
	{"Logistics and Supply Chain", "Logistik", "Logistics"},
	{"Transportation", "Spedition", "Freight"},
	{"Construction", "Bau", "Construction"},
	{"Construction", "Holzbau", "Timber Homes"},
	{"Construction", "Haustechnik", "Building Services"},
	{"Electrical Manufacturing", "Elektrotechnik", "Electrics"},
	{"Electrical Manufacturing", "Sensorik", "Sensors"},
	{"Medical Devices", "Medizintechnik", "Medical"},
	{"Pharmaceuticals", "Pharma", "Pharma"},
	{"Food Production", "Feinkost", "Fine Foods"},
	{"Food Production", "Backwaren", "Bakeries"},
	{"Retail", "Handel", "Trading"},
	{"Wholesale", "Großhandel", "Wholesale"},
	{"Automotive", "Fahrzeugtechnik", "Automotive"},
	{"Plastics", "Kunststofftechnik", "Plastics"},
	{"Renewables and Environment", "Solartechnik", "Solar"},
	{"Renewables and Environment", "Windkraft", "Wind Power"},
	{"Textiles", "Textil", "Textiles"},
	{"Printing", "Druck", "Print"},
	{"Marketing and Advertising", "Werbeagentur", "Media"},
	{"Management Consulting", "Unternehmensberatung", "Consulting"},
	{"Accounting", "Steuerberatung", "Accountants"},
	{"Real Estate", "Immobilien", "Properties"},
	{"Insurance", "Versicherungsmakler", "Insurance Brokers"},
	{"Hospitality", "Hotelbetriebe", "Hotels"},
	{"Chemicals", "Chemie", "Chemicals"},
	{"Furniture", "Möbelwerke", "Furniture"},
	{"Packaging and Containers", "Verpackungen", "Packaging"},
	{"Education Management", "Akademie", "Training"},
};
const size_t seed_n_industries = sizeof seed_industries / sizeof seed_industries[0];

static const char *const coined[] = {
	"Nordlicht",  "Alpina",    "Hanse",       "Vector",   "Optima",   "Rheinwerk", "Phoenix",   "Novatec",
	"Meridian",   "Kompass",   "Silberstern", "Atlas",    "Primus",   "Helvetia",  "Orion",     "Baltic",
	"Falken",     "Terra",     "Aqua",        "Signum",   "Westpark", "Concordia", "Delta",     "Apex",
	"Summit",     "Pioneer",   "Horizon",     "Cascade",  "Granite",  "Harbour",   "Evergreen", "Keystone",
	"Lighthouse", "Northgate", "Redwood",     "Sterling", "Beacon",   "Bluebird",  "Oakfield",  "Ironbridge",
};
const struct seed_list seed_coined = LIST(coined);

static const char *const titles_de[] = {
	"Geschäftsführer/in", "Leitung Einkauf",
	"Einkäufer/in",       "Vertriebsleitung",
	"Leitung IT",         "IT-Administration",
	"Leitung Marketing",  "Produktmanagement",
	"Leitung Produktion", "Assistenz der Geschäftsführung",
	"Buchhaltung",        "Projektleitung",
	"Leitung Personal",   "Qualitätsmanagement",
	"Prokurist/in",       "Werkleitung",
	"Controlling",        "Konstruktion",
	"Leitung Logistik",   "Key Account Management",
};
const struct seed_list seed_titles_de = LIST(titles_de);

static const char *const titles_en[] = {
	"Managing Director",
	"Head of Purchasing",
	"Buyer",
	"Sales Director",
	"Head of IT",
	"IT Manager",
	"Marketing Manager",
	"Product Manager",
	"Operations Manager",
	"Executive Assistant",
	"Accountant",
	"Project Manager",
	"HR Manager",
	"Quality Manager",
	"CFO",
	"CTO",
	"Plant Manager",
	"Controller",
	"Design Engineer",
	"Account Executive",
	"Owner",
	"Vice President, Operations",
};
const struct seed_list seed_titles_en = LIST(titles_en);

static const char *const subjects_de[] = {
	"Rahmenvertrag", "Wartungsvertrag", "Pilotprojekt", "Einführung", "Erweiterung", "Lizenzen",
	"Schulung",      "Umstellung",      "Ersatzteile",  "Beratung",   "Standort 2",  "Verlängerung",
};
const struct seed_list seed_subjects_de = LIST(subjects_de);

static const char *const subjects_en[] = {
	"Annual licence", "Pilot",     "Rollout",     "Support contract", "Renewal",     "Expansion",
	"Training",       "Migration", "Spare parts", "Consulting",       "Second site", "Upgrade",
};
const struct seed_list seed_subjects_en = LIST(subjects_en);

static const char *const mail_domains[] = {
	"gmx.example", "webpost.example", "freemail.example", "t-mail.example", "gmail.example", "outlook.example",
};
const struct seed_list seed_mail_domains = LIST(mail_domains);
