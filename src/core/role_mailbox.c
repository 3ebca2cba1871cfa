/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mailboxes that belong to a function, not to a person, in English, German, French, Spanish, Italian and Polish, beside
 * those of RFC 2142. Extend it freely, ascending by strcmp (a test checks the order).
 */
#include "config.h"

#include <core/normalise.h>
#include <core/tables.h>

#include <string.h>

/* clang-format off */
static const char *const role_words[] = {
	"abuse", "accounting", "accounts", "accountspayable", "accountsreceivable", "accueil", "achat", "achats",
	"acquisti", "admin", "administracion", "administracja", "administration", "administrator", "aide", "all",
	"amministrazione", "anfrage", "anfragen", "ap", "applications", "ar", "assistance", "assistenza",
	"atencionalcliente", "atencioncliente", "auftraege", "auftrag", "ausbildung", "ayuda", "bestellung",
	"bestellungen", "bewerbung", "bewerbungen", "billing", "biuro", "board", "bok", "bonjour", "booking",
	"bookings", "bounce", "bounces", "buchhaltung", "buchung", "buero", "cabinet", "care", "career", "careers",
	"ceo", "clientes", "clienti", "comercial", "commande", "commandes", "commercial", "commerciale",
	"commerciaux", "communication", "compliance", "compra", "compras", "compta", "comptabilite", "comunicacion",
	"comunicazione", "contabilidad", "contabilita", "contact", "contacto", "contactus", "contatti", "contatto",
	"customercare", "customerservice", "customersupport", "dataprotection", "datenschutz", "direccion",
	"direction", "director", "direzione", "dispatch", "do-not-reply", "donotreply", "dpo", "drh", "dsb",
	"dyrekcja", "edv", "einkauf", "email", "empfang", "empleo", "emploi", "emplois", "enquiries", "enquiry",
	"event", "events", "everyone", "export", "facturacion", "facturas", "facturation", "facture", "factures",
	"faktura", "faktury", "fatturaelettronica", "fatturazione", "fatture", "feedback", "finance", "frontdesk",
	"gdpr", "gemeinde", "general", "gerencia", "geschaeftsfuehrung", "geschaeftsleitung", "gf", "handel",
	"handlowy", "hello", "help", "helpdesk", "hi", "hilfe", "hostmaster", "hr", "import", "info", "informacion",
	"information", "informatique", "informazioni", "inquiries", "inquiry", "invoice", "invoices", "invoicing",
	"iod", "it", "itsupport", "job", "jobs", "juridique", "kadry", "kanzlei", "kariera", "karriere", "kontakt",
	"ksiegowosc", "kundenbetreuung", "kundendienst", "kundenservice", "lager", "lavoro", "legal", "leitung",
	"logistica", "logistics", "logistik", "logistyka", "magazyn", "magazzino", "mail", "mailbox",
	"mailer-daemon", "main", "mairie", "management", "marketing", "media", "ne-pas-repondre", "nepasrepondre",
	"news", "newsletter", "nieodpowiadaj", "no-reply", "noreply", "noresponder", "obsluga", "obslugaklienta",
	"office", "oficina", "order", "orders", "ordini", "partner", "partners", "payments", "payroll", "pec",
	"pedidos", "personal", "personale", "poczta", "pomoc", "post", "posta", "postmaster", "poststelle", "pr",
	"praca", "prasa", "praxis", "prenotazioni", "prensa", "press", "presse", "privacy", "procurement",
	"protocollo", "purchase", "purchasing", "qualitaet", "quality", "rathaus", "recepcion", "recepcja",
	"reception", "rechnung", "rechnungen", "rechnungseingang", "rechnungswesen", "recruiting", "recruitment",
	"recrutement", "recursoshumanos", "redaktion", "reklamacje", "reklamation", "rekrutacja", "resellers",
	"reservas", "reservation", "reservations", "reservierung", "returns", "rezeption", "rezerwacje", "rgpd",
	"rh", "risorseumane", "rodo", "root", "rozliczenia", "rrhh", "sales", "sav", "secretaria", "secretariat",
	"secretary", "security", "segreteria", "sekretariat", "selezione", "service", "serviceclient", "services",
	"servicio", "servizioclienti", "serwis", "shipping", "shop", "sklep", "soporte", "sprzedaz", "stadt",
	"staff", "stampa", "store", "subscribe", "support", "supporto", "team", "tech", "technical", "technik",
	"technique", "tecnico", "test", "trabajo", "ufficio", "unsubscribe", "vendite", "venta", "ventas", "vente",
	"ventes", "verein", "verkauf", "versand", "vertrieb", "verwaltung", "vorstand", "warehouse", "warranty",
	"webmaster", "werbung", "wsparcie", "zakupy", "zamowienia", "zarzad", "zentrale",
};
/* clang-format on */

#define ROLE_NAME_MAX 32

const struct word_table role_names = {role_words, sizeof role_words / sizeof role_words[0]};

bool crm_email_is_role(const char *email)
{
	char name[ROLE_NAME_MAX];
	size_t len = strcspn(email, "@+");

	if (len >= sizeof name)
		return false;
	memcpy(name, email, len);
	name[len] = '\0';
	return word_table_has(&role_names, name);
}
