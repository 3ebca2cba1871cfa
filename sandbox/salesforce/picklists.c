/* SPDX-License-Identifier: Apache-2.0 */
/* Values of the picklists. */
#include "fields.h"

#define SAME(text)                                                                                                     \
	{                                                                                                              \
		text, text                                                                                             \
	}

const struct sf_choice sf_account_types[] = {SAME("Prospect"),
					     SAME("Customer - Direct"),
					     SAME("Customer - Channel"),
					     SAME("Channel Partner / Reseller"),
					     SAME("Installation Partner"),
					     SAME("Technology Partner"),
					     SAME("Other"),
					     {NULL, NULL}};

const struct sf_choice sf_geocode_accuracies[] = {
	SAME("Address"),      SAME("NearAddress"), SAME("Block"),  SAME("Street"), SAME("ExtendedZip"), SAME("Zip"),
	SAME("Neighborhood"), SAME("City"),        SAME("County"), SAME("State"),  SAME("Unknown"),     {NULL, NULL}};

const struct sf_choice sf_industries[] = {SAME("Agriculture"),
					  SAME("Apparel"),
					  SAME("Banking"),
					  SAME("Biotechnology"),
					  SAME("Chemicals"),
					  SAME("Communications"),
					  SAME("Construction"),
					  SAME("Consulting"),
					  SAME("Education"),
					  SAME("Electronics"),
					  SAME("Energy"),
					  SAME("Engineering"),
					  SAME("Entertainment"),
					  SAME("Environmental"),
					  SAME("Finance"),
					  SAME("Food & Beverage"),
					  SAME("Government"),
					  SAME("Healthcare"),
					  SAME("Hospitality"),
					  SAME("Insurance"),
					  SAME("Machinery"),
					  SAME("Manufacturing"),
					  SAME("Media"),
					  SAME("Not For Profit"),
					  SAME("Recreation"),
					  SAME("Retail"),
					  SAME("Shipping"),
					  SAME("Technology"),
					  SAME("Telecommunications"),
					  SAME("Transportation"),
					  SAME("Utilities"),
					  SAME("Other"),
					  {NULL, NULL}};

const struct sf_choice sf_currency_codes[] = {{"EUR", "Euro"},        {"USD", "U.S. Dollar"},  {"GBP", "British Pound"},
					      {"CHF", "Swiss Franc"}, {"JPY", "Japanese Yen"}, {NULL, NULL}};

const struct sf_choice sf_ownerships[] = {
	SAME("Public"), SAME("Private"), SAME("Subsidiary"), SAME("Other"), {NULL, NULL}};

const struct sf_choice sf_ratings[] = {SAME("Hot"), SAME("Warm"), SAME("Cold"), {NULL, NULL}};

const struct sf_choice sf_clean_statuses[] = {
	{"Matched", "In Sync"},          SAME("Different"), {"Acknowledged", "Reviewed"},
	{"NotFound", "Not Found"},       SAME("Inactive"),  {"Pending", "Not Compared"},
	{"SelectMatch", "Select Match"}, SAME("Skipped"),   {NULL, NULL}};

const struct sf_choice sf_lead_sources[] = {
	SAME("Web"),   SAME("Phone Inquiry"), SAME("Partner Referral"), SAME("Purchased List"),
	SAME("Other"), {NULL, NULL}};

const struct sf_choice sf_salutations[] = {SAME("Mr."), SAME("Ms."),   SAME("Mrs."),
					   SAME("Dr."), SAME("Prof."), {NULL, NULL}};

const struct sf_choice sf_lead_statuses[] = {SAME("Open - Not Contacted"),
					     SAME("Working - Contacted"),
					     SAME("Closed - Converted"),
					     SAME("Closed - Not Converted"),
					     {NULL, NULL}};

const struct sf_choice sf_stage_names[] = {SAME("Prospecting"),
					   SAME("Qualification"),
					   SAME("Needs Analysis"),
					   SAME("Value Proposition"),
					   SAME("Id. Decision Makers"),
					   SAME("Perception Analysis"),
					   SAME("Proposal/Price Quote"),
					   SAME("Negotiation/Review"),
					   SAME("Closed Won"),
					   SAME("Closed Lost"),
					   {NULL, NULL}};

const struct sf_choice sf_opportunity_types[] = {SAME("Existing Customer - Upgrade"),
						 SAME("Existing Customer - Replacement"),
						 SAME("Existing Customer - Downgrade"),
						 SAME("New Customer"),
						 {NULL, NULL}};

const struct sf_choice sf_forecast_categories[] = {SAME("Omitted"),
						   SAME("Pipeline"),
						   {"BestCase", "Best Case"},
						   {"MostLikely", "Most Likely"},
						   {"Forecast", "Commit"},
						   SAME("Closed"),
						   {NULL, NULL}};

const struct sf_choice sf_forecast_category_names[] = {SAME("Omitted"),     SAME("Pipeline"), SAME("Best Case"),
						       SAME("Most Likely"), SAME("Commit"),   SAME("Closed"),
						       {NULL, NULL}};

const struct sf_choice sf_contact_roles[] = {SAME("Business User"),  SAME("Decision Maker"),
					     SAME("Economic Buyer"), SAME("Economic Decision Maker"),
					     SAME("Evaluator"),      SAME("Executive Sponsor"),
					     SAME("Influencer"),     SAME("Technical Buyer"),
					     SAME("Other"),          {NULL, NULL}};

const struct sf_choice sf_time_zones[] = {
	SAME("Europe/Berlin"), SAME("America/Los_Angeles"), SAME("America/New_York"), SAME("GMT"), {NULL, NULL}};

const struct sf_choice sf_locales[] = {SAME("en_US"), SAME("en_GB"), SAME("de_DE"), SAME("fr_FR"), {NULL, NULL}};

const struct sf_choice sf_encodings[] = {SAME("UTF-8"), SAME("ISO-8859-1"), {NULL, NULL}};

const struct sf_choice sf_user_types[] = {SAME("Standard"),
					  SAME("PowerPartner"),
					  SAME("CSPLitePortal"),
					  SAME("CustomerSuccess"),
					  SAME("PowerCustomerSuccess"),
					  SAME("CsnOnly"),
					  SAME("Guest"),
					  {NULL, NULL}};

const struct sf_choice sf_languages[] = {{"en_US", "English"}, {"de", "German"}, {"fr", "French"}, {NULL, NULL}};

const struct sf_choice sf_organization_types[] = {SAME("Team Edition"),
						  SAME("Professional Edition"),
						  SAME("Enterprise Edition"),
						  SAME("Developer Edition"),
						  SAME("Personal Edition"),
						  SAME("Unlimited Edition"),
						  SAME("Contact Manager Edition"),
						  SAME("Base Edition"),
						  {NULL, NULL}};
