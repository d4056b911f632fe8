"""What a record is: definitions, vocabularies, profiles, values, rules."""

#: The portal profile of who has chosen none: the new code generation.
DEFAULT_PROFILE = "gbt39554"
