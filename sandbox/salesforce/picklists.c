/* SPDX-License-Identifier: Apache-2.0 */
/* Values of the picklists. */
#include "fields.h"

const char *const sf_account_types[] = {"Prospect",
					"Customer - Direct",
					"Customer - Channel",
					"Channel Partner / Reseller",
					"Installation Partner",
					"Technology Partner",
					"Other",
					NULL};

const char *const sf_geocode_accuracies[] = {"Address",      "NearAddress", "Block",  "Street", "ExtendedZip", "Zip",
					     "Neighborhood", "City",        "County", "State",  "Unknown",     NULL};

const char *const sf_industries[] = {"Agriculture",
				     "Apparel",
				     "Banking",
				     "Biotechnology",
				     "Chemicals",
				     "Communications",
				     "Construction",
				     "Consulting",
				     "Education",
				     "Electronics",
				     "Energy",
				     "Engineering",
				     "Entertainment",
				     "Environmental",
				     "Finance",
				     "Food & Beverage",
				     "Government",
				     "Healthcare",
				     "Hospitality",
				     "Insurance",
				     "Machinery",
				     "Manufacturing",
				     "Media",
				     "Not For Profit",
				     "Recreation",
				     "Retail",
				     "Shipping",
				     "Technology",
				     "Telecommunications",
				     "Transportation",
				     "Utilities",
				     "Other",
				     NULL};

const char *const sf_currency_codes[] = {"EUR", "USD", "GBP", "CHF", "JPY", NULL};

const char *const sf_ownerships[] = {"Public", "Private", "Subsidiary", "Other", NULL};

const char *const sf_ratings[] = {"Hot", "Warm", "Cold", NULL};

const char *const sf_clean_statuses[] = {"Matched", "Different",   "Acknowledged", "NotFound", "Inactive",
					 "Pending", "SelectMatch", "Skipped",      NULL};

const char *const sf_lead_sources[] = {"Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other", NULL};

const char *const sf_salutations[] = {"Mr.", "Ms.", "Mrs.", "Dr.", "Prof.", NULL};

const char *const sf_lead_statuses[] = {"Open - Not Contacted", "Working - Contacted", "Closed - Converted",
					"Closed - Not Converted", NULL};

const char *const sf_stage_names[] = {"Prospecting",
				      "Qualification",
				      "Needs Analysis",
				      "Value Proposition",
				      "Id. Decision Makers",
				      "Perception Analysis",
				      "Proposal/Price Quote",
				      "Negotiation/Review",
				      "Closed Won",
				      "Closed Lost",
				      NULL};

const char *const sf_opportunity_types[] = {"Existing Customer - Upgrade", "Existing Customer - Replacement",
					    "Existing Customer - Downgrade", "New Customer", NULL};

const char *const sf_forecast_categories[] = {"Omitted",  "Pipeline", "BestCase", "MostLikely",
					      "Forecast", "Closed",   NULL};

const char *const sf_forecast_category_names[] = {"Omitted", "Pipeline", "Best Case", "Most Likely",
						  "Commit",  "Closed",   NULL};

const char *const sf_contact_roles[] = {"Business User",  "Decision Maker",
					"Economic Buyer", "Economic Decision Maker",
					"Evaluator",      "Executive Sponsor",
					"Influencer",     "Technical Buyer",
					"Other",          NULL};

const char *const sf_time_zones[] = {"Europe/Berlin", "America/Los_Angeles", "America/New_York", "GMT", NULL};

const char *const sf_locales[] = {"en_US", "en_GB", "de_DE", "fr_FR", NULL};

const char *const sf_encodings[] = {"UTF-8", "ISO-8859-1", NULL};

const char *const sf_user_types[] = {
	"Standard", "PowerPartner", "CSPLitePortal", "CustomerSuccess", "PowerCustomerSuccess", "CsnOnly", "Guest",
	NULL};

const char *const sf_languages[] = {"en_US", "de", "fr", NULL};

const char *const sf_organization_types[] = {"Team Edition",
					     "Professional Edition",
					     "Enterprise Edition",
					     "Developer Edition",
					     "Personal Edition",
					     "Unlimited Edition",
					     "Contact Manager Edition",
					     "Base Edition",
					     NULL};
