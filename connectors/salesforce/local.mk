# connectors/salesforce
