"""The rules of SPEC §5: texts in ``texts.toml``, one small function per rule in the modules.

A rule function takes a :class:`~forms.rules.context.Context` and yields findings; it is bound to
its id by the decorator. Importing this package registers all of them, in the order of SPEC §5 as
far as the modules follow it.

What is unknown is not an error: a rule that compares is silent until both sides are filled and
understood, for that they are missing is said by the rule that their field names.
"""

from forms.rules import adjustment as adjustment
from forms.rules import authority as authority
from forms.rules import basis as basis
from forms.rules import codes as codes
from forms.rules import contacts as contacts
from forms.rules import disclosure as disclosure
from forms.rules import fees as fees
from forms.rules import flow as flow
from forms.rules import general as general
from forms.rules import intermediary as intermediary
from forms.rules import limit_texts as limit_texts
from forms.rules import limits as limits
from forms.rules import materials as materials
from forms.rules import powers as powers
from forms.rules import registry as registry
from forms.rules import repeats as repeats
from forms.rules import residue as residue
from forms.rules import returned as returned
from forms.rules import upper_lists as upper_lists
from forms.rules import verification as verification
