"""The rules of SPEC §5: texts in ``texts.toml``, one small function per rule in the modules.

A rule function takes a :class:`~forms.rules.registry.Context` and yields findings; it is bound to
its id by the decorator. Importing this package registers all of them.
"""

from forms.rules import registry as registry
