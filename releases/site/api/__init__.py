"""The newsroom for programs: `/api/v1/`, over the same queries as the pages. Reading only, no keys, no cookies."""
