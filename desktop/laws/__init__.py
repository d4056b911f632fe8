"""The offline law library (依据库): read laws, look them up, compare a quotation."""
