"""One editor for each field type: value, set_value, edited."""
