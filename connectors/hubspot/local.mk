# connectors/hubspot
