"""Examples of requests and answers, all of one story: what the API's documentation shows."""
