/* SPDX-License-Identifier: Apache-2.0 */
/* Headers as the exports of CRMs and people's own lists write them, in English and German. */
#include <ctype.h>
#include <string.h>

#include "csv_connector.h"

#define COMPANY (1U << CRM_COMPANY)
#define CONTACT (1U << CRM_CONTACT)
#define DEAL    (1U << CRM_DEAL)
#define ALL     (COMPANY | CONTACT | DEAL)
#define PEOPLE  (COMPANY | CONTACT)

/* Sources: column names of HubSpot's, Salesforce's and Pipedrive's own exports (README.md). */
const struct cv_known cv_known_columns[] = {
	{CONTACT, CV_ID, CV_TEXT, "id recordid contactid personid kontaktid datensatzid leadid", true},
	{COMPANY, CV_ID, CV_TEXT,
	 "id recordid companyid accountid organizationid organisationid firmenid kundennummer datensatzid", true},
	{DEAL, CV_ID, CV_TEXT, "id recordid dealid opportunityid verkaufschancenid datensatzid", true},
	{ALL, "crmsync_id", CV_TEXT, "crmsyncid", true},
	{CONTACT, "salutation", CV_TEXT, "salutation anrede persontitle", true},
	{CONTACT, "first_name", CV_TEXT, "firstname givenname forename vorname personfirstname", true},
	{CONTACT, "last_name", CV_TEXT, "lastname surname familyname nachname familienname personlastname", true},
	{CONTACT, "email", CV_TEXT,
	 "email emailaddress mail mailadresse emailadresse primaryemail workemail geschäftlicheemail personemailwork "
	 "personemail emailwork "
	 "emailgeschäftlich",
	 true},
	{CONTACT, "additional_emails", CV_LIST,
	 "additionalemails additionalemailaddresses weitereemails weitereemailadressen otheremail", true},
	{CONTACT, "phone", CV_TEXT,
	 "phone phonenumber telephone telefon telefonnummer tel businessphone workphone personphonework personphone "
	 "phonework festnetz",
	 true},
	{CONTACT, "mobile_phone", CV_TEXT,
	 "mobilephone mobilephonenumber mobile cellphone mobil mobiltelefon handy handynummer mobilnummer "
	 "personphonemobile phonemobile",
	 true},
	{CONTACT, "title", CV_TEXT,
	 "title jobtitle position funktion berufsbezeichnung stellenbezeichnung personjobtitle", true},
	{CONTACT, "company", CV_REFERENCE,
	 "companyid accountid organizationid organisationid associatedcompanyids primaryassociatedcompanyid "
	 "associatedcompanyidsprimary "
	 "firmenid unternehmensid personorganizationid",
	 true},
	{CONTACT, "company_name", CV_TEXT,
	 "companyname company account accountname organization organisation firma firmenname unternehmen "
	 "unternehmensname associatedcompany "
	 "primaryassociatedcompany personorganization personorganizationname organizationname",
	 true},
	{COMPANY, "name", CV_TEXT,
	 "name companyname accountname organizationname organisationname firma firmenname unternehmen unternehmensname "
	 "company organization "
	 "account",
	 true},
	{COMPANY, "domain", CV_TEXT, "domain companydomainname domainname emaildomain", true},
	{COMPANY, "website", CV_TEXT, "website websiteurl webseite homepage internet url web organizationwebsite",
	 true},
	{COMPANY, "phone", CV_TEXT, "phone phonenumber telephone telefon telefonnummer tel companyphone", true},
	{PEOPLE, "street", CV_TEXT,
	 "street streetaddress address addressline1 adresse straße strasse straßeundhausnummer mailingstreet "
	 "billingstreet anschrift",
	 true},
	{PEOPLE, "postcode", CV_TEXT,
	 "postcode postalcode zip zipcode zippostalcode plz postleitzahl mailingzippostalcode mailingpostalcode "
	 "billingzippostalcode "
	 "billingpostalcode",
	 true},
	{PEOPLE, "city", CV_TEXT, "city town ort stadt mailingcity billingcity wohnort", true},
	{PEOPLE, "state", CV_TEXT,
	 "state stateregion region province stateprovince bundesland mailingstate mailingstateprovince billingstate "
	 "billingstateprovince",
	 true},
	{PEOPLE, "country", CV_TEXT, "country countryregion land mailingcountry billingcountry staat", true},
	{CONTACT, "lifecycle", CV_TEXT, "lifecycle lifecyclestage lifecyclephase", true},
	{CONTACT, "lead_status", CV_TEXT, "leadstatus", true},
	{CONTACT, "source", CV_TEXT, "source leadsource originalsource quelle leadquelle herkunft", true},
	{CONTACT, "opted_out", CV_BOOL,
	 "optedout emailoptout unsubscribed unsubscribedfromallemail optedoutofemail abgemeldet werbewiderspruch "
	 "emailabgemeldet",
	 true},
	{CONTACT, "language", CV_TEXT, "language preferredlanguage sprache", true},
	{CONTACT, "birthday", CV_DATE, "birthday birthdate dateofbirth geburtstag geburtsdatum", true},
	{COMPANY, "industry", CV_TEXT, "industry branche", true},
	{COMPANY, "employees", CV_NUMBER,
	 "employees numberofemployees employeecount mitarbeiter mitarbeiterzahl anzahlmitarbeiter", true},
	{COMPANY, "revenue", CV_NUMBER, "revenue annualrevenue umsatz jahresumsatz", true},
	{COMPANY, "vat_id", CV_TEXT, "vatid vat vatnumber ustid ustidnr umsatzsteuerid steuernummer", true},
	{DEAL, "name", CV_TEXT, "name dealname title dealtitle opportunityname bezeichnung titel auftrag", true},
	{DEAL, "amount", CV_NUMBER, "amount value dealvalue betrag wert volumen auftragswert summe", true},
	{DEAL, "currency", CV_TEXT, "currency currencycode dealcurrency opportunitycurrency währung", true},
	{DEAL, "pipeline", CV_TEXT, "pipeline dealpipeline", true},
	{DEAL, "stage", CV_TEXT, "stage dealstage stagename phase vertriebsphase", true},
	{DEAL, "status", CV_TEXT, "status dealstatus", false},
	{DEAL, "close_date", CV_DATE, "closedate expectedclosedate dealexpectedclosedate abschlussdatum abschluss",
	 true},
	{DEAL, "probability", CV_NUMBER, "probability dealprobability probability% wahrscheinlichkeit", false},
	{DEAL, "company", CV_REFERENCE,
	 "companyid accountid organizationid organisationid associatedcompanyids primaryassociatedcompanyid "
	 "associatedcompanyidsprimary "
	 "firmenid dealorganizationid",
	 true},
	{DEAL, "@contacts", CV_REFERENCES,
	 "contactids contactid associatedcontactids personid kontaktid dealpersonid contacts", true},
	{ALL, "owner", CV_TEXT,
	 "owner owneremail recordowner contactowner companyowner dealowner accountowner opportunityowner betreuer "
	 "zuständig "
	 "verantwortlich personowner organizationowner",
	 true},
	{ALL, "description", CV_TEXT,
	 "description notes note beschreibung notiz notizen bemerkung bemerkungen kommentar", true},
	{ALL, "created", CV_DATETIME,
	 "created createdate createddate createdat addtime erstellt erstelltam dealcreated personcreated "
	 "organizationcreated",
	 false},
	{ALL, "updated", CV_DATETIME, "updated lastmodifieddate lastmodified updatedat updatetime geändert geändertam",
	 false},
	{0, NULL, CV_TEXT, NULL, false},
};

/* Ä, Ö, Ü of UTF-8 differ from ä, ö, ü by one bit of the second byte. */
const char *cv_fold_header(const char *header, struct crm_arena *arena)
{
	size_t n = 0;
	char *folded = crm_arena_alloc(arena, strlen(header) + 1);
	for (const char *p = header; folded != NULL && *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;
		if (c >= 0x80)
			folded[n] = p > header && (unsigned char)p[-1] == 0xC3 && c >= 0x80 && c <= 0x9E
					    ? (char)(c | 0x20)
					    : *p;
		else if (isalnum(c) || c == '%')
			folded[n] = (char)tolower(c);
		else
			continue;
		n++;
	}
	if (folded != NULL)
		folded[n] = '\0';
	return folded;
}
