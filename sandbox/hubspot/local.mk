# sandbox/hubspot
