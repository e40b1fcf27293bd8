"""The pages that belong to no part: the start page and the error page."""
