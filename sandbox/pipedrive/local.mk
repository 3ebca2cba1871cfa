# sandbox/pipedrive
