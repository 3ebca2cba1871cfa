# connectors/pipedrive
